"""The backfill as a DO block that commits between batches. It is the loop of `planner.execution.backfill`, in plpgsql.

A COMMIT ends the effect of SET LOCAL. If the block sets its own settings, it sets them again after each COMMIT.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from planner.files.psql import one_line, statement
from planner.rows.batches import PASSES, WINDOW_PAGES, Batches, From, Leaf, Window
from planner.rows.chains import chained, fill_chains
from planner.rows.search_path import with_triggers_under
from planner.sql import build, ddl, plpgsql
from planner.sql.build import Node
from planner.steps.step import Step

_PLPGSQL = plpgsql.bodies("planner.files", "backfill.sql")


def backfill_lines(step: Step) -> Iterator[str]:
    """Yield the statements of a step of mode BATCHES, for a session that has the backfill's settings."""
    if not step.batches:
        return
    nothing = plpgsql.joined()
    yield f"-- {one_line(step.title)}"
    yield statement(ddl.do_block(backfill_body(step, head=nothing, again=nothing, tail=nothing)))
    yield from (statement(node) for node in step.closing)


def backfill_body(step: Step, *, head: str, again: str, tail: str) -> str:
    """Return the loop as the body of a DO block, between the caller's `head` and `tail`. `again` follows every
    COMMIT. The caller runs `step.closing`."""
    leaves = [(batches, leaf) for batches in step.batches for leaf in batches.leaves]
    return plpgsql.body(
        _PLPGSQL["backfill"],
        head=head,
        again=again,
        tail=tail,
        windows=plpgsql.joined(*(_windows(*leaf, again) for leaf in leaves)),
        chains=plpgsql.joined(*(_chains(step, *leaf, again) for leaf in leaves)),
        rounds=build.literal(any(batches.rounds for batches in step.batches)),
        sweeps=plpgsql.joined(*(_sweeps(*leaf, From.SOURCES) for leaf in leaves)),
        last=plpgsql.joined(*(_sweeps(*leaf, From.LAST) for leaf in leaves)),
        ends=plpgsql.joined(*(_end(*leaf, again) for leaf in leaves)),
    )


def _windows(batches: Batches, leaf: Leaf, again: str) -> str:
    window_pages = build.literal(batches.window_pages(leaf))
    page = build.column("planner_page")
    end = exp.Add(this=page.copy(), expression=window_pages)
    window = Window(page, end, build.column("planner_remainder"), build.literal(PASSES))
    updates = batches.statements(From.SOURCES, leaf.name, window)
    return plpgsql.body(
        _PLPGSQL["windows"],
        regclass=build.regclass(leaf.name),
        name=build.literal(str(leaf.name)),
        last=build.literal(PASSES - 1),
        updates=plpgsql.joined(*(_update(node, leaf) for node in updates)),
        window=window_pages.copy(),
        again=again,
    )


def _chains(step: Step, batches: Batches, leaf: Leaf, again: str) -> str:
    if not chained(step.batches):
        return plpgsql.joined()
    page, pages = build.column("planner_page"), build.literal(WINDOW_PAGES)
    window = Window(page, exp.Add(this=page.copy(), expression=pages))
    return plpgsql.body(
        _PLPGSQL["chains"],
        regclass=build.regclass(leaf.name),
        chains=fill_chains(step.batches, leaf.name, window, build.column("planner_path"), again),
        window=pages.copy(),
    )


def _sweeps(batches: Batches, leaf: Leaf, what: From) -> str:
    nodes = batches.sweeps(what, leaf.name, build.literal(batches.batch_rows))
    return plpgsql.joined(*(_update(node, leaf) for node in nodes))


def _update(node: Node, leaf: Leaf) -> str:
    update = with_triggers_under(build.column("planner_path"), node)
    deferred = plpgsql.body(_PLPGSQL["deferred"]) if leaf.deferred else plpgsql.joined()
    return plpgsql.body(_PLPGSQL["update"], update=update, deferred=deferred)


def _end(batches: Batches, leaf: Leaf, again: str) -> str:
    if batches.leftovers is not None:
        everything = batches.leftovers.insert(leaf.name, build.literal(True))
        return plpgsql.body(_PLPGSQL["leftovers"], insert=everything, again=again)
    return plpgsql.body(
        _PLPGSQL["end"],
        table=build.table(leaf.name),
        missing=build.is_null(build.column(batches.column, "t")),
        name=build.literal(str(leaf.name)),
    )
