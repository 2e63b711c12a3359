"""The goal: the tables that get a tenant column, and the names of the objects that planner makes."""
