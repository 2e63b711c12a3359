"""Segments → SQL files for psql: numbered in order, each safe to run alone, to run again, and to interrupt.

psql's own commands (\\set, \\if, \\gset, \\quit) stand only here; every SQL statement is a rendered node.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from planner import __version__
from planner.catalog.model import Catalog
from planner.names import QName
from planner.operations import CHECKED, TENANTS
from planner.operations.batches import Batches, Leaf, Window
from planner.operations.checks import CatalogCheck, Check, RowCheck, TenantsCheck
from planner.operations.conditions import OWNED, Condition, TableExists
from planner.operations.locks import lock_statements
from planner.operations.rows import RowQuery, preflight_query, verify_query
from planner.operations.step import Mode, Segment, Step
from planner.operations.tenancy import Facts, State, Tenancy
from planner.operations.write_guard import BACKFILL_SETTING
from planner.sql import build, ddl, plpgsql
from planner.sql.build import Node


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds."""

    lock: float
    alone: float
    """For CONCURRENTLY and VALIDATE, which queue no reader or writer while they wait."""
    idle: float = 60.0


def scripts(
    segments: Sequence[Segment],
    undo: Sequence[Segment],
    tenancy: Tenancy,
    live: Catalog,
    final: Catalog,
    facts: Facts,
    fingerprints: Sequence[str],
    timeouts: Timeouts,
) -> dict[str, str]:
    """File name → text. `fingerprints` has the one before each segment and the last one; `final` is the catalog then."""
    files: dict[str, str] = {}
    width = max(3, len(str(len(segments) + 1)))
    if segments:
        files[f"{1:0{width}}-{segments[0].phase}-preflight.sql"] = _preflight(tenancy, live, facts, timeouts)
    earlier: list[Step] = []
    for segment, fingerprint in zip(segments, fingerprints, strict=False):
        name = f"{segment.number + 1:0{width}}-{segment.phase}-{segment.what}.sql"
        title = f"{segment.phase}, segment {segment.number} of {len(segments)}"
        files[name] = _file(segment, title, fingerprint, _requirements(segment, earlier), timeouts, live)
        earlier += segment.steps
    files["verify.sql"] = _verify(tenancy, final, facts, timeouts)
    for segment in undo:
        name = f"rollback-{segment.number:0{width}}-{segment.phase}-{segment.what}.sql"
        title = f"take back {segment.phase}, segment {segment.number} of {len(undo)}"
        files[name] = _file(segment, title, None, None, timeouts, live)
    return files


# One segment


def _file(
    segment: Segment,
    title: str,
    fingerprint: str | None,
    requirements: Sequence[Condition] | None,
    timeouts: Timeouts,
    catalog: Catalog,
) -> str:
    """`requirements` None: a rollback file, which has nothing to do where planner's record is gone."""
    lines = [*_comment(segment, title, fingerprint), *_settings(timeouts)]
    if segment.mode is Mode.ALONE:
        lines.append(f"SET lock_timeout = {round(timeouts.alone * 1000)};")
    if segment.mode is Mode.BATCHES:
        lines.append(_set(BACKFILL_SETTING, "on"))
    lines += _server_check(catalog)
    creates_record = any(step.relation == OWNED and requirements is not None for step in segment.steps)
    if requirements is None:
        lines += _quit_if(build.phrase("NOT", exp.Paren(this=TableExists(OWNED).sql())), "nothing is left to take back")
    elif not creates_record:
        lines += [_statement(ddl.do_block(_requirement_body([TableExists(OWNED), *requirements]))), ""]
    done = build.and_(*(exp.Paren(this=step.done.sql()) for step in segment.steps))
    lines += _quit_if(done, f"{segment.what}: done already")
    match segment.mode:
        case Mode.TRANSACTION:
            lines += ["BEGIN;", *_locks(segment, catalog), *_statements(segment), "COMMIT;"]
        case Mode.ALONE:
            lines += _statements(segment)
        case Mode.BATCHES:
            for step in segment.steps:
                lines += _batches(step)
    lines += [f"\\echo '{_psql(segment.what)}: done'", ""]
    return "\n".join(lines)


