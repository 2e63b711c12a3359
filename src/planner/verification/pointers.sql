-- name: shared
-- The rows of a shared table.
SELECT :columns
FROM :relation AS t

-- name: member
-- The row is a member of the tenant that a pointer leads to.
EXISTS(SELECT 1 FROM :membership AS m WHERE :points AND :same)
