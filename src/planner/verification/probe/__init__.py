"""verify --probe: make rows of two invented tenants, and define what a session of the application tries with them.

`values` says what a column can hold, `rows` makes a row of a tenant, and `attempts` defines the attempts and their
expected results.
"""
