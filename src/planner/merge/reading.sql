-- name: found
-- Which rows of a batch another database has.
SELECT :number FROM (SELECT :rows AS k) AS u WHERE EXISTS(SELECT 1 FROM :table AS x WHERE :same)

-- name: joined
SELECT :number, :columns FROM (SELECT :rows AS k) AS u CROSS JOIN :table AS x WHERE :same

-- name: highest
SELECT :highest FROM :table AS t

-- name: last_value
SELECT q.last_value FROM :sequence AS q
