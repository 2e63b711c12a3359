"""The backfill as a DO block that commits between batches: the loop of `planner.run.backfill`, in plpgsql."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from planner.operations.batches import PASSES, Batches, Leaf, Window
from planner.operations.step import Step
from planner.report.psql import (
    one_line,
    statement,
)
from planner.sql import build, ddl, plpgsql

_BACKFILL = """
DECLARE
  planner_page bigint;
  planner_end bigint;
  planner_rows bigint;
  planner_filled bigint;
  planner_left bigint;
BEGIN
{leaves}
END
"""


_LEAF = """
  LOOP -- rounds over the table: one, or more where its rows point to each other
    planner_filled := 0;
    planner_page := 0;
    planner_end := pg_catalog.pg_relation_size({regclass}) / pg_catalog.current_setting('block_size')::bigint;
    WHILE planner_page < planner_end LOOP
      FOR planner_remainder IN 0..{last} LOOP
{updates}
        COMMIT;
      END LOOP;
      planner_page := planner_page + {window};
    END LOOP;
    EXIT WHEN NOT {rounds} OR planner_filled = 0;
  END LOOP;
  LOOP -- rows that moved while their page was read
    planner_filled := 0;
    planner_left := 0;
{sweeps}
    COMMIT;
    EXIT WHEN planner_filled = 0 AND planner_left = 0;
    PERFORM pg_catalog.pg_sleep(CASE WHEN planner_left > 0 THEN 0.2 ELSE 0 END);
  END LOOP;
  SELECT count(*) INTO planner_left FROM ONLY {table} AS t WHERE {missing};
  IF planner_left > 0 THEN
    RAISE EXCEPTION '% rows of % have no tenant', planner_left, {name}
      USING HINT = 'no path leads from them to a tenant: correct them, then run this file again';
  END IF;
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
    batches = step.batches
    if batches is None:
        return
    yield f"-- {one_line(step.title)}"
    leaves = [_leaf(batches, leaf) for leaf in batches.leaves]
    yield statement(ddl.do_block(plpgsql.body(_BACKFILL, leaves=plpgsql.joined(*leaves))))
    yield statement(step.statements[-1])


def _leaf(batches: Batches, leaf: Leaf) -> str:
    window_pages = build.literal(batches.window_pages(leaf))
    page = build.column("planner_page")
    end = exp.Add(this=page.copy(), expression=window_pages)
    window = Window(page, end, build.column("planner_remainder"), build.literal(PASSES))
    updates = [plpgsql.body(_UPDATE, update=node) for node in batches.updates(leaf.name, window)]
    sweeps = [
        plpgsql.body(_UPDATE, update=node) for node in batches.sweeps(leaf.name, build.literal(batches.batch_rows))
    ]
    return plpgsql.body(
        _LEAF,
        regclass=build.cast(build.literal(build.render(build.table(leaf.name))), "regclass"),
        last=build.literal(PASSES - 1),
        updates=plpgsql.joined(*updates),
        window=window_pages.copy(),
        rounds=build.literal(batches.rounds),
        sweeps=plpgsql.joined(*sweeps),
        table=build.table(leaf.name),
        missing=build.is_null(build.column(batches.column, "t")),
        name=build.literal(str(leaf.name)),
    )
