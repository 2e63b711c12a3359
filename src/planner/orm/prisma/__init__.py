"""Prisma's schema files: `parse` (models, fields and attributes), `write` (the edits)."""
