"""What all tests share: servers, databases, dumps, planner runs, golden cases, catalogs made by hand."""
