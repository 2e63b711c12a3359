"""Django's models: `parse` (classes, fields and Meta, by libcst), `write` (the edits)."""
