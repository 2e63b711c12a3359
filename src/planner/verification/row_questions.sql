-- name: stored
-- The rows of a finished table, each with the tenant that it names.
SELECT :columns
FROM :relation AS t LEFT JOIN :tenants AS k ON :same

-- name: derived
-- The rows of a table as the backfill will find them.
SELECT :columns
FROM :source AS t

-- name: nearest
-- When several tenants have a row with this key, the row of the row's own tenant counts; the others count only when that
-- tenant has none.
(:mine OR NOT EXISTS(SELECT 1 FROM :source AS q WHERE :points AND :others))

-- name: number
COUNT(*) FILTER(WHERE :broken)

-- name: any_without_tenant
SELECT EXISTS(SELECT 1 FROM :relation AS t WHERE t.:column IS NULL)

-- name: of_another_tenant
-- The rows of the tenants table that lead to another tenant's row.
SELECT COUNT(*)
FROM :tenants AS k JOIN :relation AS t ON :points
WHERE :differs
