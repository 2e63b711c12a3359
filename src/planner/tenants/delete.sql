-- name: batch
-- The next rows of a leaf table. A row that changed its tenant meanwhile stays.
DELETE FROM ONLY :leaf AS t
WHERE t.ctid = ANY(ARRAY(SELECT s.ctid FROM ONLY :leaf AS s WHERE :free LIMIT :limit)) AND :rows AND :switch

-- name: next
-- The next rows of a leaf table, locked: no other session can insert a row that points to them.
SELECT s.ctid FROM ONLY :leaf AS s WHERE :free LIMIT :limit FOR UPDATE

-- name: number
INSERT INTO pg_temp.planner_rows (leaf, rel, tid) SELECT :number, t.tableoid, t.ctid FROM ONLY :leaf AS t WHERE :rows

-- name: how_many
SELECT COUNT(*) FROM pg_temp.planner_rows AS r

-- name: references
-- The numbers of rows that point to other numbered rows, and the numbers of these.
SELECT c.n, p.n FROM :child CROSS JOIN :parent
JOIN pg_temp.planner_rows AS c ON c.rel = t.tableoid AND c.tid = t.ctid
JOIN pg_temp.planner_rows AS p ON p.rel = s.tableoid AND p.tid = s.ctid
WHERE :rows AND :matches AND c.n <> p.n

-- name: leaves
SELECT DISTINCT r.leaf FROM pg_temp.planner_rows AS r WHERE r.n = ANY(:numbers)

-- name: chosen
-- The numbered rows of a leaf table that are still there, locked.
SELECT s.ctid FROM ONLY :leaf AS s
WHERE s.ctid = ANY(
  ARRAY(SELECT r.tid FROM pg_temp.planner_rows AS r WHERE r.n = ANY(:numbers) AND r.leaf = :number)
) AND :rows FOR UPDATE

-- name: goes_with_it
EXISTS(
  SELECT 1 FROM pg_temp.planner_rows AS r WHERE r.n = ANY(:numbers) AND r.rel = c.tableoid AND r.tid = c.ctid
)

-- name: held
SELECT 1 FROM ONLY :leaf AS s WHERE s.ctid = ANY(:tids) AND :holding LIMIT 1

-- name: these
DELETE FROM ONLY :leaf AS t WHERE t.ctid = ANY(:tids) AND :rows AND :switch
