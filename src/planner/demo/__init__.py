"""The sample application: its database, a server to run it on, and its users' traffic."""
