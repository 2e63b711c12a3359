"""Running segments against a live server: sessions, retries, the journal, the backfill, the watch."""
