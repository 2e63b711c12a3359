"""Resolve a plan against a catalog into a Tenancy, and report every mistake with its place."""
