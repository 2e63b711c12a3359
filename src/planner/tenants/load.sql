-- name: all_rows
SELECT :columns FROM :staged AS s WHERE :switch
