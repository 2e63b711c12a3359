-- name: shared_values
SELECT COUNT(*), :shown
FROM :relation AS t
GROUP BY :columns
HAVING COUNT(*) > 1
ORDER BY 1 DESC
LIMIT :limit
