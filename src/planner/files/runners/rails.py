"""Rails: one migration for each phase, `YYYYMMDDHHMMSS_tenancy_<phase>.rb`, with the statements of all its segments.

`disable_ddl_transaction!` leaves the transactions to the statements. Each statement returns at once if its work is
done, so `db:migrate` may run a migration again after it failed. `connection.execute` is what Active Record's own
`execute` calls; strong_migrations checks the latter alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from planner import __version__
from planner.errors import Refused
from planner.files.runners.changes import Migration
from planner.files.runners.pieces import Piece
from planner.files.runners.versions import Versions
from planner.names import QName
from planner.sql import build
from planner.sql.separators import refuse_separator

RUN = "bin/rails db:migrate"

NAME = "tenancy_{phase}"
_END = "PLANNER_SQL"
_SEPARATOR = re.compile(rf"^[ \t]*{_END}$", re.MULTILINE)
_FILE = re.compile(r"(\d+)_(\w+)\.rb")
_VERSION = re.compile(r"ActiveRecord::Migration\[(\d+\.\d+)\]")
_OLDEST = "6.1"

_MIGRATION = """\
# frozen_string_literal: true

# planner {version}: phase {phase}.
#
# Each statement does nothing if its work is done: run the migration again after it failed.
class {name} < ActiveRecord::Migration[{rails}]
  disable_ddl_transaction!

  def up
    planner_run UP
  end

  def down
    planner_run DOWN
  end

  # Runs statements that may take long and that limit their waits for locks themselves. CONCURRENTLY waits at most
  # {wait} seconds.
  def planner_run(statements)
    before = %w[statement_timeout lock_timeout].to_h {{ |name| [name, connection.select_value("SHOW #{{name}}")] }}
    connection.execute("SET statement_timeout = 0")
    connection.execute("SET lock_timeout = '{wait}s'")
    statements.each {{ |title, sql| say_with_time(title) {{ connection.execute(sql).clear }} }}
  ensure
    before.each {{ |name, value| connection.execute("SET #{{name}} = #{{connection.quote(value)}}") }} if connection.active?
  end
  private :planner_run

  UP = [
{up}
  ].freeze

  DOWN = [
{down}
  ].freeze
end
"""


@dataclass(frozen=True, slots=True)
class Folder:
    """The migrations that an application has already."""

    names: frozenset[str]
    """Their names without the versions."""
    newest: str | None
    rails: str
    """The version of Rails that the newest migration names."""

    @classmethod
    def at(cls, path: Path) -> Folder:
        """Return the migrations of a folder. A folder that does not exist has none."""
        held = sorted((found[1], found[2], file) for file in path.glob("*.rb") if (found := _FILE.match(file.name)))
        said = [_VERSION.search(file.read_text(encoding="utf-8", errors="replace")) for _, _, file in held]
        rails = [found[1] for found in said if found is not None]
        return cls(frozenset(name for _, name, _ in held), held[-1][0] if held else None, [_OLDEST, *rails][-1])


def files(migrations: Sequence[Migration], versions: Versions) -> dict[str, str]:
    """Return the text of each file, by file name. Raises Refused when a migration is there already, and when there is
    nothing to do."""
    folder = Folder.at(versions.folder)
    if not migrations:
        raise Refused(
            "the database has nothing left to do, so there is nothing to migrate; nothing was written",
            hint="render before planner apply: the migrations are for what the database lacks",
        )
    found = {}
    phases = [(phase, list(held)) for phase, held in groupby(migrations, lambda one: one.phase)]
    for version, (phase, held) in zip(versions.after(folder.newest), phases, strict=False):
        name = NAME.format(phase=phase)
        if name in folder.names:
            raise Refused(
                f"the migration {name} is there already; nothing was written",
                hint=f"each is made once: remove the file, or render other phases with --phase (not {phase})",
            )
        found[f"{version}_{name}.rb"] = _written(phase, held, folder.rails)
    return found


def tracking(names: Iterable[str], schema: str) -> list[str]:
    """Return the statements that mark migrations as run in a database that `planner apply` has changed."""
    table = QName(schema, "schema_migrations")
    rows = [[build.literal(name.partition("_")[0])] for name in names]
    return [f"{build.render(build.insert(table, ['version'], rows, build.on_conflict_do_nothing(['version'])))};"]


def _written(phase: str, migrations: Sequence[Migration], rails: str) -> str:
    up = [(one, piece) for one in migrations for piece in one.up]
    down = [(one, piece) for one in reversed(migrations) for piece in one.down]
    return _MIGRATION.format(
        version=__version__,
        phase=phase,
        name="".join(part.capitalize() for part in NAME.format(phase=phase).split("_")),
        rails=rails,
        wait=round(migrations[0].wait),
        up="\n".join(_entries(up, "")),
        down="\n".join(_entries(down, "take back: ")),
    )


def _entries(pieces: Sequence[tuple[Migration, Piece]], prefix: str) -> Iterator[str]:
    """Yield each statement with its title. A heredoc of this kind takes away the indentation that its lines share, and
    changes nothing else."""
    for migration, piece in pieces:
        refuse_separator(_SEPARATOR, piece.sql, "Ruby's parser")
        title = f"{prefix}{migration.title}{f' ({piece.name})' if piece.name else ''}"
        yield f"    [{_quoted(title)}, <<~'{_END}'],"
        yield from (f"      {line}" if line else "" for line in piece.sql.rstrip("\n").split("\n"))
        yield f"    {_END}"


def _quoted(text: str) -> str:
    """Return a string literal of Ruby, in which only a backslash and the quote have a meaning."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
