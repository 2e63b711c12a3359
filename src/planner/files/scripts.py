"""SQL files for psql, made of segments: numbered in order, each safe to run alone, to run again, and to interrupt.

psql's own commands (\\set, \\if, \\gset, \\quit) stand only in `planner.files.psql`; every SQL statement is a rendered
node.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlglot import exp

from planner.catalog.model import Catalog
from planner.diff.back import segments_back, ways_back
from planner.files.backfill_script import backfill_lines
from planner.files.check_scripts import preflight_script, verify_script
from planner.files.heads import Earlier, Required, comment, requirement_body
from planner.files.propagation import Way, propagation
from planner.files.psql import (
    Session,
    block,
    echoed,
    one_line,
    quit_if,
    server_check,
    set_line,
    settings,
    statement,
)
from planner.operations.guard_sql import BACKFILL_SETTINGS
from planner.sql import build, ddl
from planner.steps.conditions import OWNED, TableExists
from planner.steps.locks import lock_statements
from planner.steps.step import Mode, Segment
from planner.target.formats import FORMATS
from planner.tenancy.model import Facts, Tenancy
from planner.verification.exposure import refusal


def scripts(
    segments: Sequence[Segment],
    undo: Sequence[Segment],
    tenancy: Tenancy,
    live: Catalog,
    final: Catalog,
    facts: Facts,
    fingerprints: Sequence[str],
    session: Session,
) -> dict[str, str]:
    """Return the text of each file, by file name. `fingerprints` has the fingerprint before each segment, and the
    last one. `final` is the catalog after all segments."""
    files: dict[str, str] = {}
    common = _Common(session, live)
    width = max(3, len(str(len(segments) + 1)))
    if segments:
        files[f"{1:0{width}}-{segments[0].phase}-preflight.sql"] = preflight_script(tenancy, live, facts, session)
    earlier = Earlier()
    back = ways_back(segments, live, final)
    for segment, fingerprint in zip(segments, fingerprints, strict=False):
        name = f"{segment.number + 1:0{width}}-{segment.phase}-{segment.what}.sql"
        title = f"{segment.phase}, segment {segment.number} of {len(segments)}"
        head = comment(segment, title, fingerprint, segments_back(segment, back), session.limit(segment))
        files[name] = _file(segment, head, earlier.required_by(segment), common)
        earlier.add(segment)
    files["verify.sql"] = verify_script(tenancy, final, facts, session)
    for segment in undo:
        name = f"rollback-{segment.number:0{width}}-{segment.phase}-{segment.what}.sql"
        title = f"take back {segment.phase}, segment {segment.number} of {len(undo)}"
        refused = refusal([segment], tenancy.tenants.relation)
        files[name] = _file(segment, comment(segment, title, None, (), session.limit(segment)), None, common, refused)
    return files


class _Common:
    """The lines that all files have, rendered once."""

    def __init__(self, session: Session, catalog: Catalog) -> None:
        self.session = session
        self.catalog = catalog
        self._settings = {own: tuple(settings(session, FORMATS if own else {})) for own in (True, False)}
        self.server_check = tuple(server_check(catalog))

    def settings(self, mode: Mode) -> tuple[str, ...]:
        """Return the settings at the head of a file. A file that fills rows has no formats of its own."""
        return self._settings[mode is not Mode.BATCHES]


def _file(
    segment: Segment,
    head: Iterable[str],
    requirements: Sequence[Required] | None,
    common: _Common,
    refused: str | None = None,
) -> str:
    """Return the text of one file. `requirements` None means a rollback file, which does nothing when planner's
    record is gone, and which `refused` may stop."""
    lines = [*head, *common.settings(segment.mode)]
    lines += propagation([segment], common.catalog, Way.BACK if requirements is None else Way.FORWARD)
    if segment.mode is Mode.ALONE:
        lines.append(f"SET lock_timeout = {round(common.session.limit(segment) * 1000)};")
    if segment.mode is Mode.BATCHES:
        lines += [set_line(name, value) for name, value in BACKFILL_SETTINGS.items()]
    lines += common.server_check
    creates_record = any(step.relation == OWNED and requirements is not None for step in segment.steps)
    if requirements is None:
        lines += quit_if(exp.Not(this=exp.Paren(this=TableExists(OWNED).sql())), "nothing is left to take back")
    elif not creates_record:
        lines += [
            statement(ddl.do_block(requirement_body(requirements, "run the files in the order of their numbers"))),
            "",
        ]
    done = build.and_(*(exp.Paren(this=step.done_sql) for step in segment.steps))
    lines += quit_if(done, f"{segment.what}: done already")
    if refused is not None:
        lines += [statement(ddl.do_block(block(refused))), ""]
    match segment.mode:
        case Mode.TRANSACTION:
            lines += ["BEGIN;", *_locks(segment, common.catalog), *_statements(segment), "COMMIT;"]
        case Mode.ALONE:
            lines += _statements(segment)
        case Mode.BATCHES:
            for step in segment.steps:
                lines += backfill_lines(step)
    lines += [f"\\echo '{echoed(segment.what)}: done'", ""]
    return "\n".join(lines)


def _locks(segment: Segment, catalog: Catalog) -> Iterator[str]:
    return (statement(node) for node in lock_statements(segment, catalog))


def _statements(segment: Segment) -> Iterator[str]:
    for step in segment.steps:
        yield f"-- {one_line(step.title)}"
        yield from (f"{text.rstrip()};" for text in step.texts)


def index_of(files: Mapping[str, str]) -> list[str]:
    """Return the names of the files in the order in which they run."""
    return [name for name in files if re.match(r"\d", name)]
