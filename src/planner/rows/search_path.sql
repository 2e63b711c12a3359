-- name: switch
(SELECT pg_catalog.set_config('search_path', :path, TRUE)) IS NOT NULL
