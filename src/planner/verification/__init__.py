"""Check a finished database, and check a database before a change."""
