"""planner makes a live single-tenant PostgreSQL database multi-tenant from one YAML plan."""

__version__ = "0.2.0.dev0"
