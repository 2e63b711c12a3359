"""The built site: strict about links, and it loads nothing from the network. Runs where `make docs` has its builder."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import docs_site

ROOT = Path(__file__).parents[2]
MKDOCS = ROOT / ".venv-docs" / "bin" / "mkdocs"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")

pytestmark = [
    pytest.mark.deep,
    pytest.mark.skipif(not MKDOCS.exists(), reason="no .venv-docs: make docs builds it"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [MKDOCS, "build", "--strict", "--quiet", "-d", out], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return out


def loaded(page: Path) -> Iterator[str]:
    text = page.read_text(encoding="utf-8")
    yield from re.findall(r"<(?:script|img|iframe)[^>]*\ssrc=\"?([^\"\s>]+)", text)
    yield from re.findall(r"<link[^>]*rel=\"?stylesheet[^>]*href=\"?([^\"\s>]+)", text)


def test_every_page_is_there_and_loads_nothing_from_the_network(site: Path) -> None:
    pages = [*site.rglob("*.html")]
    assert len(pages) > 100
    assert (site / "docs/rules/rule-index.html").exists()
    assert all((site / f"docs/schemas/{name}.html").exists() for name in docs_site.schema_names())
    remote = {source for page in pages for source in loaded(page) if re.match(r"(https?:)?//", source)}
    assert not remote


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium")
def test_search_works_from_the_disk(site: Path) -> None:
    done = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=20000", "--dump-dom",
         f"{(site / 'index.html').as_uri()}?q=autovacuum"],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert re.search(r"\d+ matching documents", done.stdout), done.stderr[-1000:]
    assert "commands.html" in done.stdout
