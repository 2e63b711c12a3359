"""Run `verify --probe`: a session of the application tries to reach the rows of another tenant."""
