-- What refuses writes of a tenant that is being moved. The trigger's arguments: the tenant, where it goes, and the id of
-- the block. A block is lifted by one UPDATE, which waits for nobody. A transaction whose snapshot is older than the
-- block sees no lifted block, so that it is refused, too.

-- name: moving
BEGIN
  IF pg_catalog.current_setting('planner.moving', true) OPERATOR(pg_catalog.=) 'on' OR EXISTS (
    SELECT FROM planner.tenant_move AS m
    WHERE m.tenant OPERATOR(pg_catalog.=) TG_ARGV[0] AND m.lifted OPERATOR(pg_catalog.=) TG_ARGV[2]
  ) THEN
    IF TG_OP OPERATOR(pg_catalog.=) 'DELETE' THEN
      RETURN OLD;
    END IF;
    RETURN NEW;
  END IF;
  RAISE EXCEPTION USING
    ERRCODE = 'PM001',
    MESSAGE = pg_catalog.format('tenant %s is moving to %s: its rows can''t be written here', TG_ARGV[0], TG_ARGV[1]),
    HINT = 'Connect to the new place. Try again in some seconds if the tenant is not there yet.',
    SCHEMA = TG_TABLE_SCHEMA,
    TABLE = TG_TABLE_NAME;
END
