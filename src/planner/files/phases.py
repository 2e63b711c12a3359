"""One file for each phase, for psql: what a person reviews, and what a run goes on with after a stop.

A file is a row of segments. Each segment asks whether it is done, and is skipped then. The settings, the checks and the
short names of conditions stand once at the head of a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from planner.catalog.model import Catalog
from planner.diff.back import segments_back, ways_back
from planner.files.backfill_script import backfill_lines
from planner.files.check_scripts import preflight_script
from planner.files.phase_heads import Head, exposure_check, head_lines, order_check, requirement_check
from planner.files.phase_verify import verify_file
from planner.files.propagation import Way, propagation
from planner.files.psql import Session, echoed, fit, one_line, quit_if, set_line
from planner.files.shorthand import Shorthand
from planner.files.words import commented, lock_words, recorded_lines, step_lines
from planner.names import cut, middle
from planner.operations.guard_sql import BACKFILL_SETTINGS
from planner.sql import build
from planner.sql.wrap import WIDTH, comments, wrapped
from planner.steps.conditions import OWNED, AllOf, Not, TableExists
from planner.steps.locks import lock_statements
from planner.steps.step import LOSS, Mode, Segment, Step
from planner.target.formats import FORMATS
from planner.target.phase import PHASES, Phase
from planner.tenancy.model import Facts, Tenancy

PREFLIGHT = "0-preflight.sql"
VERIFY = "verify.sql"


@dataclass(frozen=True, slots=True)
class PhaseFile:
    """The segments of one file, in their order."""

    name: str
    phase: Phase
    segments: tuple[Segment, ...]


def number_of(phase: Phase) -> int:
    """Return the number of a phase in the names of files."""
    return PHASES.index(phase) + 1


def forward_files(segments: Sequence[Segment]) -> list[PhaseFile]:
    """Return the files of the way forward, in the order in which they run."""
    return _grouped(segments, "{number}-{phase}.sql")


def rollback_files(undo: Sequence[Segment]) -> list[PhaseFile]:
    """Return the files of the way back, in the order in which they run: the last phase first.

    What restores something before a later phase is taken back stands in the file of that phase.
    """
    return _grouped(undo[::-1], "rollback-{number}-{phase}.sql")[::-1]


def _grouped(segments: Sequence[Segment], pattern: str) -> list[PhaseFile]:
    found: dict[Phase, list[Segment]] = {}
    latest = 0
    for segment in segments:
        latest = max(latest, PHASES.index(segment.phase))
        found.setdefault(PHASES[latest], []).append(segment)
    backwards = pattern.startswith("rollback")
    return [
        PhaseFile(
            pattern.format(number=number_of(phase), phase=phase.value),
            phase,
            tuple(reversed(group) if backwards else group),
        )
        for phase, group in found.items()
    ]


def phase_scripts(
    segments: Sequence[Segment],
    undo: Sequence[Segment],
    tenancy: Tenancy,
    live: Catalog,
    final: Catalog,
    facts: Facts,
    session: Session,
) -> dict[str, str]:
    """Return the text of each file, by file name. `final` is the catalog after all segments."""
    files: dict[str, str] = {}
    forward, back = forward_files(segments), rollback_files(undo)
    if forward:
        files[PREFLIGHT] = preflight_script(tenancy, live, facts, session)
    ways = ways_back(segments, live, final)
    undone = {file.phase: file.name for file in back}
    earlier: list[PhaseFile] = []
    for number, file in enumerate(forward):
        following = forward[number + 1].name if number + 1 < len(forward) else VERIFY
        writer = _Writer(session, live, undone=undone, ways=ways)
        before = [segment for one in earlier for segment in one.segments]
        checks = [requirement_check(earlier[-1].name, before, final)] if earlier else []
        files[file.name] = writer.text(file, Head(file, following, back=False), checks)
        earlier.append(file)
    files[VERIFY] = verify_file(VERIFY, tenancy, final, facts, session)
    for number, file in enumerate(back):
        following = back[number + 1].name if number + 1 < len(back) else ""
        writer = _Writer(session, live)
        checks = [order_check(before.name, before.phase) for before in back[:number]]
        checks += exposure_check(file.segments, tenancy.tenants.relation)
        files[file.name] = writer.text(file, Head(file, following, back=True), checks)
    return files


@dataclass(slots=True)
class _Writer:
    """Writes one file."""

    session: Session
    catalog: Catalog
    undone: Mapping[Phase, str] = field(default_factory=dict)
    ways: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)
    shorthand: Shorthand = field(default_factory=Shorthand)
    filling: bool | None = None
    """Whether the session has the settings of a backfill; None before the first segment."""
    lock: float = 0.0

    def text(self, file: PhaseFile, head: Head, checks: Sequence[str]) -> str:
        """Return the text of a file. `checks` are DO blocks that stop a file that runs too early."""
        self.lock = self.session.lock
        body = [line for n, one in enumerate(file.segments, 1) for line in self._segment(one, n, len(file.segments))]
        lines = list(head_lines(head, self.session, self.catalog))
        local = list(propagation((), self.catalog, Way.BACK))
        sent = list(propagation(file.segments, self.catalog, Way.BACK if head.back else Way.FORWARD))
        lines += [*local, *self.shorthand.definitions(), *(sent if sent != local else ())]
        if head.back:
            lines += ["-- stop here when planner's record is gone"]
            lines += quit_if(Not(TableExists(OWNED)).sql(), f"{file.name}: nothing is left to take back")
        lines += checks
        lines += [f"\\echo '{echoed(f'{file.name}: {len(file.segments)} segments')}'", *body, ""]
        after = f"Next: psql -X -q -f {head.following}" if head.following else "Everything is taken back."
        lines += [f"\\echo '{echoed(f'{file.name}: done. {after}')}'", ""]
        return "\n".join(fit(lines))

    def _segment(self, segment: Segment, number: int, count: int) -> Iterator[str]:
        what = f"{number} of {count}"
        yield ""
        yield f"-- {'=' * (WIDTH - 3)}"
        yield from self._about(segment, what)
        yield from self._settings(segment)
        yield from self._done(segment)
        label = f"{what:>{2 * len(str(count)) + 4}}  {echoed(middle(one_line(segment.what), _NAMED))}"
        yield "\\if :planner_done"
        yield f"\\echo :planner_time '{label}: done already'"
        yield "\\else"
        yield f"\\echo :planner_time '{label}'"
        yield f"\\echo '          {_told(segment.steps[0].title)}'"
        yield from self._work(segment)
        yield "\\endif"

    def _about(self, segment: Segment, what: str) -> Iterator[str]:
        """Yield the comment of a segment: its steps, locks, hazards and its way back."""
        yield from comments(one_line(f"{what}: {segment.what}"))
        for step in segment.steps:
            yield from comments(one_line(f"  {step.title} [{step.id}]"))
        for lock in segment.locks():
            yield from comments(one_line(lock_words(lock, self._lock_of(segment))))
        for step in segment.steps:
            for hazard in step.hazards:
                yield from comments(one_line(f"Hazard {hazard.name}: {hazard.text}"))
        back = segments_back(segment, self.ways) if self.ways else ()
        if back and segment.phase in self.undone:
            yield from comments(f"Undo: {self.undone[segment.phase]}")
        for undone in (step for one in back for step in one.steps):
            for hazard in undone.hazards:
                if hazard.name == LOSS:
                    yield from comments(one_line(f"Undo loses: {hazard.text}"))

    def _lock_of(self, segment: Segment) -> float:
        return self.session.limit(segment)

    def _settings(self, segment: Segment) -> Iterator[str]:
        """Yield the settings that this segment needs and the segment before it did not have."""
        filling = segment.mode is Mode.BATCHES
        begun = self.filling is not None
        if filling and self.filling is not True:
            for name in FORMATS if begun else ():
                yield from ("-- as the session began, for the application's triggers", f"RESET {name};")
            for name, value in BACKFILL_SETTINGS.items():
                yield f"-- {_FILLS if '.' in name else 'parents are found by their key'}"
                yield set_line(name, value)
        if not filling and self.filling is not False:
            for name in BACKFILL_SETTINGS if begun else ():
                yield from ("-- the backfill is over", f"RESET {name};")
            for name, value in FORMATS.items():
                yield from ("-- values have the same text in every session", set_line(name, value))
        self.filling = filling
        if self.lock != self._lock_of(segment):
            self.lock = self._lock_of(segment)
            alone = self.lock == self.session.alone
            yield f"-- the longest wait for a lock: {'nobody queues behind this one' if alone else 'others wait as long'}"
            yield f"SET lock_timeout = {round(self.lock * 1000)};"

    def _done(self, segment: Segment) -> Iterator[str]:
        done = self.shorthand.text(AllOf(tuple(step.done for step in segment.steps)), "  ")
        yield "-- is it done already?"
        time = "pg_catalog.to_char(pg_catalog.clock_timestamp(), 'HH24:MI:SS') AS planner_time"
        yield f"SELECT {time},\n  {done}\n  AS planner_done \\gset"

    def _work(self, segment: Segment) -> Iterator[str]:
        match segment.mode:
            case Mode.TRANSACTION:
                yield "-- all of this segment, or nothing"
                yield "BEGIN;"
                for node in lock_statements(segment, self.catalog):
                    yield from commented(build.render(node), "")
                yield from _steps(segment.steps)
                yield "-- until here"
                yield "COMMIT;"
            case Mode.ALONE:
                yield from _steps(segment.steps)
            case Mode.BATCHES:
                for step in segment.steps:
                    yield from _filling(step)


def _steps(steps: Iterable[Step]) -> Iterator[str]:
    for step in steps:
        yield from step_lines(step)


_FILLS = "the write guard does not look up again what the backfill found"


def _told(text: str) -> str:
    """Return a text for `\\echo`, cut so that the line of the file is not longer than the others."""
    return echoed(cut(one_line(text), _TOLD))


_TOLD = 100
_NAMED = 70
"""The room for the name of a segment, beside the time, the number, and whether it is done."""


def _filling(step: Step) -> Iterator[str]:
    """Yield the loop of a backfill, and the statements that record its end, each below its comment."""
    title, *statements = list(backfill_lines(step)) or [""]
    if title:
        yield from comments(title.removeprefix("--").strip())[:1]
    for number, text in enumerate(statements):
        if number:
            yield "-- planner's record: every row has its tenant"
        yield recorded_lines(text.removesuffix(";")) + ";" if number else wrapped(text)
