-- The tenant of every row, as the backfill will work it out. `planner_oid` and `planner_tid` identify the row.
-- `planner_tenant` is its tenant, or NULL if the tenant is not known.

-- name: with_expression
-- The rows of a table whose tenant is an expression. The expression can see no other table's columns here.
SELECT t.tableoid, t.ctid, t.*, CAST((:expression) AS ":type") AS planner_tenant
FROM :relation AS t

-- name: rows
-- What other tables need of a table: the columns that paths refer to, the row's place, and its tenant.
SELECT :columns, t.tableoid AS planner_oid, t.ctid AS planner_tid, CAST(:tenant AS ":type") AS planner_tenant
FROM :source AS t

-- name: same_row
:row.planner_oid = t.tableoid AND :row.planner_tid = t.ctid

-- name: edges
-- The pairs of child and parent, within tables that take their tenant from each other.
SELECT t.tableoid AS child_oid, t.ctid AS child_tid, p.tableoid AS parent_oid, p.ctid AS parent_tid
FROM :child AS t JOIN :parent AS p ON :points

-- name: candidates
SELECT t.tableoid AS planner_oid, t.ctid AS planner_tid, CAST(:tenant AS ":type") AS planner_tenant
FROM :relation AS t

-- name: walked
SELECT w.planner_oid, w.planner_tid, w.planner_tenant
FROM :walk AS w

-- name: walk_on
-- One step of the walk: from rows with a tenant to the rows that point to them.
SELECT e.child_oid, e.child_tid, w.planner_tenant
FROM :walk AS w JOIN :edges AS e ON e.parent_oid = w.planner_oid AND e.parent_tid = w.planner_tid

-- name: reached
EXISTS(SELECT 1 FROM :walk AS w WHERE w.planner_oid = t.tableoid AND w.planner_tid = t.ctid)

-- name: ended
-- One tenant for each row, even if the walk has found several.
SELECT DISTINCT ON (w.planner_oid, w.planner_tid) w.planner_oid, w.planner_tid, w.planner_tenant
FROM :walk AS w
ORDER BY w.planner_oid, w.planner_tid, w.planner_tenant

-- name: within
:row.planner_oid = ANY(ARRAY[:partitions])
