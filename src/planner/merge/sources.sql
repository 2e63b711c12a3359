-- name: keys
SELECT :key FROM :tenants AS t LIMIT 2

-- name: others
SELECT 1 FROM :table AS t WHERE :other LIMIT 1
