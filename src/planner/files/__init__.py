"""SQL files: scripts for psql, and files for migration tools."""
