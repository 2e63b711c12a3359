"""The database that Rails itself makes of db/schema.rb or db/structure.sql."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from planner.catalog.compare import Words
from planner.errors import PlannerError
from planner.orm.programs import ran
from planner.orm.work import Definition, Source

_LOAD = """
where = {
  adapter: "postgresql", host: ENV["PGHOST"], port: ENV["PGPORT"], username: ENV["PGUSER"], database: ENV["PGDATABASE"]
}
ActiveRecord::Base.establish_connection(where)
structure = Rails.root.join("db/structure.sql").to_s
if File.exist?(structure)
  scratch = ActiveRecord::Base.connection
  scratch.select_values(<<~SQL).each { |name| scratch.execute("DROP SCHEMA #{scratch.quote_table_name(name)} CASCADE") }
    SELECT n.nspname FROM pg_catalog.pg_namespace n
    WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public')
    AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_extension e WHERE e.extnamespace = n.oid)
  SQL
  scratch.select_values(<<~SQL).each { |name| scratch.execute("DROP FUNCTION #{name}") }
    SELECT p.oid::pg_catalog.regprocedure FROM pg_catalog.pg_proc p
    WHERE p.pronamespace = 'public'::pg_catalog.regnamespace
    AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  SQL
  config = ActiveRecord::DatabaseConfigurations::HashConfig.new("test", "primary", where)
  ActiveRecord::Tasks::PostgreSQLDatabaseTasks.new(config).structure_load(structure, nil)
else
  ActiveRecord::Schema.verbose = false
  load Rails.root.join("db/schema.rb").to_s
end
"""


def definition(source: Source) -> Definition:
    """Return the definition: what the application's Rails loads from db/structure.sql, or else from db/schema.rb."""
    home = _home(source.paths[0].resolve())
    structure = (home / "db" / "structure.sql").is_file()
    if structure and shutil.which("psql") is None:
        raise PlannerError(
            "Rails loads db/structure.sql with psql, which is not in PATH", hint="install psql, or extend PATH"
        )

    def script(where: Mapping[str, str]) -> str:
        """Load the schema and return no SQL: Rails writes to the scratch database itself. The environment is `test`:
        others need an application's secrets. structure.sql makes its schemas and functions itself."""
        server = {
            "PGHOST": where["host"],
            "PGPORT": where["port"],
            "PGUSER": where["user"],
            "PGDATABASE": where["dbname"],
        }
        url = f"postgresql:///{quote(where['dbname'], safe='')}"
        rails = home / "bin" / "rails"
        program = ["ruby", str(rails)] if rails.is_file() else ["rails"]
        variables = {**server, "DATABASE_URL": url, "RAILS_ENV": "test", "DISABLE_SPRING": "1"}
        ran([*program, "runner", _LOAD], home, variables)
        return ""

    return Definition(script, Words(names=True, several=structure))


def _home(path: Path) -> Path:
    """Return the application at or above a path. Raises PlannerError when there is none."""
    found = next((folder for folder in (path, *path.parents) if (folder / "config" / "application.rb").is_file()), None)
    if found is None:
        raise PlannerError(
            f"there is no Rails application at or above {path}", hint="name the folder that has config/application.rb"
        )
    return found
