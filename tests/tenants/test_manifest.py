"""The manifest of an export: hashes that no order changes, and folders that hold no whole export."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import PlannerError
from planner.tenants.manifest import (
    FORMAT,
    MANIFEST,
    Entry,
    Manifest,
    RowHash,
    lines_of,
    open_private,
    read_manifest,
    text_of,
)

ROWS = [b"1\tone\n", b"2\t\\N\n", b"2\t\\N\n", b"3\t\xc3\xa4\n"]


def hashed(rows: list[bytes]) -> str:
    seen = RowHash()
    for row in rows:
        seen.add(row)
    return seen.hex()


@given(st.permutations(ROWS))
def test_no_order_changes_the_hash(rows: list[bytes]) -> None:
    assert hashed(rows) == hashed(ROWS)


@pytest.mark.parametrize("other", [ROWS[1:], [*ROWS, ROWS[0]], [ROWS[0], *ROWS[2:]], [b"1\tOne\n", *ROWS[1:]], []])
def test_every_other_set_of_rows_has_another_hash(other: list[bytes]) -> None:
    assert hashed(other) != hashed(ROWS)


def exported(folder: Path) -> Manifest:
    content = b"".join(ROWS)
    (folder / "tables").mkdir()
    with open_private(folder / "tables/0000.copy") as out:
        out.write(content)
    entry = Entry(
        "public", "T", "scoped", "tables/0000.copy", "org", (("id", "integer"),), 4, len(content), hashed(ROWS)
    )
    manifest = Manifest(
        FORMAT, "e1" * 16, "0", "now", "shop", "18", "UTF8", ("public", "orgs"), "acme", "f", "p", (entry,),
        (("public", "T", "id", "public", "T_id_seq"),),
    )  # fmt: skip
    (folder / MANIFEST).write_text(text_of(manifest), encoding="utf-8")
    return manifest


def test_there_and_back(tmp_path: Path) -> None:
    manifest = exported(tmp_path)
    assert read_manifest(tmp_path) == manifest
    seen = RowHash()
    assert b"".join(lines_of(tmp_path, manifest.tables[0], seen)) == b"".join(ROWS)
    assert (seen.rows, seen.hex()) == (4, manifest.tables[0].hash)
    assert os.stat(tmp_path / "tables/0000.copy").st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"format": 1', '"format": 2', "is not a manifest that this planner reads"),
        ("{", "", "is not a manifest that this planner reads"),
        ('"hash"', '"hush"', "is not a manifest that this planner reads"),
        ("tables/0000.copy", "../0000.copy", "is not a manifest that this planner reads"),
        ("tables/0000.copy", "tables/../tables/0000.copy", "is not a manifest that this planner reads"),
        ("tables/0000.copy", "tables/0000.copy/x", "is not a manifest that this planner reads"),
        ("e1e1", "E1'1", "is not a manifest that this planner reads"),
        ('"tenant": "acme"', '"tenant": 7', "is not a manifest that this planner reads"),
        ('"tenant": "acme"', '"tenant": "\\ud800"', "is not a manifest that this planner reads"),
        ('"tenant": "acme"', '"tenant": "a\\u0000"', "is not a manifest that this planner reads"),
        ('"column": "org"', '"column": ["org"]', "is not a manifest that this planner reads"),
        ('"column": "org"', '"column": false', "is not a manifest that this planner reads"),
        ('"rows": 4', '"rows": "4"', "is not a manifest that this planner reads"),
        ('"rows": 4', '"rows": -4', "is not a manifest that this planner reads"),
        ('"rows": 4', '"rows": true', "is not a manifest that this planner reads"),
        ('"kind": "scoped"', '"kind": null', "is not a manifest that this planner reads"),
        ("tables/0000.copy", "tables/0001.copy", "is not the file that the manifest names"),
        ('"bytes": ', '"bytes": 1', "is not the file that the manifest names"),
    ],
)
def test_a_folder_that_is_no_export(tmp_path: Path, old: str, new: str, said: str) -> None:
    exported(tmp_path)
    file = tmp_path / MANIFEST
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PlannerError, match=said):
        read_manifest(tmp_path)


def test_half_an_export(tmp_path: Path) -> None:
    exported(tmp_path)
    (tmp_path / MANIFEST).unlink()
    with pytest.raises(PlannerError, match="holds no finished export"):
        read_manifest(tmp_path)
