"""The files of `render --format sql`: statements without commands of psql, for drivers and any other client.

Each statement stands alone, as in the files of migration tools: it has its own settings and checks, and does nothing
when its work is done. So a file may be sent statement by statement, in one session or in several.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from planner import __version__
from planner.catalog.model import Catalog
from planner.files.check_scripts import preflight_counts, result_checks
from planner.files.heads import Earlier
from planner.files.phases import PREFLIGHT, VERIFY, PhaseFile, forward_files, number_of, rollback_files
from planner.files.psql import Session, fit, one_line
from planner.files.runners.pieces import Piece, Scene, backward, forward, proof, stopping
from planner.sql.wrap import comments
from planner.steps.step import Segment
from planner.tenancy.model import Facts, Tenancy

Written = dict[str, list[tuple[Segment, tuple[Piece, ...]]]]


def plain_scripts(
    segments: Sequence[Segment],
    undo: Sequence[Segment],
    tenancy: Tenancy,
    live: Catalog,
    final: Catalog,
    facts: Facts,
    session: Session,
) -> dict[str, str]:
    """Return the text of each file, one for each phase, by file name."""
    scene = Scene(live, session, tenancy.database)
    return {
        **_checks_before(segments, tenancy, facts, scene),
        **{file.name: _phase(file, pieces) for file, pieces in _forward(segments, scene)},
        VERIFY: _check(
            VERIFY, "raise unless the result is proven; changes nothing", _proof(tenancy, final, facts, scene)
        ),
        **{file.name: _phase(file, pieces) for file, pieces in _backward(undo, tenancy, scene)},
    }


def single_scripts(
    segments: Sequence[Segment],
    undo: Sequence[Segment],
    tenancy: Tenancy,
    live: Catalog,
    final: Catalog,
    facts: Facts,
    session: Session,
) -> dict[str, str]:
    """Return the text of each file by file name; each file holds one statement, so that a driver can send it whole."""
    scene = Scene(live, session, tenancy.database)
    files = _checks_before(segments, tenancy, facts, scene)
    for prefix, found in (("", _forward(segments, scene)), ("rollback-", _backward(undo, tenancy, scene))):
        every = [(one, piece) for _, pieces in found for one, group in pieces for piece in group]
        width = max(3, len(str(len(every))))
        for number, (one, piece) in enumerate(every, 1):
            part = f"-{piece.name}" if piece.name else ""
            name = f"{prefix}{number:0{width}}-{one.phase}-{one.what}{part}.sql"
            files[name] = "\n".join(fit([*_about(one), piece.sql, ""]))
        if not prefix:
            files[VERIFY] = _check(VERIFY, "raise unless the result is proven", _proof(tenancy, final, facts, scene))
    if PREFLIGHT in files:
        files = {f"{0:03}-preflight.sql": files.pop(PREFLIGHT), **files}
    return files


def _checks_before(segments: Sequence[Segment], tenancy: Tenancy, facts: Facts, scene: Scene) -> dict[str, str]:
    if not segments:
        return {}
    found = stopping(preflight_counts(tenancy, scene.live, facts), tenancy, scene)
    return {PREFLIGHT: _check(PREFLIGHT, "raise if a row would stop the work; changes nothing", found)}


def _proof(tenancy: Tenancy, final: Catalog, facts: Facts, scene: Scene) -> Piece:
    asked, checks = result_checks(tenancy, final, facts)
    return proof(asked, checks, scene)


def _forward(
    segments: Sequence[Segment], scene: Scene
) -> list[tuple[PhaseFile, list[tuple[Segment, tuple[Piece, ...]]]]]:
    earlier = Earlier()
    found = []
    for file in forward_files(segments):
        pieces = []
        for segment in file.segments:
            pieces.append((segment, forward(segment, earlier.required_by(segment), scene)))
            earlier.add(segment)
        found.append((file, pieces))
    return found


def _backward(
    undo: Sequence[Segment], tenancy: Tenancy, scene: Scene
) -> list[tuple[PhaseFile, list[tuple[Segment, tuple[Piece, ...]]]]]:
    return [
        (file, [(one, backward(one, scene, tenancy.tenants.relation)) for one in file.segments])
        for file in rollback_files(undo)
    ]


def _phase(file: PhaseFile, pieces: Iterable[tuple[Segment, tuple[Piece, ...]]]) -> str:
    lines = [
        f"-- {file.name}: phase {file.phase}, number {number_of(file.phase)}",
        "--",
        f"-- planner {__version__}. Send the statements one after the other, each by itself and outside a transaction.",
        "-- A statement whose work is done does nothing, so the whole file may be run again. README.md tells more.",
    ]
    for segment, group in pieces:
        lines += ["", *_about(segment)]
        for number, piece in enumerate(group):
            if number:
                lines += comments(f"{piece.name or 'go on'}: {one_line(segment.what)}")
            lines.append(piece.sql)
    return "\n".join([*fit(lines), ""])


def _about(segment: Segment) -> Iterator[str]:
    for step in segment.steps:
        yield from comments(one_line(step.title))
    for lock in segment.locks():
        yield from comments(one_line(f"Locks {lock.relation}: {lock.mode}, {lock.mode.stops}"))
    for step in segment.steps:
        for hazard in step.hazards:
            yield from comments(one_line(f"Hazard {hazard.name}: {hazard.text}"))


def _check(name: str, does: str, piece: Piece) -> str:
    return "\n".join(fit([f"-- {name}: {does}", piece.sql, ""]))
