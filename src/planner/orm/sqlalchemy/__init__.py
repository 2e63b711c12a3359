"""SQLAlchemy's declarative models: `parse` (classes and columns, by libcst), `write` (the edits)."""
