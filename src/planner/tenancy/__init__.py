"""The goal: which tables get a tenant, and what planner's objects are called."""
