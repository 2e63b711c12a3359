-- name: all_rows
SELECT :columns FROM :staged AS s WHERE :switch

-- name: dangling
-- Rows that point to a row that is not there.
SELECT 1 FROM :table AS t WHERE :rows AND :present AND NOT EXISTS(SELECT 1 FROM :parent AS p WHERE :matches) LIMIT 1
