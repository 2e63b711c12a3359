"""A picture of which table belongs to which: `model` says what the picture holds, `layout` says where each thing
stands, and `svg`, `page` and `mermaid` write it."""
