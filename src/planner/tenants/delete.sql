-- name: batch
-- The next rows of a leaf table. A row that changed its tenant meanwhile stays.
DELETE FROM ONLY :leaf AS t
WHERE t.ctid = ANY(ARRAY(SELECT s.ctid FROM ONLY :leaf AS s WHERE :free LIMIT :limit)) AND :rows AND :switch

-- name: rest
-- All rows of a table that are left.
DELETE FROM ONLY :table AS t WHERE :rows AND :switch

-- name: rest_below
-- The same for a partitioned table.
DELETE FROM :table AS t WHERE :rows AND :switch

-- name: pointed_to
EXISTS(SELECT 1 FROM :child AS c WHERE :rows AND :matches)

-- name: pointed_to_by_another
-- The same for a table that points to itself: a row that points to itself alone is free.
EXISTS(
  SELECT 1 FROM :child AS c
  WHERE :rows AND :matches AND NOT (c.ctid = s.ctid AND c.tableoid = s.tableoid)
)
