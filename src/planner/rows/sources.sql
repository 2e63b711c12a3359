-- name: known
-- The value is the key of a tenant.
EXISTS(SELECT 1 FROM :tenants AS :alias WHERE :same)

-- name: leads_nowhere
-- A path of the row `t` leads to no row with a tenant.
NOT EXISTS(SELECT 1 FROM :parent AS q WHERE :points AND q.:tenant IS NOT NULL)
