"""The draft of a plan, made from the catalog and the rows. This package is pure: it decides what to ask the rows,
and what follows from the answers."""
