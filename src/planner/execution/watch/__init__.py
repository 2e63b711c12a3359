"""Watch a run while it works: the lease that other terminals see, the limits, and requests to pause."""
