"""SQL for rows: how each row gets its tenant, in which batches, and what happens to rows without a tenant."""