def _comment(segment: Segment, title: str, fingerprint: str | None) -> Iterator[str]:
    yield f"-- planner {__version__}: {title}"
    yield "--"
    for step in segment.steps:
        yield f"-- {_one_line(step.title)} [{step.id}]"
    for lock in segment.locks():
        yield f"-- Locks {lock.relation}: {lock.mode}, {lock.mode.stops}"
    yield f"-- Runs {_mode_words(segment.mode)}; {', '.join(sorted({step.work.value for step in segment.steps}))}"
    for step in segment.steps:
        for hazard in step.hazards:
            yield f"-- Hazard {hazard.name}: {_one_line(hazard.text)}"
        undo = "; ".join([_one_line(build.render(s)) for s in step.undo.statements] or [step.undo.note or ""])
        if undo:
            yield f"-- Undo of {step.id}: {undo}" + (f" (loses {step.undo.loses})" if step.undo.loses else "")
    if fingerprint is not None:
        yield f"-- Fingerprint of the managed schemas before: {fingerprint}"
    yield ""


def _mode_words(mode: Mode) -> str:
    match mode:
        case Mode.TRANSACTION:
            return "in one transaction"
        case Mode.ALONE:
            return "statement by statement, outside a transaction block"
        case Mode.BATCHES:
            return "in many short transactions, and can be interrupted at any time"


def _settings(timeouts: Timeouts) -> Iterator[str]:
    yield "\\set ON_ERROR_STOP on"
    yield "SET client_min_messages = warning;"
    yield f"SET lock_timeout = {round(timeouts.lock * 1000)};"
    yield "SET statement_timeout = 0;"
    yield f"SET idle_in_transaction_session_timeout = {round(timeouts.idle * 1000)};"
    yield "SET row_security = off;"
    yield "SET search_path = '';"


def _set(name: str, value: str) -> str:
    return f"SET {name} = '{value}';"


def _server_check(catalog: Catalog) -> Iterator[str]:
    """The statements of 18 differ from those of 17: a file is for the major version that it was written for."""
    server = catalog.server
    version = build.cast(build.call("current_setting", build.literal("server_version_num")), "integer")
    right = build.and_(
        build.eq(build.phrase("CURRENT_CATALOG"), build.literal(server.database)),
        exp.Between(
            this=version, low=build.literal(server.major * 10000), high=build.literal(server.major * 10000 + 9999)
        ),
    )
    message = f"these files were written for database {server.database} on PostgreSQL {server.major}"
    yield _statement(ddl.do_block(_raise_unless(right, message, "render them again for this one")))
    yield ""


_UNLESS = """
BEGIN
  IF NOT ({condition}) THEN
    RAISE EXCEPTION USING MESSAGE = {message}, HINT = {hint}, ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
END
"""

_UNLESS_EACH = """
  IF NOT ({condition}) THEN
    RAISE EXCEPTION USING MESSAGE = {message}, HINT = {hint}, ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
"""

_BLOCK = """
BEGIN
{parts}
END
"""


def _raise_unless(condition: Node, message: str, hint: str) -> str:
    return plpgsql.body(_UNLESS, condition=condition, message=build.literal(message), hint=build.literal(hint))


def _requirement_body(requirements: Iterable[Condition]) -> str:
    hint = build.literal("run the files in the order of their numbers")
    parts = [
        plpgsql.body(_UNLESS_EACH, condition=c.sql(), message=build.literal(f"not yet: {c}"), hint=hint)
        for c in requirements
    ]
    return plpgsql.body(_BLOCK, parts=plpgsql.joined(*parts))


def _requirements(segment: Segment, earlier: Sequence[Step]) -> list[Condition]:
    """What the earlier steps on the relations that this segment builds on leave behind."""
    relations = {segment.relation}
    for step in segment.steps:
        relations.update(step.after)
    return [step.done for step in earlier if step.relation in relations and step.relation != OWNED]


