"""The archive of an export: whole or refused. What is cut off or changed is found before anything else reads a row."""

from __future__ import annotations

import io
import os
import random
import sys
import tarfile
from hashlib import sha256
from pathlib import Path
from unittest import mock

import pytest

from planner.errors import Blocked, PlannerError
from planner.tenants import archive
from planner.tenants.forms import check_out, new_export, open_export
from planner.tenants.manifest import FORMAT, Entry, Manifest, RowHash, digest, joined, text_of

TABLES = {"a": [b"1\tone\n", b"2\t\\N\n"], "b": [b"%d\t\xc3\xa4\n" % n for n in range(300)], "c": []}
FORMS = ["x.tar", "x.tar.zst"]


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_PIECE", 500)


def written(path: Path) -> Manifest:
    """Write an export as planner does, with blocks of a hundred rows."""
    out = new_export(path)
    out.begin()
    entries = []
    for number, (name, rows) in enumerate(TABLES.items()):
        seen, whole = RowHash(), digest()
        with out.file(f"tables/{number:04}.copy") as file:
            for at in range(0, len(rows), 100):
                block = b"".join(joined(rows[at : at + 100], seen))
                whole.update(block)
                file.write(block)
        size = len(b"".join(rows))
        columns = (("id", "integer"), ("x", "text"))
        entries.append(
            Entry(
                "public", name, "scoped", f"tables/{number:04}.copy", "org", columns, seen.rows, size, seen.hex(),
                whole.hexdigest(), file.parts,
            )
        )  # fmt: skip
    manifest = Manifest(
        FORMAT, "e1" * 16, "0", "now", "shop", "18", "UTF8", ("public", "orgs"), "acme", "f", sha256(b"plan").hexdigest(),
        tuple(entries),
    )  # fmt: skip
    out.finish(b"plan", text_of(manifest).encode())
    return manifest


@pytest.mark.parametrize("name", FORMS)
def test_there_and_back(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    manifest = written(path)
    assert [entry.parts for entry in manifest.tables] == [1, 3, 1]
    assert os.listdir(tmp_path) == [name]
    assert path.stat().st_mode & 0o077 == 0
    found = open_export(path)
    assert found.manifest == manifest
    assert [b"".join(found.blocks(entry)) for entry in manifest.tables] == [b"".join(rows) for rows in TABLES.values()]
    with pytest.raises(Blocked, match="is there already"):
        check_out(path)


@pytest.mark.parametrize("name", FORMS)
def test_a_tar_program_unpacks_a_folder_that_planner_reads(tmp_path: Path, name: str) -> None:
    manifest = written(tmp_path / name)
    content = (tmp_path / name).read_bytes()
    unpacked = archive.zstd().ZstdFile(io.BytesIO(content)).read() if name.endswith(".zst") else content
    with tarfile.open(fileobj=io.BytesIO(unpacked)) as packed:
        packed.extractall(tmp_path / "out")  # noqa: S202 - planner wrote it
    found = open_export(tmp_path / "out")
    found.check(lambda: None)
    assert [b"".join(found.blocks(entry)) for entry in manifest.tables] == [b"".join(rows) for rows in TABLES.values()]


@pytest.mark.parametrize("name", FORMS)
def test_cut_off_anywhere(tmp_path: Path, name: str) -> None:
    written(tmp_path / name)
    content = (tmp_path / name).read_bytes()
    end = len(content) - (1024 if name == "x.tar" else 0)
    for size in [*range(0, end, 97), end - 1]:
        (tmp_path / "cut").write_bytes(content[:size])
        with pytest.raises(Blocked, match=r"is cut off or changed|not an archive"):
            open_export(tmp_path / "cut")


@pytest.mark.parametrize("name", FORMS)
def test_changed_anywhere(tmp_path: Path, name: str) -> None:
    """A changed byte is noticed, or nothing depends on it, such as the time of a member."""
    manifest = written(tmp_path / name)
    content = (tmp_path / name).read_bytes()
    chance = random.Random(1)
    noticed = 0
    for _ in range(150):
        at = chance.randrange(len(content))
        changed = content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :]
        (tmp_path / "changed").write_bytes(changed)
        try:
            found = open_export(tmp_path / "changed")
        except Blocked:
            noticed += 1
            continue
        assert found.manifest == manifest
        for entry, rows in zip(manifest.tables, TABLES.values(), strict=True):
            assert b"".join(found.blocks(entry)) == b"".join(rows)
    assert noticed > 30


def test_an_archive_of_somebody_else(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "other.tar", "w") as other:
        for name in ("plan.yaml", "../../etc/passwd"):
            info = tarfile.TarInfo(name)
            other.addfile(info, io.BytesIO())
    with pytest.raises(PlannerError, match="is not an archive that planner tenant export wrote"):
        open_export(tmp_path / "other.tar")
    with tarfile.open(tmp_path / "link.tar", "w") as other:
        info = tarfile.TarInfo("plan.yaml")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        other.addfile(info)
    with pytest.raises(PlannerError, match="is not an archive that planner tenant export wrote"):
        open_export(tmp_path / "link.tar")


def test_names(tmp_path: Path) -> None:
    for name in ("x.tar.gz", "x.zip", "x.zst"):
        with pytest.raises(Blocked, match="writes no such archive"):
            check_out(tmp_path / name)
    check_out(tmp_path / "folder")
    (tmp_path / "file").touch()
    with pytest.raises(Blocked, match="is a file"):
        check_out(tmp_path / "file")
    assert os.listdir(tmp_path) == ["file"]


def test_without_the_library(tmp_path: Path) -> None:
    missing = dict.fromkeys(("compression.zstd", "backports.zstd"))
    with mock.patch.dict(sys.modules, missing):
        with pytest.raises(Blocked, match=r"needs the Python package backports\.zstd"):
            check_out(tmp_path / "x.tar.zst")
        check_out(tmp_path / "x.tar")


def test_half_an_archive_is_replaced_and_never_has_the_name(tmp_path: Path) -> None:
    path = tmp_path / "x.tar"
    out = new_export(path)
    out.begin()
    with out.file("tables/0000.copy") as file:
        file.write(b"1\n")
    assert not path.exists()
    written(path)
    other = new_export(tmp_path / "y.tar")
    other.begin()
    other.abandon()
    out.abandon()
    assert os.listdir(tmp_path) == ["x.tar"]
