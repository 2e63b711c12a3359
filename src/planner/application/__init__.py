"""The check of the application's own SQL against the plan. `statements` parses the text, `blocks` finds what a
statement reads and compares, and `verdicts` tells which statements ignore the tenant."""