def _quit_if(condition: Node, message: str) -> Iterator[str]:
    yield f"{build.render(build.select(build.aliased(condition, 'planner_done')))} \\gset"
    yield "\\if :planner_done"
    yield f"\\echo '{_psql(message)}'"
    yield "\\quit"
    yield "\\endif"
    yield ""


def _locks(segment: Segment, catalog: Catalog) -> Iterator[str]:
    return (_statement(node) for node in lock_statements(segment, catalog))


def _statements(segment: Segment) -> Iterator[str]:
    for step in segment.steps:
        yield f"-- {_one_line(step.title)}"
        for node in step.statements:
            yield _statement(node)


def _statement(node: build.Statement) -> str:
    return f"{build.render(node).rstrip()};"


# The backfill

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


def _batches(step: Step) -> Iterator[str]:
    batches = step.batches
    if batches is None:
        return
    yield f"-- {_one_line(step.title)}"
    leaves = [_leaf(batches, leaf) for leaf in batches.leaves]
    yield _statement(ddl.do_block(plpgsql.body(_BACKFILL, leaves=plpgsql.joined(*leaves))))
    yield _statement(step.statements[-1])


def _leaf(batches: Batches, leaf: Leaf) -> str:
    window_pages = build.literal(batches.window_pages(leaf))
    page = build.column("planner_page")
    window = Window(page, exp.Add(this=page.copy(), expression=window_pages), build.column("planner_remainder"))
    updates = [plpgsql.body(_UPDATE, update=node) for node in batches.updates(leaf.name, window)]
    sweeps = [
        plpgsql.body(_UPDATE, update=node) for node in batches.sweeps(leaf.name, build.literal(batches.batch_rows))
    ]
    return plpgsql.body(
        _LEAF,
        regclass=build.cast(build.literal(build.render(build.table(leaf.name))), "regclass"),
        last=build.literal(batches.stride - 1),
        updates=plpgsql.joined(*updates),
        window=window_pages.copy(),
        rounds=build.literal(batches.rounds),
        sweeps=plpgsql.joined(*sweeps),
        table=build.table(leaf.name),
        missing=build.is_null(build.column(batches.column, "t")),
        name=build.literal(str(leaf.name)),
    )


# Preflight and verify


def _preflight(tenancy: Tenancy, catalog: Catalog, facts: Facts, timeouts: Timeouts) -> str:
    state = State(tenancy, catalog, facts)
    queries = [query for table in tenancy.tables.values() if (query := preflight_query(table, state)) is not None]
    lines = [
        f"-- planner {__version__}: preflight, before anything is changed",
        "--",
        "-- Counts the rows that have no tenant, or two. Fails when there is one; nothing has been changed then.",
        "",
        *_settings(timeouts),
        *_server_check(catalog),
    ]
    asked = ((query, [(c.id, c.title) for c in query.counts]) for query in queries)
    lines += _counted(asked, (), "rows are in the way; correct them first")
    return "\n".join(lines)


def _verify(tenancy: Tenancy, catalog: Catalog, facts: Facts, timeouts: Timeouts) -> str:
    state = State(tenancy, catalog, facts)
    asked: list[tuple[RowQuery, list[tuple[str, str]]]] = []
    conditions: list[tuple[QName, str, Node]] = []
    for check in TENANTS.checks(state):
        conditions.append((check.relation, check.title, _check_sql(check)))
    for table in tenancy.tables.values():
        checks: list[Check] = [check for operation in CHECKED for check in operation.checks(table, state)]
        rows = [check for check in checks if isinstance(check, RowCheck)]
        if rows:
            asked.append((verify_query(table, rows, state), [(c.id, c.title) for c in rows]))
        conditions += [(c.relation, c.title, _check_sql(c)) for c in checks if not isinstance(c, RowCheck)]
    lines = [
        f"-- planner {__version__}: verify, when every file has been run",
        "--",
        "-- Prints one line per check, and fails when one does not hold.",
        "",
        *_settings(timeouts),
        *_server_check(catalog),
        *_counted(asked, conditions, "the result does not hold: see the table above"),
    ]
    return "\n".join(lines)


