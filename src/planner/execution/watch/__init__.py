"""While a run is at work: its sign of life for other terminals, the limits it keeps, and who may stop it for a while."""
