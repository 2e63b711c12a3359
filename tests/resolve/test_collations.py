"""A path compares keys by the collation of the parent's column, as the foreign key does. No server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harness.catalogs import forward, named, tenancy
from operations.shop import PLAN, shop, sql
from planner.catalog.model import Catalog
from planner.operations.guard_record import _path, _path_form
from planner.steps.record.documents import PathForm

C, UTF8 = 'pg_catalog."C"', "pg_catalog.pg_c_utf8"


def collated(mine: str | None, theirs: str | None) -> Catalog:
    """Return the shop with texts as keys, in these collations."""
    of = shop()
    for name, column, collation in (("users", "id", theirs), ("chats", "user_id", mine)):
        there = of.relations[named(name)]
        columns = tuple(
            replace(one, type="text", collation=collation) if one.name == column else one for one in there.columns
        )
        of = replace(of, relations={**of.relations, there.name: replace(there, columns=columns)})
    return of


@pytest.mark.parametrize(
    ("mine", "theirs", "wanted"),
    [
        (UTF8, C, f'"user_id" COLLATE {C}'),
        (None, C, f'"user_id" COLLATE {C}'),
        (C, None, '"user_id" COLLATE pg_catalog."default"'),
        (C, C, None),
        (None, None, None),
    ],
)
def test_keys_are_compared_by_the_parents_collation(mine: str | None, theirs: str | None, wanted: str | None) -> None:
    of = collated(mine, theirs)
    text = sql([step for step in forward(PLAN, of).steps if step.operation in ("backfill", "write_guard")])
    assert "COLLATE" not in text if wanted is None else text.count(wanted) >= 2
    for path in tenancy(PLAN, of).tables[named("chats")].paths:
        form: PathForm = _path_form(path)
        assert _path(form) == path
