"""What the tests of every ORM need."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from harness.databases import Database, fresh_database
from harness.servers import Server


@pytest.fixture
def scratch(server: Server) -> Iterator[Database]:
    """Another database, for what the ORM makes by itself."""
    with fresh_database(server) as database:
        yield database
