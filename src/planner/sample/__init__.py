"""A small database for developers: some tenants, whole, in files that psql loads."""
