"""Files in other encodings and of unusual layout are edited right or left with a reason, never broken or skipped."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from planner.errors import PlanError
from planner.orm.django import files as django
from planner.orm.drizzle import files as drizzle
from planner.orm.edit import Edited, Leftover
from planner.orm.encoded import Content
from planner.orm.opened import opened
from planner.orm.prisma import files as prisma
from planner.orm.sqlalchemy import files as sqlalchemy
from test_python_models import EMAIL, INDEX, TABLE, TENANT_KEY, wanted

WANTED = wanted(replace(TABLE, index=INDEX, tenant_key=TENANT_KEY, keys=(EMAIL,)), made=True)

MAPPED = """from sqlalchemy.orm import Mapped, mapped_column

class User(Base):
    __tablename__ = "users"
    email: Mapped[str] = mapped_column(unique=True)  # é
"""
MODEL = """from django.db import models

class User(models.Model):
    email = models.TextField(unique=True)  # é

    class Meta:
        db_table = "users"
"""
SCHEMA_TS = """import { pgTable, text, serial } from 'drizzle-orm/pg-core';
export const users = pgTable('users', {
  id: serial('id').primaryKey(),
  email: text('email').notNull().unique('users_email_key'), // é
});
"""
SCHEMA_PRISMA = """model users {
  id    Int    @id @default(autoincrement()) // é
  email String @unique
}
"""
ORMS = {
    "models.py": (sqlalchemy, MAPPED),
    "shop/models.py": (django, MODEL),
    "schema.ts": (drizzle, SCHEMA_TS),
    "schema.prisma": (prisma, SCHEMA_PRISMA),
}


def edits(orm: ModuleType, folder: Path, name: str, content: bytes) -> tuple[list[Edited], list[Leftover]]:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    found: tuple[list[Edited], list[Leftover]] = orm.edit_files([folder], WANTED, "public", None)
    return found


@pytest.mark.parametrize("name", ORMS)
def test_encodings_stay(name: str, tmp_path: Path) -> None:
    orm, text = ORMS[name]
    ((plain,), left) = edits(orm, tmp_path, name, text.encode())
    assert left == []
    codings = {"utf-8-sig": text}
    if name.endswith(".py"):
        codings["latin-1"] = f"# -*- coding: latin-1 -*-\n{text}"
    if name.endswith(".ts"):
        codings["utf-16"] = text
    for coding, told in codings.items():
        ((one,), left) = edits(orm, tmp_path, name, told.encode(coding))
        assert left == []
        assert one.content.decode(coding).removeprefix("# -*- coding: latin-1 -*-\n") == plain.content.decode()
    ((windows,), left) = edits(orm, tmp_path, name, text.replace("\n", "\r\n").encode())
    assert windows.content == plain.content.replace(b"\n", b"\r\n")


@pytest.mark.parametrize("name", ORMS)
def test_a_file_that_cannot_be_read_is_named(name: str, tmp_path: Path) -> None:
    orm, text = ORMS[name]
    other = tmp_path / "other" / Path(name).name
    other.parent.mkdir()
    other.write_bytes(text.encode("latin-1"))
    found, left = edits(orm, tmp_path, name, text.encode())
    assert [one.file for one in found] == [tmp_path / name]
    assert any(f"{other}:" in one.what and "not UTF-8: byte 0xe9" in one.what for one in left)
    with pytest.raises(PlanError, match="not UTF-8"):
        orm.edit_files([other], WANTED, "public", None)
    with pytest.raises(PlanError, match="CR alone"):
        edits(orm, tmp_path / "alone", name, text.replace("\n", "\r").encode())


LAYOUTS = {
    "a head of several lines": ("class User(Base):", "class User(\n    Base,  # the base\n):"),
    "a head with a backslash": ("class User(Base):", "class User \\\n        (Base):"),
    "tabs": ("    ", "\t"),
    "a docstring": ("class User(Base):", 'class User(Base):\n    """A user."""'),
    "a comment first": ("class User(Base):", "class User(Base):\n    # first\n"),
    "brackets": ("mapped_column(unique=True)", "(\n        mapped_column(\n            unique=True,\n        )\n    )"),
    "in a condition": (
        'class User(Base):\n    __tablename__ = "users"\n    email',
        'if True:\n  class User(Base):\n    __tablename__ = "users"\n    email',
    ),
    "no line end": ("  # é\n", "  # é"),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_of_python(layout: str, tmp_path: Path) -> None:
    ((one,), left) = edits(sqlalchemy, tmp_path, "models.py", MAPPED.replace(*LAYOUTS[layout]).encode())
    assert left == []
    (user,) = [
        node for node in ast.walk(ast.parse(one.content)) if isinstance(node, ast.ClassDef) and node.name == "User"
    ]
    said = {target.id for node in user.body for target in _targets(node)}
    assert said == {"__tablename__", "__table_args__", "email", "client_id"}
    assert any("email" in line and "# é" in line for line in one.content.decode().splitlines()) or layout == "brackets"


def _targets(node: ast.stmt) -> list[ast.Name]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [one for one in targets if isinstance(one, ast.Name)]


def test_models_in_conditions(tmp_path: Path) -> None:
    inner = "".join(f"    {line}\n" if line else "\n" for line in MODEL.splitlines()[2:])
    text = f"from django.db import models\n\nif not registered('shop', 'User'):\n{inner}"
    ((one,), left) = edits(django, tmp_path, "shop/models.py", text.encode())
    assert left == []
    after = one.content.decode()
    ast.parse(after)
    assert "\n        client = models.ForeignKey(Client" in after
    assert "\nclass Client(models.Model):" in after.split("if not")[0], "the tenants exist in any case"


def test_an_edit_that_breaks_a_file_is_left(tmp_path: Path) -> None:
    file = tmp_path / "models.py"
    file.write_text("a = 1\n", encoding="utf-8")

    def flaw(found: Content) -> str | None:
        return "line 1: broken" if b"b" in found.text else None

    held = opened([file], [file], sqlalchemy.python, lambda one: one.text, flaw)
    found, (left,) = held.close(([Edited(file, b"a = 1\n", b"b = (\n")], []))
    assert found == []
    assert "edit this file by hand" in left.what
    assert "line 1: broken" in left.what


def test_a_letter_that_the_encoding_lacks(tmp_path: Path) -> None:
    file = tmp_path / "models.py"
    file.write_bytes(b"# coding: latin-1\na = 1\n")
    held = opened([file], [file], sqlalchemy.python, lambda one: one.text, lambda _: None)
    found, (left,) = held.close(([Edited(file, b"", "b = 'ж'\n".encode())], []))
    assert found == []
    assert "iso-8859-1 has no letter 'ж'" in left.what


def test_a_diff_names_the_file_as_patch_takes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Edited(tmp_path / "a.py", b"a\x0c\n", b"b\n")
    assert one.diff().startswith(f"--- a{tmp_path}/a.py\n+++ b{tmp_path}/a.py\n")
    monkeypatch.chdir(tmp_path)
    assert one.diff().startswith("--- a/a.py\n+++ b/a.py\n")
    assert one.diff().endswith("-a\x0c\n+b\n")
