-- name: other_values
-- Rows that both sides have, with other values.
SELECT COUNT(*) FROM :staged AS s CROSS JOIN :table AS r WHERE :same AND CAST(:mine AS text) <> CAST(:theirs AS text)

-- name: missing
SELECT :columns FROM :staged AS s WHERE NOT EXISTS(SELECT 1 FROM :table AS r WHERE :same) AND :switch
