-- What phase `distribute` sends. The functions of Citus are in schema pg_catalog.

-- name: copy_sequence
-- Both sequences go on at the same value.
SELECT pg_catalog.setval(CAST(:new AS regclass), last_value, is_called) FROM :old AS s
