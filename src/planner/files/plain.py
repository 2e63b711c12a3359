"""The files of `render --format sql`: statements without commands of psql, for drivers and any other client.

Each statement stands alone, as in the files of migration tools: it has its own settings and checks, and does nothing
when its work is done. So a file may be sent statement by statement, in one session or in several.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

from planner import __version__
from planner.files.check_scripts import preflight_counts, result_checks
from planner.files.heads import Earlier
from planner.files.phases import PREFLIGHT, VERIFY, forward_files, rollback_files
from planner.files.psql import Session, fit, one_line
from planner.files.runners.majors import Part, Situation, Situations, merged, shared
from planner.files.runners.pieces import Piece, Scene, backward, forward, proof, stopping
from planner.files.words import lock_words
from planner.sql.wrap import comments, wrapped
from planner.steps.step import Segment


def plain_scripts(situations: Situations, major: int, session: Session) -> dict[str, str]:
    """Return the text of each file, one for each phase, by file name."""
    written = _written(situations, major, session)
    return {
        name: _check(name, _CHECKS[name], one) if isinstance(one, Piece) else _phase(name, one, session)
        for name, one in written.items()
    }


def single_scripts(situations: Situations, major: int, session: Session) -> dict[str, str]:
    """Return the text of each file by file name; each file holds one statement, so that a driver can send it whole."""
    files: dict[str, str] = {}
    numbers = {"": count(1), "rollback-": count(1)}
    for name, one in _written(situations, major, session).items():
        if isinstance(one, Piece):
            files["000-preflight.sql" if name == PREFLIGHT else name] = _check(name, _CHECKS[name], one)
            continue
        prefix = "rollback-" if name.startswith("rollback-") else ""
        for segment, pieces in one:
            for piece in pieces:
                part = f"-{piece.name}" if piece.name else ""
                file = f"{prefix}{next(numbers[prefix]):04}-{segment.phase}-{segment.what}{part}.sql"
                files[file] = "\n".join(fit([*_about(segment, session), piece.sql, ""]))
    return files


_CHECKS = {
    PREFLIGHT: "raise if a row would stop the work; changes nothing",
    VERIFY: "raise unless the result is proven; changes nothing",
}


def _written(
    situations: Situations, major: int, session: Session
) -> dict[str, Piece | list[tuple[Segment, tuple[Piece, ...]]]]:
    """Return the statements of each file, by its name, in the order in which the files run."""
    variants = shared(situations, major, lambda one, majors: list(_parts(one, session, majors)))
    written: dict[str, Piece | list[tuple[Segment, tuple[Piece, ...]]]] = {}
    for part in merged(variants, wrapped):
        name, segment = part.about
        if segment is None:
            written[name] = part.pieces[0]
        else:
            group = written.setdefault(name, [])
            assert isinstance(group, list)
            group.append((segment, part.pieces))
    return written


About = tuple[str, Segment | None]
"""The file that statements belong to, and their segment; None for a file that checks."""


def _parts(one: Situation, session: Session, majors: tuple[int, int]) -> Iterator[Part[About]]:
    """Yield the statements for one class of versions."""
    scene = Scene(one.live, session, one.tenancy.database, majors)
    if one.segments:
        stop = stopping(preflight_counts(one.tenancy, one.live, one.facts), one.tenancy, scene)
        yield Part(PREFLIGHT, (PREFLIGHT, None), (stop,))
    earlier = Earlier()
    for file in forward_files(one.segments):
        for segment in file.segments:
            yield Part(
                f"{file.name}: {segment.what}",
                (file.name, segment),
                forward(segment, earlier.required_by(segment), scene),
            )
            earlier.add(segment)
    asked, checks = result_checks(one.tenancy, one.final, one.facts)
    yield Part(VERIFY, (VERIFY, None), (proof(asked, checks, scene),))
    for file in rollback_files(one.undo):
        for segment in file.segments:
            pieces = backward(segment, scene, one.tenancy.tenants.relation)
            yield Part(f"{file.name}: {segment.what}", (file.name, segment), pieces)


def _phase(name: str, pieces: Iterable[tuple[Segment, tuple[Piece, ...]]], session: Session) -> str:
    lines = [
        f"-- {name}",
        "--",
        f"-- planner {__version__}. Send the statements one after the other, each by itself and outside a transaction.",
        "-- A statement whose work is done does nothing, so the whole file may be run again. README.md tells more.",
    ]
    for segment, group in pieces:
        lines += ["", *_about(segment, session)]
        for number, piece in enumerate(group):
            if number:
                lines += comments(f"{piece.name or 'go on'}: {one_line(segment.what)}")
            lines.append(piece.sql)
    return "\n".join([*fit(lines), ""])


def _about(segment: Segment, session: Session) -> Iterator[str]:
    for step in segment.steps:
        yield from comments(one_line(step.title))
    for lock in segment.locks():
        yield from comments(one_line(lock_words(lock, session.limit(segment))))
    for step in segment.steps:
        for hazard in step.hazards:
            yield from comments(one_line(f"Hazard {hazard.name}: {hazard.text}"))


def _check(name: str, does: str, piece: Piece) -> str:
    return "\n".join(fit([f"-- {name}: {does}", piece.sql, ""]))
