-- name: switch
(SELECT pg_catalog.set_config('search_path', :path, TRUE)) IS NOT NULL

-- name: application_path
(SELECT s.reset_val FROM pg_catalog.pg_settings AS s WHERE s.name = 'search_path')

-- name: emptied
SELECT pg_catalog.set_config('search_path', '', TRUE)
