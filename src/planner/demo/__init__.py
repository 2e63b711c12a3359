"""The sample application: its database, a server for it, and the traffic of its users."""
