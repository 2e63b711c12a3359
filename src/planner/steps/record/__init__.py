"""planner's record, `planner.owned`: its tables, its entries, and the typed documents that undo reads."""
