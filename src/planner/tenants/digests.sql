-- What two databases compare of a tenant's rows. `r` has a row's key `k` and its values `line`, as texts.
-- A range is named by the first digits of the hash of its keys.

-- name: ranges
-- Rows and hash for each range. The hash is the sum of the first 60 bits of every row's hash.
SELECT :range AS b, COUNT(*), CAST(pg_catalog.sum(:hash) AS text) FROM :lines AS r GROUP BY b

-- name: rows
SELECT r.k, pg_catalog.md5(r.line) FROM :lines AS r WHERE :chosen

-- name: touched
SELECT :range AS b, COUNT(*), pg_catalog.bool_or(r.young) FROM :lines AS r GROUP BY b

-- name: young
-- Whether a row was written by a transaction that is not older than another one.
pg_catalog.age(t.xmin) <= pg_catalog.age(:since)

-- name: among
:range = ANY(:ranges)
