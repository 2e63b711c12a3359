"""A tenant as a unit: the closed set of its rows, looked at, exported, deleted and imported."""
