"""Questions to a finished database, and to one before a change."""
