"""A rehearsal: apply under a load, verify, rollback and the same schema again, each measured."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from planner.catalog.model import Catalog
from planner.diff import undo
from planner.errors import PlannerError, Refused, Unfinished
from planner.execution.connection import Connection
from planner.execution.events import Reporter
from planner.execution.session import Settings, connect
from planner.names import QName
from planner.plan.load import LoadedPlan
from planner.rehearse import dumps
from planner.rehearse.load import Load, LoadReport
from planner.rehearse.measured import Measured, Meter, last_run, with_locks
from planner.rehearse.model import Model, Range, Size, Sizes, Timed
from planner.rehearse.replaying import Found
from planner.rehearse.source import Source, settings_of
from planner.run.apply import Run
from planner.run.final_check import check_rows
from planner.run.prepare import Prepared, prepare_apply, prepare_rollback
from planner.run.project import look, open_reading, snapshot
from planner.run.so_far import so_far
from planner.run.verify import verify
from planner.sql.spelling import shell_word
from planner.steps.checks import Result
from planner.target.phase import PHASES, Phase

EMBEDDED = "embedded"
"""The place that is a clone of planner's own."""
BEFORE = 1.0
"""Seconds of load before the run begins."""
LINES = 20
"""The lines of a difference between two dumps that are kept."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the rehearsal: whether it went well, its seconds, and why not."""

    ok: bool
    seconds: float = 0.0
    why: tuple[str, ...] = ()
    tried: bool = True


@dataclass(frozen=True, slots=True)
class Where:
    """A database in its cluster. A cluster that the role may not ask for is None."""

    cluster: str | None = None
    oid: int = 0


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a rehearsal has found."""

    on: str
    """`embedded`, or the copy in words."""
    phases: tuple[Phase, ...]
    server: str
    """The version of the copy's server."""
    settings: Mapping[str, str]
    rows: Mapping[QName, Sizes]
    measured: tuple[Measured, ...]
    predicted: tuple[Range, ...]
    apply: Stage
    verify: Stage
    rollback: Stage
    same_schema: Stage
    checks: float = 0.0
    """Seconds of apply beside its segments: the look before, and the check of all rows at the end."""
    load: LoadReport = field(default_factory=LoadReport)
    load_back: LoadReport = field(default_factory=LoadReport)
    """The load during the rollback."""
    replayed: str = ""
    """What the load consists of, in words."""
    notes: tuple[str, ...] = ()
    source: Where = field(default_factory=Where)

    @property
    def timed(self) -> list[Timed]:
        """Return the segments as the model sees them."""
        return [Timed(one.phase, one.relation, one.work, one.seconds) for one in self.measured]

    @property
    def green(self) -> bool:
        """Return whether nothing speaks against the real run."""
        stages = (self.apply, self.verify, self.rollback, self.same_schema)
        return all(stage.ok for stage in stages) and not self.load.failed and not self.load_back.failed

    @property
    def stays(self) -> tuple[str, ...]:
        """Return what stays in a copy that the user named, in sentences."""
        if self.on == EMBEDDED:
            return ()
        wrote = ("What the load wrote stays in the copy.",) if self.load.statements or self.load_back.statements else ()
        return wrote if self.rollback.tried else (*wrote, "The copy stays as the run left it.")


