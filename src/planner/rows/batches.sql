-- name: pages
-- A range of pages. From PostgreSQL 14 on, a range of ctids reads only its pages.
t.ctid >= CAST(pg_catalog.format('(%s,%s)', :first, 0) AS tid)
AND t.ctid < CAST(pg_catalog.format('(%s,%s)', :end, 0) AS tid)

-- name: pass
-- The rows of one pass over the pages, by their place in their page. The last pass takes all rows that are left.
-- The place is the last of the six bytes of tidsend (src/backend/utils/adt/tid.c). Reading it takes a third of the time
-- of reading the ctid as text.
t.ctid >= CAST(pg_catalog.format('(%s,%s)', :first, 0) AS tid)
AND t.ctid < CAST(pg_catalog.format('(%s,%s)', :end, 0) AS tid)
AND (:remainder = :passes - 1 OR pg_catalog.get_byte(pg_catalog.tidsend(t.ctid), 5) % :passes = :remainder)

-- name: points
-- The rows of a pass as single ctids, for servers before PostgreSQL 14.
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
-- A path of the row `t` leads to no other tenant than :value.
NOT EXISTS(SELECT 1 FROM :parent AS q WHERE :points AND :differs)
