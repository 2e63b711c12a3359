-- name: none
SELECT :columns FROM :table AS t

-- name: chosen
SELECT :columns FROM :staged AS s WHERE :key = ANY(:keys)

-- name: delete
DELETE FROM :table WHERE :rows AND :key = ANY(:keys) AND :switch
