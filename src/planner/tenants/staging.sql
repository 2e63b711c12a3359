-- name: none
SELECT :columns FROM :table AS t

-- name: count
SELECT COUNT(*) FROM :table AS t
