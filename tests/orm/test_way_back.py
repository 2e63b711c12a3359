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
from planner.orm.encoded import marked, python, ruby
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
    assert [*found.leftovers, *found.entries] == []
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
    assert [*found.edited, *found.leftovers, *found.entries] == []


def test_a_file_that_planner_made_goes(place: Path, tmp_path: Path) -> None:
    file = tmp_path / "client.rb"
    made = record.entry("drizzle", Edited(file, b"", b"class Client\nend\n"), place)
    file.write_bytes(b"class Client\nend\n")
    found = back([made], "drizzle", [tmp_path], place)
    assert found.made == [file]
    assert found.edited == []


def test_a_command_that_was_stopped(place: Path, tmp_path: Path) -> None:
    """In the middle of the edits, so that they are recorded twice, and in the middle of the way back."""
    file, made = tmp_path / "schema.ts", tmp_path / "client.ts"
    first, second = recorded(place, file, BEFORE, FIRST, SECOND)
    new = record.entry("drizzle", Edited(made, b"", b"x\n"), place)
    entries = [first, new, first, new, second]
    for there in (BEFORE, FIRST, SECOND):
        file.write_bytes(there)
        found = back(entries, "drizzle", [tmp_path], place)
        assert [one.content for one in found.edited] == ([] if there == BEFORE else [BEFORE])
        assert [*found.leftovers, *found.entries, *found.made] == []
    made.write_bytes(b"x\n")
    assert back(entries, "drizzle", [tmp_path], place).made == [made]
    made.write_bytes(b"y\n")
    (left,) = {str(one) for one in back(entries, "drizzle", [tmp_path], place).leftovers}
    assert left == f"{made}:1: planner made this file, and it has changed since: remove it by hand"


def test_version_control_took_the_edits_first(place: Path, tmp_path: Path) -> None:
    """The file has changed since, and only the later edit stands."""
    file = tmp_path / "schema.ts"
    (first,) = recorded(place, file, BEFORE, FIRST)
    (again,) = recorded(place, file, b"mine\n" + BEFORE, b"mine\n" + FIRST)
    found = back([first, again], "drizzle", [file], place)
    assert [one.content for one in found.edited] == [b"mine\n" + BEFORE]
    assert [*found.leftovers, *found.entries] == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("user.rb", "# encoding: iso-8859-1\r\n# é\r\nclass User\r\nend\r\n".encode("latin-1")),
        ("user.rb", "# é\nclass User\nend\n".encode("latin-1")),
        ("user.py", "# coding: latin-1\n# é\nclass User: ...\n".encode("latin-1")),
        ("user.ts", b"\xef\xbb\xbf" + "// é\r\nclass User {}\r\n".encode()),
    ],
)
def test_a_file_keeps_its_letters(name: str, text: bytes, place: Path, tmp_path: Path) -> None:
    file = tmp_path / name
    encoding = {".rb": ruby, ".py": python}.get(file.suffix, marked)(text)
    before = encoding.decode(text)
    after = before + b"new\n"
    entry = record.entry("drizzle", Edited(file, before, after), place)
    file.write_bytes(encoding.encode(after))
    found = back([entry], "drizzle", [file], place)
    assert [one.content for one in found.edited] == [text]


def test_a_file_that_nobody_can_read_any_more(place: Path, tmp_path: Path) -> None:
    """The others are taken back."""
    file, other = tmp_path / "schema.ts", tmp_path / "other.ts"
    (entry,) = recorded(place, file, BEFORE, FIRST)
    (more,) = recorded(place, other, BEFORE, FIRST)
    file.write_bytes(b"\xe9")
    found = back([entry, more], "drizzle", [tmp_path], place)
    assert [one.file for one in found.edited] == [other]
    assert found.entries == [entry]
    assert "not UTF-8" in found.leftovers[0].what


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
