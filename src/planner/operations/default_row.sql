-- name: advance
-- The sequence gives no value below the default tenant's. A sequence that is further already stays as it is.
SELECT pg_catalog.setval(CAST(q.seqrelid AS regclass), :id)
FROM pg_catalog.pg_sequence AS q
WHERE q.seqrelid = :sequence AND q.seqincrement > 0
  AND COALESCE(pg_catalog.pg_sequence_last_value(CAST(q.seqrelid AS regclass)), q.seqstart - 1) < :id
