"""Keys of the vocabulary whose operations do not exist yet: refused with their line, never ignored."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from planner.errors import NotSupported
from planner.plan.load import Keys, LoadedPlan
from planner.plan.model import Backfill, Plan

Found = tuple[Keys, str]
"""A key's path, and the sentence without «is not supported yet»."""


def refuse_unsupported(loaded: LoadedPlan) -> None:
    """Raises NotSupported for the first such key in the file."""
    found = [(loaded.place(*keys), sentence) for keys, sentence in _unsupported(loaded.plan)]
    if not found:
        return
    found.sort(key=lambda item: item[0])
    place, sentence = found[0]
    more = f" ({len(found) - 1} more such keys)" if len(found) > 1 else ""
    raise NotSupported(
        f"{sentence} is not supported yet{more}", place=place, hint="leave it out; docs/plan.md says what is"
    )


def _unsupported(plan: Plan) -> Iterator[Found]:
    for keys, sentence, asked in WHOLE_PLAN:
        if asked(plan):
            yield keys, sentence
    for name, table in plan.tables.items():
        for trigger, what in table.triggers.items():
            if what == "suppress":
                yield ("tables", name, "triggers", trigger), f"tables.{name}.triggers: suppress"
        if table.backfill is not None:
            for key, sentence, asked_of in BACKFILL:
                if asked_of(table.backfill):
                    yield ("tables", name, "backfill", *key), f"tables.{name}.backfill.{sentence}"


WHOLE_PLAN: tuple[tuple[Keys, str, Callable[[Plan], bool]], ...] = (
    (("target", "dialect"), "target.dialect: citus", lambda p: p.target.dialect != "postgres"),
    (("keys", "unique"), "keys.unique: per_tenant", lambda p: p.keys.unique != "keep"),
    (("keys", "keep_global"), "keys.keep_global", lambda p: bool(p.keys.keep_global)),
    (("keys", "primary_key"), "keys.primary_key: composite", lambda p: p.keys.primary_key != "keep"),
    (("keys", "foreign_keys"), "keys.foreign_keys: composite", lambda p: p.keys.foreign_keys != "single"),
    (("keys", "old"), "keys.old: keep", lambda p: p.keys.old != "drop"),
    (("rls",), "rls", lambda p: p.rls is not None),
    (("naming",), "naming other than postgres", lambda p: p.naming != "postgres"),
    (("execution", "workers"), "execution.workers above 1", lambda p: p.execution.workers > 1),
    (("execution", "limits"), "execution.limits", lambda p: p.execution.limits is not None),
)

BACKFILL: tuple[tuple[Keys, str, Callable[[Backfill], bool]], ...] = (
    (("polymorphic",), "polymorphic", lambda b: b.polymorphic is not None),
    (("mapping",), "mapping", lambda b: b.mapping is not None),
    (("via",), "via with references (no foreign key)", lambda b: any(p.references for p in b.via or ())),
    (("on_conflict",), "on_conflict other than fail", lambda b: b.on_conflict != "fail"),
    (("on_orphan",), "on_orphan other than fail", lambda b: b.on_orphan != "fail"),
    (("on_null_parent",), "on_null_parent other than next", lambda b: b.on_null_parent != "next"),
)
