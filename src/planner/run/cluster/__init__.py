"""Questions to a Citus cluster: its metadata on the coordinator, and the shards on every node."""
