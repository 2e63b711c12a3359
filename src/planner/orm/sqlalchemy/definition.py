"""The database that SQLAlchemy itself makes of the models."""

from __future__ import annotations

from pathlib import Path

from planner.catalog.compare import Words
from planner.orm.programs import ran
from planner.orm.work import Definition, Source

_SQLALCHEMY = """
import importlib, sys
from sqlalchemy import create_mock_engine
module, _, name = sys.argv[1].partition(":")
sys.path.insert(0, "")
found = getattr(importlib.import_module(module), name or "Base")
metadata = getattr(found, "metadata", found)
engine = create_mock_engine("postgresql://", lambda ddl, *_, **__: print(str(ddl.compile(dialect=engine.dialect)).strip() + ";"))
metadata.create_all(engine, checkfirst=False)
"""


def definition(source: Source) -> Definition:
    """Return the definition: `module:Base`, or `module:metadata`, created by the SQLAlchemy of the application's
    Python."""
    return Definition(lambda _: ran([source.python, "-c", _SQLALCHEMY, source.target], Path.cwd()), Words())
