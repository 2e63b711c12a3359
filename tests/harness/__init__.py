"""Share servers, databases, dumps, planner runs, golden cases and catalogs among all tests."""
