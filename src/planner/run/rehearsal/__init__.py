"""Rehearse a run: find, before its first statement, what would stop it later, and name what it breaks for others."""
