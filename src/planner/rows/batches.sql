-- name: pages
-- A range of pages. Ranges of ctid are read like an index from PostgreSQL 14 on.
t.ctid >= CAST(pg_catalog.format('(%s,%s)', :first, 0) AS tid)
AND t.ctid < CAST(pg_catalog.format('(%s,%s)', :end, 0) AS tid)

-- name: pass
-- The rows of one pass over the pages, by their place in their page; the last pass takes all that is left.
-- The place is the low byte of tidsend's six (src/backend/utils/adt/tid.c): a third of the time of its text.
t.ctid >= CAST(pg_catalog.format('(%s,%s)', :first, 0) AS tid)
AND t.ctid < CAST(pg_catalog.format('(%s,%s)', :end, 0) AS tid)
AND (:remainder = :passes - 1 OR pg_catalog.get_byte(pg_catalog.tidsend(t.ctid), 5) % :passes = :remainder)

-- name: points
-- The same rows one by one, before PostgreSQL 14.
t.ctid = ANY(ARRAY(
  SELECT CAST(pg_catalog.format('(%s,%s)', page, place) AS tid)
  FROM pg_catalog.generate_series(:first, :end - 1) AS page
  CROSS JOIN :places AS place
))

-- name: swept
t.ctid = ANY(ARRAY(SELECT t.ctid FROM ONLY :leaf AS t WHERE :missing LIMIT :limit))

-- name: swept_from_parent
t.ctid = ANY(ARRAY(SELECT t.ctid FROM ONLY :leaf AS t CROSS JOIN :parent AS p WHERE :missing LIMIT :limit))

-- name: assign
UPDATE ONLY :leaf AS t SET :column = :value
WHERE :rows AND :missing

-- name: assign_from_parent
UPDATE ONLY :leaf AS t SET :column = p.:tenant
FROM :parent AS p
WHERE :rows AND :missing

-- name: leads_nowhere_else
-- A path of the row `t` leads to no other tenant than this one.
NOT EXISTS(SELECT 1 FROM :parent AS q WHERE :points AND q.:tenant <> :value)
