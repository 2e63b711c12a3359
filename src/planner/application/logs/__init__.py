"""Server logs, read as a stream: `files` opens them, `csvlog`, `jsonlog` and `stderr` give entries, and `calls` makes the
calls of statements of them."""
