"""verify --probe: rows of two tenants that do not exist, and what a session of the application tries with them.

`values` (what a column can hold), `rows` (a row of a tenant), `attempts` (what is tried, and what must come of it).
"""
