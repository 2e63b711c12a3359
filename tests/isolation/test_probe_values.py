"""Values for the probe's rows, found without a server."""

from __future__ import annotations

import pytest

from planner.verification.probe.values import narrower


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ("bigint", "integer", "integer"),
        ("integer", "smallint", "smallint"),
        ("smallint", "bigint", "smallint"),
        ("text", "character varying(20)", "character varying(20)"),
        ("character varying(20)", "text", "character varying(20)"),
        ("character(3)", "character varying(20)", "character(3)"),
        ("text", "name", "text"),
        ("bigint", "numeric(10,0)", "bigint"),
        ("uuid", "text", "uuid"),
    ],
)
def test_a_key_fits_the_column_that_references_it(one: str, other: str, wanted: str) -> None:
    assert narrower(one, other) == wanted