def _check_sql(check: Check) -> Node:
    match check:
        case CatalogCheck():
            return check.condition.sql() if check.condition is not None else build.literal(check.ok)
        case TenantsCheck():
            count = build.select(exp.Count(this=exp.Star())).from_(build.table(check.tenants), copy=False)
            bound = exp.GTE if check.at_most is None else exp.LTE
            return bound(this=exp.Subquery(this=count), expression=build.literal(check.at_most or 1))
        case RowCheck():
            raise TypeError("row checks are counted together")


_RESULTS = QName("pg_temp", "planner_result")
_RESULT_COLUMNS = ("table", "check", "broken")


def _counted(
    asked: Iterable[tuple[RowQuery, list[tuple[str, str]]]], conditions: Iterable[tuple[QName, str, Node]], message: str
) -> Iterator[str]:
    """One scan per table; the counts go to a temporary table, which is printed, and one that is not 0 is an error."""
    definitions = [
        ddl.column_def(name, type_text)
        for name, type_text in zip(_RESULT_COLUMNS, ("text", "text", "bigint"), strict=True)
    ]
    yield "BEGIN;"
    yield _statement(ddl.create_table(_RESULTS, definitions))
    for relation, title, condition in conditions:
        broken = exp.Case(ifs=[exp.If(this=exp.Paren(this=condition), true=build.literal(0))], default=build.literal(1))
        yield _statement(
            build.insert(_RESULTS, _RESULT_COLUMNS, [[build.literal(str(relation)), build.literal(title), broken]])
        )
    for query, titles in asked:
        yield from _insert_counts(query, titles)
    everything = build.select(*(build.column(name) for name in _RESULT_COLUMNS)).from_(
        build.table(_RESULTS), copy=False
    )
    yield _statement(everything)
    bad = build.select(build.literal(1)).from_(build.table(_RESULTS), copy=False)
    bad = bad.where(exp.NEQ(this=build.column("broken"), expression=build.literal(0)), copy=False)
    none = exp.Not(this=build.exists(bad))
    yield _statement(ddl.do_block(_raise_unless(none, message, "see docs/troubleshooting.md")))
    yield "ROLLBACK;"
    yield ""


def _insert_counts(query: RowQuery, titles: Sequence[tuple[str, str]]) -> Iterator[str]:
    counts = exp.Subquery(
        this=query.count(),
        alias=exp.TableAlias(this=build.ident("c"), columns=[build.ident(f"c{n}") for n in range(len(titles) + 1)]),
    )
    rows = exp.Values(
        expressions=[
            exp.Tuple(expressions=[build.literal(title), build.column(f"c{n}", "c")])
            for n, (_, title) in enumerate(titles, 1)
        ],
        alias=exp.TableAlias(this=build.ident("v"), columns=[build.ident("check"), build.ident("broken")]),
    )
    select = build.select(build.literal(str(query.relation)), build.column("check", "v"), build.column("broken", "v"))
    select = select.from_(counts, copy=False).join(exp.Lateral(this=rows), join_type="cross", copy=False)
    target = exp.Schema(this=build.table(_RESULTS), expressions=[build.ident(c) for c in _RESULT_COLUMNS])
    yield _statement(exp.Insert(this=target, expression=select))


# Text for comments and psql


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _psql(text: str) -> str:
    """Inside single quotes of a psql command: quotes doubled, no backslash escapes, no variables."""
    return _one_line(text).replace("\\", "/").replace("'", "''").replace(":", "")


def index_of(files: Mapping[str, str]) -> list[str]:
    """The files in the order in which they are run."""
    return [name for name in files if re.match(r"\d", name)]
