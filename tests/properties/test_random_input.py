"""Files from outside, with pieces of them cut, doubled or replaced: planner reads them or says what is wrong, and never fails.

The database is not asked.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import drive
from planner.catalog.parts import Column
from planner.catalog.words import ReferentialAction
from planner.errors import PlanError, PlannerError
from planner.names import QName
from planner.orm.django import files as django
from planner.orm.drizzle import files as drizzle
from planner.orm.drizzle.migrations import newest
from planner.orm.prisma import files as prisma
from planner.orm.prisma import migrations as prisma_migrations
from planner.orm.sqlalchemy import files as sqlalchemy
from planner.orm.sqlalchemy import migrations as alembic
from planner.orm.stage import Stage
from planner.orm.wanted import ForeignKey, Table, Tenants, Wanted
from planner.plan.load import load_plan
from planner.report.quarantine import from_csv
from planner.run.certificate import read_certificate
from planner.run.saved import load_saved

ROOT = Path(__file__).parents[2]
PIECES = (
    b"\xe9", b"\x00", b"\xef\xbb\xbf", b"\r\n", b"'", b'"', b"{", b"}", b"[", b"]", b"(", b")", b"@", b"@@", b":", b",", b"\\q", b"null",
    b"-1", b"1e999", b"\xf0\x9f\x98\x80", b"\xed\xa0\x80", b"# -*- coding: latin-1 -*-\n", b"env(x)", b"[" * 2000, b"class B(\n", b" ",
)  # fmt: skip


@st.composite
def broken(draw: st.DrawFn, whole: bytes) -> bytes:
    """The bytes of a file, with a few of its pieces cut, doubled or replaced."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(whole)))
        end = min(len(whole), start + draw(st.integers(0, 40)))
        new = draw(st.sampled_from(PIECES) | st.binary(max_size=4) | st.just(whole[start:end] * 2))
        whole = whole[:start] + new + whole[end:]
    return whole


def wanted() -> Wanted:
    tenant = Column("client_id", "text", not_null=True)
    tenants = QName("public", "clients")
    tables = []
    for name in ("users", "chats", "messages", "shop_customer", "shop_product", "User", "Chat"):
        relation = QName("public", name)
        no_action = ReferentialAction.NO_ACTION
        key = ForeignKey(f"{name}_client_id_fkey", ("client_id",), tenants, ("id",), no_action, no_action)
        tables.append(Table(relation, tenant, (Column("id", "uuid"), tenant), key, None))
    columns = (Column("id", "text", not_null=True), Column("name", "text"))
    return Wanted(Stage.TIGHTEN, Tenants(tenants, "id", columns, made=True), tuple(tables))


EDITS = {
    "examples/prisma/prisma/schema.prisma": prisma.edit_files,
    "examples/drizzle/src/schema.ts": drizzle.edit_files,
    "examples/django/shop/models.py": django.edit_files,
    "examples/sqlalchemy/models.py": sqlalchemy.edit_files,
    "tests/orm/drizzle/arrays/before/schema.ts": drizzle.edit_files,
    "tests/orm/sqlalchemy/classic/before/models.py": sqlalchemy.edit_files,
}


@pytest.mark.parametrize("name", EDITS)
@drive.examples(40)
@given(data=st.data())
def test_models(name: str, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    file = tmp_path_factory.getbasetemp() / f"models{Path(name).suffix}"
    file.write_bytes(data.draw(broken((ROOT / name).read_bytes())))
    with suppress(PlannerError):
        EDITS[name]([file], wanted(), "public", None)


SEGMENT = {
    "number": 1, "phase": "add", "mode": "transaction", "what": "t", "statements": ["SELECT 1"], "after": "01",
    "changes": {"public.t": None},
}  # fmt: skip
SAVED = {
    "format": 1, "planner": "1", "database": "d", "major": 18, "before": "00", "relations": {"public.t": "ab"},
    "segments": [SEGMENT],
}  # fmt: skip
CERTIFICATE = {
    "format": 1, "planner": "1", "made_at": "2026-01-01T00:00:00Z", "database": "d", "server": "18", "role": "r", "plan_sha256": "00",
    "ok": True, "probed": False, "fingerprint": "00", "tables": 1, "checks": 1, "findings": 0, "notes": 0, "rows": {"public.t": 1},
    "surface": {"public.t": "00"}, "results": [{"check": "a", "ok": True}],
}  # fmt: skip
CSV = b'table,key,reason,candidates,tenant\npublic.t,"{""id"": 1}",orphan,[],acme\npublic.t,"{""id"": 2}",orphan,[],\n'


def certificate(file: Path) -> object:
    return read_certificate(file, file.read_text(encoding="utf-8"))


def decisions(file: Path) -> object:
    return from_csv(file.read_bytes().decode(errors="surrogateescape"), "decisions.csv")


READ: dict[str, tuple[Callable[[Path], object], bytes]] = {
    "plan": (load_plan, (ROOT / "tests/plan/everything.yaml").read_bytes()),
    "saved plan": (load_saved, json.dumps(SAVED).encode()),
    "certificate": (certificate, json.dumps(CERTIFICATE).encode()),
    "decisions": (decisions, CSV),
}


@pytest.mark.parametrize("kind", READ)
@drive.examples(100)
@given(data=st.data())
def test_plans_and_records(kind: str, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    read, whole = READ[kind]
    file = tmp_path_factory.getbasetemp() / "file"
    file.write_bytes(data.draw(broken(whole)))
    with suppress(PlannerError, *([UnicodeDecodeError] if kind == "certificate" else [])):
        read(file)


ENTRY = {"idx": 0, "version": "7", "when": 1, "tag": "0000_a", "breakpoints": True}
JOURNAL = {"version": "7", "dialect": "postgresql", "entries": [ENTRY]}
short = st.text(max_size=3)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | short,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(short, inner, max_size=2),
    max_leaves=4,
)


@drive.examples(100)
@given(key=st.sampled_from(("idx", "when", "tag", "entries", "version", None)), value=values)
def test_a_journal_of_drizzle(key: str | None, value: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    document: Any = json.loads(json.dumps(JOURNAL))
    if key is None:
        document = value
    elif key in document:
        document[key] = value
    else:
        document["entries"][0][key] = value
    file = tmp_path_factory.getbasetemp() / "_journal.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    with suppress(PlanError):
        journal = drizzle._document(file, drizzle.Journal)
        newest(journal)
        max((int(entry["when"]) + int(entry["idx"]) for entry in journal.get("entries", [])), default=0)


@pytest.mark.parametrize("last", ["99999999999999", "20261399000000", "99991231235959"])
def test_a_folder_of_prisma_with_an_impossible_date(last: str) -> None:
    with pytest.raises(PlannerError, match="begins with no time"):
        prisma_migrations._after(last)


@drive.examples(60)
@given(data=st.data())
def test_revisions_of_alembic(data: st.DataObject) -> None:
    whole = b'"""x"""\nrevision = "a1"\ndown_revision = ("b", "c")\nbranch_labels = None\n'
    text = data.draw(broken(whole)).decode(errors="replace")
    with suppress(PlannerError):
        alembic._head({"a1_x.py": text})
