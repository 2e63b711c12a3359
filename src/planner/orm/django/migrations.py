"""One migration for everything that Django can't declare (Django 5.2): keys of several columns, unique keys with more than
columns, and policies.

Columns and plain unique keys are in the migrations that makemigrations writes. This migration comes after them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from planner.errors import Refused
from planner.orm.migrations import NAMES, Migrations, missing
from planner.orm.python import literal
from planner.orm.stage import Stage
from planner.orm.statements import beyond_columns
from planner.orm.wanted import Wanted
from planner.sql import build
from planner.tenancy.model import Tenancy

_FILE = '''"""{name}: the changes that Django can't declare, as planner makes them in the live database. Each statement may run again."""

from django.db import migrations

STATEMENTS = [
{statements}
]


class Migration(migrations.Migration):
    dependencies = [
{dependencies}
    ]
    operations = [migrations.RunSQL(STATEMENTS)]
'''


def migrations(held: Mapping[str, Mapping[str, str]], app: str, wanted: Wanted, tenancy: Tenancy) -> Migrations:
    """Return the migration. `held` has the migrations of each application, by its label and their names. The new one is for `app`.

    Raises Refused when the migration exists already, when Django declares everything that the plan wants, and when
    `app` has no migration yet.
    """
    missing({Stage.TIGHTEN: wanted}, held.get(app, ()))
    texts = [text for files in held.values() for text in files.values()]

    def known(name: str) -> bool:
        """Django's own migrations make a key of this name."""
        return any(f'"{name}"' in text or f"'{name}'" in text for text in texts)

    statements = [f"{build.render(node)};" for node in beyond_columns(wanted, tenancy, known)]
    if not statements:
        raise Refused(
            "Django's own migrations say all that the plan wants; nothing was written",
            hint="planner orm --django, and then python manage.py makemigrations",
        )
    last = {label: max(names) for label, names in held.items() if names}
    if app not in last:
        raise Refused(
            "there is no migration in this folder; nothing was written",
            hint="name the folder `migrations` of an application, after python manage.py makemigrations",
        )
    number = int(re.findall(r"^[0-9]*", last[app])[0]) + 1
    name = f"{number:04}_{NAMES[Stage.TIGHTEN]}"
    text = _FILE.format(
        name=NAMES[Stage.TIGHTEN],
        statements="\n".join(f"    {literal(one)}," for one in statements),
        dependencies="\n".join(f"        ({label!r}, {before!r})," for label, before in sorted(last.items())),
    )
    return Migrations({f"{name}.py": text}, (f"python manage.py migrate --fake {app} {name}",), "a shell")
