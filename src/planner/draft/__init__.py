"""A first plan, from the catalog and the rows. Pure: what to ask the rows, and what follows from the answers."""
