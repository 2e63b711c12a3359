"""The lines that set the tenant of a transaction, for each stack and each dialect of a plan's target.

PostgreSQL has set_config, which takes the tenant as a parameter. Citus hands on to its workers what SET LOCAL says, and
nothing of set_config; SET LOCAL takes no parameter, so that the tenant is a literal that the driver quotes.
"""

from __future__ import annotations

from collections.abc import Mapping

from planner.target.citus import DIALECT as CITUS

_PROPAGATE = "SET LOCAL citus.propagate_set_commands TO 'local'"

_POSTGRES: Mapping[str, Mapping[str, str]] = {
    "psycopg": {
        "imports": "",
        "set": 'SET = "SELECT pg_catalog.set_config(%s, %s, true)"',
        "propagate": "",
        "async_propagate": "",
        "named": "SET, (SETTING, named)",
        "before": "SET, (SETTING, before)",
        "more": "",
    },
    "sqlalchemy": {
        "imports": "",
        "send": "    connection.execute(\n"
        '        text("SELECT pg_catalog.set_config(:setting, :tenant, true)"), {"setting": SETTING, "tenant": tenant_id}\n'
        "    )",
    },
    "django": {"send": '        cursor.execute("SELECT pg_catalog.set_config(%s, %s, true)", [SETTING, tenant_id])'},
    "drizzle": {
        "send": "  await tx.execute(sql`select pg_catalog.set_config(${SETTING}, ${tenant}, true)`);",
        "literal": "",
    },
    "prisma": {
        "send": "  return client.$executeRaw`SELECT pg_catalog.set_config(${SETTING}, ${tenant}, true)`;",
        "literal": "",
        "result": "PromiseLike<number>",
        "set": "set(base, tenant)",
        "count": "1",
        "await": "await set(tx, tenant)",
        "raw": "",
    },
}

_QUOTED = r"""
/** Quote a text as PostgreSQL's own client does (PQescapeLiteral): SET takes no parameter. */
function literal(text: string): string {
  const doubled = text.replace(/'/g, "''");
  return text.includes('\\') ? ` E'${doubled.replace(/\\/g, '\\\\')}'` : `'${doubled}'`;
}
"""


def setting_slots(stack: str, setting: str, dialect: str) -> Mapping[str, str]:
    """Return the slots of a stack's templates that set the tenant. `stack` is the family: `drizzle` for each driver."""
    if dialect != CITUS:
        return _POSTGRES[stack]
    name = ".".join(f'"{part}"' for part in setting.split("."))
    said = f"SET LOCAL {name} TO"
    match stack:
        case "psycopg":
            return {
                "imports": ", sql",
                "set": f'PROPAGATE = "{_PROPAGATE}"\n'
                '"""Citus hands on to the workers what SET LOCAL says, and nothing of set_config."""\n'
                f"SET = sql.SQL('{said} {{}}')\n"
                '"""SET takes no parameter: the tenant is a literal, which psycopg quotes."""',
                "propagate": "        cursor.execute(PROPAGATE)\n",
                "async_propagate": "        await cursor.execute(PROPAGATE)\n",
                "named": "SET.format(sql.Literal(named))",
                "before": "SET.format(sql.Literal(before))",
                "more": _PSYCOPG_TEST,
            }
        case "sqlalchemy":
            return {
                "imports": "String, bindparam, ",
                "send": f'    connection.execute(text("{_PROPAGATE}"))\n'
                "    # SET takes no parameter: SQLAlchemy writes the tenant as a literal, and quotes it.\n"
                '    literal = bindparam("tenant", tenant_id, String, literal_execute=True)\n'
                f"    connection.execute(text('{said} :tenant').bindparams(literal))",
            }
        case "django":
            return {
                "send": f'        cursor.execute("{_PROPAGATE}")\n'
                "        # SET takes no parameter: Django writes the tenant as a literal, which the driver quotes.\n"
                f"        said = connections[using].ops.compose_sql('{said} %s', [tenant_id])\n"
                "        cursor.execute(said)"
            }
        case "drizzle":
            return {
                "send": f'  await tx.execute(sql.raw("{_PROPAGATE}"));\n'
                f"  await tx.execute(sql.raw(`{said} ${{literal(tenant)}}`));",
                "literal": _QUOTED,
            }
        case _:
            return {
                "send": f'  return [client.$executeRawUnsafe("{_PROPAGATE}"),\n'
                f"    client.$executeRawUnsafe(`{said} ${{literal(tenant)}}`)];",
                "literal": _QUOTED,
                "result": "PromiseLike<number>[]",
                "set": "...set(base, tenant)",
                "count": "2",
                "await": "for (const said of set(tx, tenant)) await said",
                "raw": "  $executeRawUnsafe(query: string): PromiseLike<number>;\n",
            }


_PSYCOPG_TEST = """


def test_a_tenant_is_a_text_whatever_it_contains(connection: psycopg.Connection) -> None:
    if ONE == str(ONE):
        for odd in ("o'clock", "back\\\\slash", "per%cent", '"', "'; SELECT 1; --"):
            with tenant(connection, odd):
                assert current(connection) == odd"""
