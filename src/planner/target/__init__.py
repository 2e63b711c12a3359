"""The kind of database: a target names its phases and the capabilities of its servers."""
