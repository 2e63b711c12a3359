"""Rows that a test server can't give: connections over TCP."""

from __future__ import annotations

from collections import defaultdict

import pytest

from planner.catalog.assemble import Row, assemble


@pytest.mark.parametrize(
    ("address", "port", "sockets", "host"),
    [
        ("10.0.0.1", 5432, "/run", "10.0.0.1:5432"),
        ("::1", 5433, None, "[::1]:5433"),
        (None, None, "/run", "/run"),
        (None, None, None, "local socket"),
    ],
)
def test_the_servers_address(address: str | None, port: int | None, sockets: str | None, host: str) -> None:
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    rows["server"] = [(180000, "18.0", False, "shop", "app", False, False, True, address, port, sockets, True)]
    catalog = assemble(rows)
    assert catalog.server.host == host
    assert dict(catalog.relations) == {}
