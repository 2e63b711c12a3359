"""SQL about rows: where each row gets its tenant, in which batches, and what happens to rows without one."""
