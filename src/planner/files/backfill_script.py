"""The backfill as a DO block that commits between batches: the loop of `planner.execution.backfill`, in plpgsql.

A COMMIT ends what SET LOCAL has set: where settings are the block's own, each COMMIT is followed by them again.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from planner.files.psql import (
    one_line,
    statement,
)
from planner.rows.batches import PASSES, Batches, From, Leaf, Window
from planner.sql import build, ddl, plpgsql
from planner.steps.step import Step

_BACKFILL = """
DECLARE
  planner_page bigint;
  planner_end bigint;
  planner_rows bigint;
  planner_filled bigint;
  planner_left bigint;
BEGIN{head}
  LOOP -- rounds: one, or more where rows take their tenant from each other
    planner_filled := 0;
{windows}
    EXIT WHEN NOT {rounds} OR planner_filled = 0;
  END LOOP;
  LOOP -- rows that moved while their page was read, or wait for another
    planner_filled := 0;
    planner_left := 0;
{sweeps}
    COMMIT;{again}
    IF planner_filled = 0 AND planner_left = 0 THEN
{last}
      COMMIT;{again}
    END IF;
    EXIT WHEN planner_filled = 0 AND planner_left = 0;
    PERFORM pg_catalog.pg_sleep(CASE WHEN planner_left > 0 THEN 0.2 ELSE 0 END);
  END LOOP;
{ends}{tail}
END
"""


_WINDOWS = """
    planner_page := 0;
    planner_end := pg_catalog.pg_relation_size({regclass}) / pg_catalog.current_setting('block_size')::bigint;
    WHILE planner_page < planner_end LOOP
      FOR planner_remainder IN 0..{last} LOOP
{updates}
        COMMIT;{again}
      END LOOP;
      planner_page := planner_page + {window};
    END LOOP;
"""


_END = """
  SELECT count(*) INTO planner_left FROM ONLY {table} AS t WHERE {missing};
  IF planner_left > 0 THEN
    RAISE EXCEPTION '% rows of % have no tenant', planner_left, {name}
      USING HINT = 'no path leads from them to a tenant: correct them, then run this file again';
  END IF;
"""


_LEFTOVERS = """
  {insert};
  COMMIT;{again}
"""


_UPDATE = """
        BEGIN
          {update};
          GET DIAGNOSTICS planner_rows = ROW_COUNT;
          planner_filled := planner_filled + planner_rows;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
          planner_left := planner_left + 1; -- the sweep comes back to them
        END;
"""


def backfill_lines(step: Step) -> Iterator[str]:
    """The statements of a step of mode BATCHES, for a session that has its settings."""
    if not step.batches:
        return
    nothing = plpgsql.joined()
    yield f"-- {one_line(step.title)}"
    yield statement(ddl.do_block(backfill_body(step, head=nothing, again=nothing, tail=nothing)))
    yield from (statement(node) for node in step.closing)


def backfill_body(step: Step, *, head: str, again: str, tail: str) -> str:
    """The loop, between two bodies of the caller's; `again` follows every COMMIT. `step.closing` is left to the caller."""
    leaves = [(batches, leaf) for batches in step.batches for leaf in batches.leaves]
    return plpgsql.body(
        _BACKFILL,
        head=head,
        again=again,
        tail=tail,
        windows=plpgsql.joined(*(_windows(*leaf, again) for leaf in leaves)),
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
        _WINDOWS,
        regclass=build.cast(build.literal(build.render(build.table(leaf.name))), "regclass"),
        last=build.literal(PASSES - 1),
        updates=plpgsql.joined(*(plpgsql.body(_UPDATE, update=node) for node in updates)),
        window=window_pages.copy(),
        again=again,
    )


def _sweeps(batches: Batches, leaf: Leaf, what: From) -> str:
    nodes = batches.sweeps(what, leaf.name, build.literal(batches.batch_rows))
    return plpgsql.joined(*(plpgsql.body(_UPDATE, update=node) for node in nodes))


def _end(batches: Batches, leaf: Leaf, again: str) -> str:
    if batches.leftovers is not None:
        everything = batches.leftovers.insert(leaf.name, build.literal(True))
        return plpgsql.body(_LEFTOVERS, insert=everything, again=again)
    return plpgsql.body(
        _END,
        table=build.table(leaf.name),
        missing=build.is_null(build.column(batches.column, "t")),
        name=build.literal(str(leaf.name)),
    )
