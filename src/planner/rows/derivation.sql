-- The tenant of every row, as the backfill will work it out. `planner_oid` and `planner_tid` say which row it is,
-- `planner_tenant` is its tenant, as far as it is known.

-- name: with_expression
-- The rows of a table whose tenant is an expression; it is evaluated where no other table's column is in sight.
SELECT t.tableoid, t.ctid, t.*, CAST((:expression) AS ":type") AS planner_tenant
FROM :relation AS t

-- name: rows
-- What others need of a table: the columns that paths refer to, which row it is, and its tenant.
SELECT :columns, t.tableoid AS planner_oid, t.ctid AS planner_tid, CAST(:tenant AS ":type") AS planner_tenant
FROM :source AS t

-- name: same_row
:row.planner_oid = t.tableoid AND :row.planner_tid = t.ctid

-- name: edges
-- Who points to whom, within tables that take their tenant from each other.
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
-- One tenant for each row, where the walk has found several.
SELECT DISTINCT ON (w.planner_oid, w.planner_tid) w.planner_oid, w.planner_tid, w.planner_tenant
FROM :walk AS w
ORDER BY w.planner_oid, w.planner_tid, w.planner_tenant

-- name: within
:row.planner_oid IN (:partitions)
