"""Migrations, made of segments: the statements that a tool runs forward, and the statements that take exactly these
back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from planner import __version__
from planner.catalog.changes import Own
from planner.catalog.model import Catalog
from planner.diff.back import segments_back, ways_back
from planner.errors import NotSupported
from planner.files.heads import Earlier, comment
from planner.files.psql import Session, one_line
from planner.files.runners.majors import Part, Situation, Situations, Variants, merged, shared
from planner.files.runners.pieces import Piece, Scene, backward, forward, holds, preflight
from planner.steps.step import Segment, Step
from planner.tenancy.model import Facts, Tenancy

NOTHING = Piece("SELECT 1; -- nothing to do in this direction")
LONGEST_NAME = 120
"""The longest name in characters. Flyway keeps 200 characters of a description, and a file's name has the version
before it."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One segment as a migration."""

    name: str
    """Letters, digits and underscores. Two migrations may have the same name."""
    phase: str
    title: str
    """One line."""
    comment: str
    """The comment at the head of the file; each line of the text is a comment."""
    back: str
    """The comment at the head of the file that takes the migration back."""
    up: tuple[Piece, ...]
    down: tuple[Piece, ...]
    """The pieces in the order in which they run."""
    check: Piece
    """A statement that raises unless the migration has taken effect. It does not check what later migrations take
    away again."""
    wait: float
    """Seconds that a piece outside a transaction block may wait for a lock, if the tool lets a session have
    settings."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One piece forward and one piece back, for tools whose files hold one statement each."""

    name: str
    comment: str
    back: str
    up: Piece
    down: Piece


def migrations(situations: Situations, major: int, session: Session) -> list[Migration]:
    """Return the preflight and the segments as migrations, for the live server's major version and for all that can
    share them.

    Raises NotSupported for primary keys that carry the tenant: foreign keys reference them, so no migration can take
    one back alone.
    """
    variants = shared(situations, major, lambda one, majors: _parts(_migrations(one, session, majors)))
    ups = merged(variants)
    downs = merged(_pieces_of(variants, lambda migration: migration.down))
    checks = merged(_pieces_of(variants, lambda migration: (migration.check,)))
    return [
        replace(up.about, up=up.pieces, down=down.pieces, check=check.pieces[0])
        for up, down, check in zip(ups, downs, checks, strict=True)
    ]


def _parts(found: Iterable[Migration]) -> list[Part[Migration]]:
    return [Part(migration.name, migration, migration.up) for migration in found]


def _pieces_of(
    variants: Variants[Migration], which: Callable[[Migration], tuple[Piece, ...]]
) -> dict[int, Sequence[Part[Migration]]]:
    return {
        first: [Part(part.key, part.about, which(part.about)) for part in parts] for first, parts in variants.items()
    }


def _migrations(one: Situation, session: Session, majors: tuple[int, int]) -> list[Migration]:
    """Return the migrations for one class of versions."""
    segments, tenancy, final = one.segments, one.tenancy, one.final
    if not segments:
        return []
    if tenancy.keys.primary and not tenancy.keys.keep_old:
        raise NotSupported(
            "migrations of these tools can't hold `keys.primary_key: composite`: they are taken back one by one, and foreign keys lean on "
            "the new primary keys",
            hint="render files for psql (--format psql), or let planner apply do it",
        )
    scene = Scene(one.live, session, tenancy.database, majors)
    found = [_preflight(segments[0], tenancy, one.facts, scene)]
    earlier = Earlier()
    ways = ways_back(segments, one.live, final)
    for segment in segments:
        back = segments_back(segment, ways)
        lasting = [step for step in segment.steps if _lasts(step, final)]
        title = f"{segment.phase}, segment {segment.number} of {len(segments)}"
        found.append(
            Migration(
                name=_name(f"{segment.phase}_{segment.what}"),
                phase=str(segment.phase),
                title=one_line("; ".join(step.title for step in segment.steps)),
                comment="\n".join(comment(segment, title, None, back, session.limit(segment))),
                back="".join(f"-- {line}\n" for line in _back(segment, back)),
                up=forward(segment, earlier.required_by(segment), scene),
                down=tuple(piece for one in back for piece in backward(one, scene, tenancy.tenants.relation)),
                check=holds(lasting),
                wait=session.alone,
            )
        )
        earlier.add(segment)
    return found


def pairs(migration: Migration) -> Iterator[Pair]:
    """Yield the pairs. The last piece back goes with the first piece forward, so that running the pairs back in
    reverse order is right."""
    both = list(zip_longest(migration.up, reversed(migration.down), fillvalue=NOTHING))
    for number, (up, down) in enumerate(both, 1):
        if len(both) == 1:
            yield Pair(migration.name, migration.comment, migration.back, up, down)
            continue
        part = f"-- part {number} of {len(both)}\n"
        head = migration.comment if number == 1 else f"-- {migration.title}\n"
        yield Pair(f"{migration.name}_{up.name or 'back'}", head + part, migration.back + part, up, down)


def _back(segment: Segment, back: Sequence[Segment]) -> Iterator[str]:
    yield f"planner {__version__}: take back {segment.phase}, segment {segment.number}"
    titles = [one_line(step.title) for one in back for step in one.steps]
    yield from titles or ["Nothing to do: it goes with what earlier migrations made."]


def _preflight(first: Segment, tenancy: Tenancy, facts: Facts, scene: Scene) -> Migration:
    title = "preflight, before anything is changed"
    return Migration(
        name=f"{first.phase}_preflight",
        phase=str(first.phase),
        title=title,
        comment=f"-- planner {__version__}: {title}\n",
        back=f"-- planner {__version__}: {title}: nothing to take back\n",
        up=(preflight(tenancy, facts, scene),),
        down=(),
        check=holds(()),
        wait=scene.session.alone,
    )


def _lasts(step: Step, final: Catalog) -> bool:
    """Return whether the final record has every entry that the step makes, in the same state."""
    made = {change.owned.key: change.owned for change in step.changes if isinstance(change, Own)}
    return all((there := final.owned.get(key)) is not None and there.state is o.state for key, o in made.items())


def _name(text: str) -> str:
    return re.sub(r"\W+", "_", text)[:LONGEST_NAME].strip("_")
