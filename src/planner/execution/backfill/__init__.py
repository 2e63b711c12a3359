"""The backfill while the application runs: cursors, pace, the windows of a part, several workers."""
