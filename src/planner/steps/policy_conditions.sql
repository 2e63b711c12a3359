-- Conditions on policies and on the tenant function. `:relation` is to_regclass(…), `:function` to_regprocedure(…).

-- name: policy_compares
EXISTS(
  SELECT 1 FROM pg_catalog.pg_policy
  WHERE polrelid = :relation AND polname = :name
    AND pg_catalog.pg_get_expr(polqual, polrelid) <> 'true'
    AND pg_catalog.strpos(CAST(polqual AS text), '{SUBLINK ') = 0
)

-- name: function_is
EXISTS(
  SELECT 1 FROM pg_catalog.pg_proc
  WHERE oid = :function
    AND pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(prosrc, 'UTF8')), 'hex') = :digest
)
