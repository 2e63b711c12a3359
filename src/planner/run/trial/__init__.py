"""Recorded statements that planner runs again: whose code they may run, and with which rights."""
