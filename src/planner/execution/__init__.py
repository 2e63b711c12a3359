"""Run segments against a live server: sessions, retries, the journal, the backfill, and the watch."""
