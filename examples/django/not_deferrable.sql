-- Django's foreign keys are DEFERRABLE INITIALLY DEFERRED. A change of the catalog alone, but each takes a lock for a moment.
SET lock_timeout = '2s';

SELECT format('ALTER TABLE %s ALTER CONSTRAINT %I NOT DEFERRABLE', conrelid::regclass, conname)
FROM pg_constraint
WHERE contype = 'f' AND condeferrable
\gexec
