"""A picture of who owns what: `model` says what is in it, `layout` where, `svg`, `page` and `mermaid` write it down."""
