"""The ORM's side of rollback: edits are taken back from the record, and the runner forgets planner's migrations."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from planner.errors import PlanError, Refused
from planner.orm import record
from planner.orm.back import back
from planner.orm.edit import Edited
from planner.orm.registry import BY_NAME

BEFORE = b"a\r\nb\nc\n\nd\ne"
FIRST = b"a\r\nb\nnew\nc\n\nd\ne"
SECOND = b"head\na\r\nb\nnew 2\nc\n\ne"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "plans").mkdir()
    return record.place(tmp_path / "plans" / "tenancy.yaml")


def recorded(place: Path, file: Path, *texts: bytes) -> list[record.Entry]:
    """Write the texts one after the other, and return their record as it is read again."""
    entries = []
    for before, after in itertools.pairwise(texts):
        file.write_bytes(before)
        entries.append(record.entry("drizzle", Edited(file, before, after), place))
        file.write_bytes(after)
    place.write_text(record.written(entries), encoding="utf-8")
    return record.read(place)


def test_the_files_are_as_before_to_the_last_byte(place: Path, tmp_path: Path) -> None:
    file = tmp_path / "src" / "schema.ts"
    file.parent.mkdir()
    entries = recorded(place, file, BEFORE, FIRST, SECOND)
    assert entries[0].file == "../src/schema.ts"
    found = back(entries, "drizzle", [tmp_path / "src"], place)
    assert [(one.file, one.content) for one in found.edited] == [(file, BEFORE)]
    assert found.leftovers == found.entries == []
    with pytest.raises(PlanError, match="has no edit of these files"):
        back(entries, "prisma", [tmp_path / "src"], place)


def test_changes_of_others_stay(place: Path, tmp_path: Path) -> None:
    file = tmp_path / "schema.ts"
    entries = recorded(place, file, BEFORE, FIRST)
    file.write_bytes(b"mine\n" + FIRST + b"\nmine too\n")
    found = back(entries, "drizzle", [file], place)
    assert [one.content for one in found.edited] == [b"mine\n" + BEFORE + b"\nmine too\n"]
    file.write_bytes(FIRST.replace(b"new\n", b"newer\n"))
    found = back(entries, "drizzle", [file], place)
    assert found.edited == []
    assert [one.what for one in found.leftovers] == ["take this back by hand, since its lines have changed: new"]
    assert found.entries == entries


def test_an_edit_that_was_taken_back_already(place: Path, tmp_path: Path) -> None:
    file = tmp_path / "schema.ts"
    entries = recorded(place, file, BEFORE, FIRST)
    file.write_bytes(BEFORE)
    found = back(entries, "drizzle", [file], place)
    assert found.edited == found.leftovers == found.entries == []


def test_a_file_that_planner_made_goes(place: Path, tmp_path: Path) -> None:
    file = tmp_path / "client.rb"
    made = record.entry("drizzle", Edited(file, b"", b"class Client\nend\n"), place)
    file.write_bytes(b"class Client\nend\n")
    found = back([made], "drizzle", [tmp_path], place)
    assert found.made == [file]
    assert found.edited == []


@pytest.mark.parametrize("text", ["{", '{"version": 2, "edits": []}', '{"version": 1, "edits": [{}]}'])
def test_a_record_that_is_none(text: str, place: Path) -> None:
    place.write_text(text)
    with pytest.raises(PlanError):
        record.read(place)


def test_what_a_runner_forgets(tmp_path: Path) -> None:
    drizzle = tmp_path / "drizzle"
    (drizzle / "meta").mkdir(parents=True)
    entries = [{"idx": n, "tag": tag, "when": 7 + n} for n, tag in enumerate(["0000_a", "0001_tenancy_expand"])]
    journal = {"dialect": "postgresql", "entries": entries}
    (drizzle / "meta" / "_journal.json").write_text(json.dumps(journal))
    tracked = BY_NAME["drizzle"].work().tracked(drizzle)
    assert tracked.lines == (
        'DELETE FROM "drizzle"."__drizzle_migrations" WHERE "created_at" OPERATOR(pg_catalog.=) 8;',
    )
    assert tracked.files[:2] == ("0001_tenancy_expand.sql", "meta/0001_snapshot.json")
    journal["entries"] = [*entries, {"idx": 2, "tag": "0002_later", "when": 9}]
    (drizzle / "meta" / "_journal.json").write_text(json.dumps(journal))
    with pytest.raises(Refused, match="0002_later comes after planner's"):
        BY_NAME["drizzle"].work().tracked(drizzle)

    django = tmp_path / "shop" / "migrations"
    django.mkdir(parents=True)
    for name in ("0001_initial", "0002_client", "0003_tenancy_contract"):
        (django / f"{name}.py").touch()
    assert BY_NAME["django"].work().tracked(django).lines == ("python manage.py migrate --fake shop 0002_client",)

    alembic = tmp_path / "versions"
    alembic.mkdir()
    for name, revision, before in (("a", "a", None), ("b_tenancy_expand", "b", "a"), ("c_tenancy_contract", "c", "b")):
        (alembic / f"{name}.py").write_text(f"revision = {revision!r}\ndown_revision = {before!r}\n")
    tracked = BY_NAME["sqlalchemy"].work().tracked(alembic)
    assert tracked.lines == ("alembic stamp a",)
    assert tracked.files == ("b_tenancy_expand.py", "c_tenancy_contract.py")

    prisma = tmp_path / "migrations" / "20260101000000_tenancy_expand"
    prisma.mkdir(parents=True)
    (prisma / "migration.sql").touch()
    assert BY_NAME["prisma"].work().tracked(prisma.parent).lines == (
        'DELETE FROM "public"."_prisma_migrations" WHERE "migration_name" OPERATOR(pg_catalog.=) '
        "'20260101000000_tenancy_expand';",
    )
