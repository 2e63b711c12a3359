"""The application's own SQL against the plan: `statements` (text into trees), `blocks` (what a statement reads and compares),
`verdicts` (which of it ignores the tenant)."""
