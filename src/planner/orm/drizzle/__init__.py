"""Drizzle schema files: `parse` (which tables stand where, in which style), `write` (the edits)."""
