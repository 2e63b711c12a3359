"""The names that a schema dump asks for, found in its text."""

from __future__ import annotations

from planner.run.dump_names import extensions, roles


def test_extensions_with_their_schemas() -> None:
    text = '''
CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;
CREATE EXTENSION "uuid-ossp" SCHEMA "Weird ""name""";
create extension hstore;
CREATE EXTENSION postgis WITH VERSION '3.4' SCHEMA Geo;
COMMENT ON EXTENSION citext IS 'CREATE EXTENSION other';
CREATE EXTENSION hstore WITH SCHEMA twice;
'''
    assert list(extensions(text)) == [
        ("citext", "public"), ("uuid-ossp", 'Weird "name"'), ("hstore", None), ("postgis", "geo"),
    ]  # fmt: skip


def test_roles_of_rights_and_policies() -> None:
    text = """
GRANT SELECT,INSERT ON TABLE public.users TO app;
GRANT SELECT(name) ON TABLE public.users TO "Reader, old" WITH GRANT OPTION;
REVOKE ALL ON FUNCTION public.f() FROM PUBLIC;
CREATE POLICY own ON public.users TO app, auditor USING ((id IN ( SELECT t.id
   FROM public.t)));
ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public GRANT SELECT ON TABLES TO writer;
ALTER TABLE public.users OWNER TO someone;
CREATE VIEW v AS SELECT 1 FROM nothing;
"""
    assert list(roles(text)) == ["app", "Reader, old", "auditor", "owner", "writer"]
