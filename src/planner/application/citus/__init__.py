"""Statements that fail on Citus, or ask every shard: each rule is a statement that was tried on a cluster (docs/citus.md)."""
