-- name: while_there
-- A check that needs the tenants table.
  IF {there} THEN
{check}
  END IF;
