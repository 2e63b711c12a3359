"""Merge single-tenant databases of one schema into one multi-tenant database."""
