-- The functions of the write guard's triggers that act after a row is written, and of the one that locks it.

-- name: follow
-- After a row has got another tenant: the rows below it get theirs from their own guards, which look up all their paths.
BEGIN{children}
  RETURN NULL;
END

-- name: hold
-- Before a row gets another tenant: the transaction waits for those that insert a child of it, and they wait for its end.
BEGIN
  PERFORM 1 FROM {table} AS t WHERE t.tableoid = TG_RELID AND t.ctid = OLD.ctid FOR UPDATE;
  RETURN NEW;
END

-- name: settle
-- At the end of the transaction the guard looks up the tenant of a row again, and refuses another one that was given.
BEGIN
  PERFORM pg_catalog.set_config({setting}, 'on', true);
  UPDATE {table} AS t SET {column} = t.{column} WHERE t.tableoid = TG_RELID AND t.ctid = NEW.ctid;
  PERFORM pg_catalog.set_config({setting}, '', true);
  RETURN NULL;
END

-- name: settled_child
-- A row that was inserted before its parent with a tenant of its own.
  IF {settling} AND {there} THEN
    UPDATE {child} AS t SET {column} = t.{column} WHERE {match} AND {unlike};
  END IF;

-- name: child
-- The child may not have its tenant column yet, or no longer. NULL lets the child's own guard look its tenant up.
  IF {there} THEN
    UPDATE {child} AS t SET {column} = {tenant} WHERE {match} AND {same};
  END IF;
