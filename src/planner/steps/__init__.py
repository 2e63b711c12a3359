"""The vocabulary of change: steps, conditions, checks, locks, and the record of what planner did."""
