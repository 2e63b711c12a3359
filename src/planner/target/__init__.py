"""What the database is: a target names its phases and what its servers can do."""