@dataclass(slots=True)
class Rehearsing:
    """One rehearsal on a copy of the source that is ready."""

    loaded: LoadedPlan
    source: Source
    dsn: str
    """The copy, as the role that runs."""
    phases: tuple[Phase, ...]
    reporter: Reporter
    tell: Callable[[str], None]
    load: Callable[[Catalog], Found]
    rate: float
    on: str
    pg_dump: str
    notes: tuple[str, ...] = ()
    applied: bool = False
    """The apply has ended, so that the copy may be left converted from here on."""
    _folder: Path = field(default_factory=Path)

    def go(self) -> Rehearsal:
        """Rehearse. Raise Refused for what apply refuses; what stops a run later is a result."""
        with ExitStack() as stack:
            self._folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="planner-rehearse-")))
            look_on = stack.enter_context(connect(self.dsn, Settings(read_only=True)))
            before = self._catalog()
            found = self.load(before)
            self.tell(f"Load: {found.words}")
            dump = dumps.schema_dump(self.pg_dump, self.dsn, self._folder)
            meter, earlier = Meter(self.reporter, look_on), last_run(look_on)
            ran, load, checks = self._apply(meter, found)
            self.applied = True
            measured = with_locks(meter.found, look_on, earlier)
            proven = self._verify() if ran.ok else Stage(ok=True, tried=False)
            back, load_back = self._back(before, found, look_on)
            same = self._same(dump) if back.tried and back.ok else Stage(ok=back.ok, tried=False)
            sizes = _sizes(before, self.source.whole)
            result = Rehearsal(
                self.on,
                self.phases,
                before.server.version_text,
                settings_of(look_on),
                sizes,
                tuple(measured),
                (),
                ran,
                proven,
                back,
                same,
                checks,
                load,
                load_back,
                found.words,
                self.notes,
            )
        predicted = Model.of(result.timed, sizes).predict_all(result.timed, sizes)
        return replace(result, predicted=tuple(predicted))

    def _catalog(self) -> Catalog:
        with open_reading(self.loaded, self.dsn) as connection:
            return snapshot(connection, self.loaded)

    def _apply(self, meter: Meter, found: Found) -> tuple[Stage, LoadReport, float]:
        """Run apply under the load. Return how it went, what the load met, and the seconds beside the segments."""
        prepare = prepare_apply(self.loaded, self.phases, None)
        name = "apply" if self.phases == PHASES else f"apply --phase {','.join(self.phases)}"
        ran, load = self._under_load(name, prepare, meter, found, checked=True)
        return ran, load, max(0.0, ran.seconds - sum(one.seconds for one in meter.found))

    def _under_load(
        self,
        command: str,
        prepare: Callable[[Connection], Prepared],
        reporter: Reporter,
        found: Found,
        *,
        checked: bool,
    ) -> tuple[Stage, LoadReport]:
        """Run a command under the load, with the check of all rows after an apply."""
        run = Run(self.loaded, self.dsn, command, prepare, reporter, lambda prepared, connection: None)
        run.last = check_rows if checked else None
        load = Load(found.dsns, found.replays, self.rate)
        with load:
            if found.replays:
                time.sleep(BEFORE)
            started = time.monotonic()
            try:
                run.go()
                stage = Stage(ok=True, seconds=time.monotonic() - started)
            except PlannerError as error:
                if run.interrupt.asked:
                    raise KeyboardInterrupt from error
                if not isinstance(error, Unfinished):
                    raise
                stage = Stage(ok=False, seconds=time.monotonic() - started, why=_words(error))
            report = load.stop()
        return stage, report

    def _verify(self) -> Stage:
        """Verify. An error is a finding, so that the rollback still runs."""
        self.tell("verify")
        started = time.monotonic()
        try:
            found = self._findings()
        except PlannerError as error:
            found = _words(error)
        return Stage(ok=not found, seconds=time.monotonic() - started, why=found)

    def _findings(self) -> tuple[str, ...]:
        with open_reading(self.loaded, self.dsn) as connection:
            view = look(connection, self.loaded, tolerant=True)
            results: list[Result] = list(verify(connection, view))
            if view.diff().segments:
                results = list(so_far(connection, view, results, self.phases[-1]))
        return tuple(f"{one.relation}: {one.title}: {one.detail}" for one in results if one.finding)

    def _back(self, before: Catalog, found: Found, look_on: Connection) -> tuple[Stage, LoadReport]:
        """Take back what this rehearsal has done, if the state before was the end of a phase."""
        to = self.kept
        if before.planner_schema and undo(before, to):
            why = "planner stopped in the middle of a phase in the source, so that the way back leads elsewhere"
            return Stage(ok=True, tried=False, why=(why,)), LoadReport()
        self.tell(f"rollback --to {to or 'none'}")
        try:
            stage, load = self._under_load(
                f"rollback --to {to or 'none'}", prepare_rollback(self.loaded, to), self.reporter, found, checked=False
            )
        except PlannerError as error:
            stage, load = Stage(ok=False, why=_words(error)), LoadReport()
        if not stage.ok and self.on != EMBEDDED:
            stage = replace(stage, why=(*stage.why, f"the copy may be left converted; {self.way_back}"))
        return stage, load

    @property
    def way_back(self) -> str:
        """Return how to take the run back in a copy, in words."""
        back = f"planner rollback {shell_word(Path(self.loaded.file))} --dsn … --to {self.kept or 'none'} --confirm"
        return f"take the run back in the copy: {back}; or make the copy anew"

    @property
    def kept(self) -> Phase | None:
        """Return the last phase that was complete in the source."""
        missing = {step.phase for step in self.source.view.diff().steps}
        if not self.source.view.catalog.planner_schema:
            return None
        complete: Phase | None = None
        for phase in self.source.view.phases:
            if phase in missing:
                break
            complete = phase
        return complete

    def _same(self, before: str) -> Stage:
        try:
            after = dumps.schema_dump(self.pg_dump, self.dsn, self._folder)
        except PlannerError as error:
            return Stage(ok=False, why=_words(error))
        if self.kept is not None:  # A foreign key of a phase that stays has been validated meanwhile, and stays so.
            before, after = (text.replace(" NOT VALID;", ";") for text in (before, after))
        if after == before:
            return Stage(ok=True)
        from difflib import unified_diff

        lines = unified_diff(before.splitlines(), after.splitlines(), "before", "after", lineterm="", n=0)
        return Stage(ok=False, why=tuple(line for line, _ in zip(lines, range(LINES), strict=False)))


def _words(error: PlannerError) -> tuple[str, ...]:
    return (error.message, *error.details)


def _sizes(here: Catalog, there: Catalog) -> dict[QName, Sizes]:
    """Return the sizes of the tables that both databases have."""
    return {
        name: Sizes(Size(one.rows, one.pages), Size(there.relations[name].rows, there.relations[name].pages))
        for name, one in here.relations.items()
        if one.is_table() and name in there.relations
    }


def refuse_other_schema(copy: Mapping[str, str], here: Mapping[str, str]) -> None:
    """Raise Refused when the copy's schema is not that of the source."""
    differ = sorted(name for name in {*here, *copy} if here.get(name) != copy.get(name))
    if differ:
        raise Refused(
            f"the schema of the copy is not that of the source: {', '.join(differ[:5])} differ; nothing was changed",
            hint="bring the copy up to date: a rehearsal on another schema proves nothing",
        )
