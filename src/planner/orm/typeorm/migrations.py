"""Two migrations for TypeORM's folder: classes with `up` and `down`, in the order of the times in their names.

TypeORM runs the classes whose names are not in its table (migration/MigrationExecutor.js, typeorm 0.3 and 1). By
default it runs all of them in one transaction, so the statements can run in one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from planner.names import QName
from planner.orm.migrations import Migrations, contents, missing
from planner.orm.reverse import reverse
from planner.orm.stage import Stage
from planner.orm.wanted import Wanted
from planner.orm.work import Goals
from planner.sql import build

_TIMES = re.compile(r"\bclass\s+[A-Za-z_$][\w$]*?(\d{13})\b")

_TYPESCRIPT = """import {{ MigrationInterface, QueryRunner }} from {quote}typeorm{quote};

/** The changes that planner makes in the live database, for other databases. Each statement of `up` may run again. */
export class {name} implements MigrationInterface {{
  name = {quote}{name}{quote};

  public async up(queryRunner: QueryRunner): Promise<void> {{
{up}
  }}

  public async down(queryRunner: QueryRunner): Promise<void> {{
{down}
  }}
}}
"""

_JAVASCRIPT = """/** The changes that planner makes in the live database, for other databases. Each statement of `up` may run again. */
{export} class {name} {{
  name = {quote}{name}{quote};

  async up(queryRunner) {{
{up}
  }}

  async down(queryRunner) {{
{down}
  }}
}};
"""


@dataclass(frozen=True, slots=True)
class Held:
    """The migrations that the folder has: their texts by file name."""

    texts: Mapping[str, str]

    @property
    def last(self) -> int:
        """The time of the newest migration, in milliseconds since 1970; 0 without any."""
        return max((int(time) for text in self.texts.values() for time in _TIMES.findall(text)), default=0)

    @property
    def suffix(self) -> str:
        """The suffix of most files."""
        ends = [name[name.rindex(".") :] for name in sorted(self.texts)]
        return max(ends, key=ends.count, default=".ts")

    @property
    def quote(self) -> str:
        """The quotes of most strings."""
        text = "".join(self.texts.values())
        return '"' if text.count('"typeorm"') > text.count("'typeorm'") else "'"

    @property
    def modules(self) -> bool:
        """Whether files in JavaScript export as modules do."""
        return self.suffix == ".mjs" or any(re.search(r"^export\s", text, re.MULTILINE) for text in self.texts.values())


def migrations(held: Held, stages: Mapping[Stage, Wanted], goals: Goals, table: str, now: int) -> Migrations:
    """Return the migrations. `now` is in milliseconds since 1970, and `table` is TypeORM's own.

    Raises Refused when these migrations exist already.
    """
    stages = missing(stages, [name[: name.rindex(".")] for name in held.texts])
    time = max(now, held.last + 1)
    files, tracking = {}, []
    for name, wanted, statements in contents(stages, goals.tenancy):
        back = [f"{build.render(node)};" for node in reverse(wanted, goals.tenancy)]
        called = "".join(part.capitalize() for part in name.split("_")) + str(time)
        files[f"{time}-{name}{held.suffix}"] = _text(held, called, statements, back)
        tracking.append(_tracking(QName(goals.schema, table), time, called))
        time += 1
    return Migrations(files, tuple(tracking), "psql")


def _text(held: Held, name: str, up: list[str], down: list[str]) -> str:
    script = held.suffix in (".js", ".mjs", ".cjs")
    values = {"name": name, "quote": held.quote, "up": _queries(up), "down": _queries(down)}
    if not script:
        return _TYPESCRIPT.format(**values)
    export = "export" if held.modules else f"module.exports.{name} ="
    text = _JAVASCRIPT.format(**values, export=export)
    return text.replace("\n};\n", "\n}\n") if held.modules else text


def _queries(statements: list[str]) -> str:
    return "\n".join(f"    await queryRunner.query(`{_template(statement)}`);" for statement in statements)


def _template(text: str) -> str:
    """Return text as it stands between backquotes."""
    return text.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${")


def _tracking(table: QName, time: int, name: str) -> str:
    """Return the INSERT of one row, which runs once. TypeORM compares names."""
    there = build.select(build.literal(1)).from_(build.table(table), copy=False)
    there = there.where(build.eq(build.column("name"), build.literal(name)), copy=False)
    row = build.select(build.literal(time), build.literal(name)).where(exp.Not(this=build.exists(there)), copy=False)
    columns = [build.ident("timestamp"), build.ident("name")]
    insert = exp.Insert(this=exp.Schema(this=build.table(table), expressions=columns), expression=row)
    return f"{build.render(insert)};"
