-- name: none
SELECT :columns FROM :table AS t

-- name: spelled
-- A value as COPY spells it.
SELECT pg_catalog.format('%s', :value)
