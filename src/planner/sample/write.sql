-- name: role
-- A statement for \gexec, when the role is missing.
SELECT :statement WHERE NOT EXISTS(SELECT 1 FROM pg_catalog.pg_roles AS r WHERE r.rolname = :named)

-- name: state
SELECT q.last_value, q.is_called FROM :sequence AS q
