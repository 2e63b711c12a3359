"""The database that Django itself makes of the models."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from planner.catalog.compare import Words
from planner.orm.programs import ran
from planner.orm.work import Definition, Source

_DJANGO = """
import json, os, sys
sys.path.insert(0, "")
os.environ["DJANGO_SETTINGS_MODULE"] = sys.argv[1]
from django.conf import settings
database = {"ENGINE": "django.db.backends.postgresql", **json.loads(sys.argv[2])}
settings.DATABASES["default"] = {**settings.DATABASES.get("default", {}), **database}
import django
django.setup()
from django.apps import apps
from django.db import connection
with connection.schema_editor() as editor:
    for model in apps.get_models(include_auto_created=False):
        if model._meta.managed and not model._meta.proxy:
            editor.create_model(model)
"""


def definition(source: Source) -> Definition:
    """Return the definition: every model of a settings module, created by the Django of the application's Python."""

    def script(where: Mapping[str, str]) -> str:
        """Create the models and return no SQL: Django's schema editor writes to the database itself."""
        database = {
            "NAME": where["dbname"], "USER": where["user"], "HOST": where["host"], "PORT": str(where["port"]), "PASSWORD": "",
        }  # fmt: skip
        ran([source.python, "-c", _DJANGO, source.target, json.dumps(database)], Path.cwd())
        return ""

    return Definition(script, Words(actions=False, several=False, patterns=False, copies=False))
