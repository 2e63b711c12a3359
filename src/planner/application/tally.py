"""Count the calls of each statement of a log. Only a new statement costs more than a look into a table, and memory does
not grow with the log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from planner.application.comments import source_of
from planner.application.control import Event, Kind, event_of, kind_of, settings_of
from planner.application.logs.calls import Call, Told, call_of, parameters_of
from planner.application.logs.entry import Entry
from planner.application.normal import normal, parseable, statements, without_last_comment
from planner.application.sessions import Session, Sessions
from planner.application.statements import Statement, is_planners
from planner.errors import Place

MOST_FORMS = 20_000
"""The number of different statements that planner keeps."""
_MOST_TEXTS = 5_000
"""The number of texts whose normal forms are kept. A text is a normal form with its values."""
_LONG = 4_000
"""Characters. A longer text is neither kept nor parsed with its values."""
_SOURCES, _PARAMETERS, _LOOKED_AT = 3, 3, 50
_QUICK = 0.2
"""Milliseconds. A log with such calls leaves out none for being short, so that BEGIN and SET are in it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The entries that count. An empty `database` takes those of all databases."""

    database: str
    roles_out: frozenset[str] = frozenset()
    applications_out: frozenset[str] = frozenset()
    tenant: str | None = None
    """The setting that holds the tenant."""
    schemas: tuple[str, ...] = ("public",)
    """The schemas of the plan; the first one is that of names without a schema."""


@dataclass(slots=True)
class Left:
    """The calls that are left out, by reason."""

    planner: int = 0
    migrations: int = 0
    control: int = 0
    excluded: int = 0
    databases: Counter[str] = field(default_factory=Counter)
    beyond: int = 0
    """Calls of statements beyond `MOST_FORMS`."""


@dataclass(slots=True)
class Use:
    """The calls of one statement."""

    form: str
    sample: str
    first: str
    place: Place
    calls: int = 0
    milliseconds: float = 0.0
    timed: int = 0
    rows: float = 0.0
    counted: int = 0
    unset: int = 0
    sources: list[str] = field(default_factory=list)
    parameters: list[str] = field(default_factory=list)
    tenants: list[str | None] = field(default_factory=list)
    roles: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Form:
    """One statement, whatever its values are."""

    form: str
    kind: Kind
    event: Event | None
    sets: bool
    """The statement may change settings."""
    own: bool
    """The statement is planner's own."""

    @classmethod
    def of(cls, form: str) -> _Form:
        kind = kind_of(form)
        sets = "set_config" in form or (kind is Kind.CONTROL and form[:5].upper().startswith(("SET ", "RESET")))
        return cls(form, kind, event_of(form), sets, is_planners(form))


class Tally:
    """The counter of calls."""

    def __init__(self, wanted: Wanted) -> None:
        self.left = Left()
        self.calls = 0
        self._wanted = wanted
        self._sessions = Sessions()
        self._uses: dict[tuple[str, str], Use] = {}
        self._texts: dict[str, Sequence[tuple[_Form, str]]] = {}
        self._by_form: dict[str, _Form] = {}
        self._last: dict[str, Use] = {}
        self._tenants = self._controls = 0
        self._shortest = float("inf")
        self._untimed = False

    def read(self, file: str, entries: Iterable[Entry]) -> None:
        """Count the calls of a log."""
        for entry in entries:
            call = call_of(entry)
            if isinstance(call, Call):
                self._called(call, entry, file)
            elif call is not None:
                self._timed(entry.session, call)
            elif entry.message.startswith("disconnection: "):
                self._sessions.end(entry.session)
                self._last.pop(entry.session, None)
            elif entry.first:
                self._sessions.of(entry.session, first=True)

    @property
    def follows_tenants(self) -> bool:
        """Return whether the log shows who sets the tenant: it has transactions, and the setting."""
        complete = self._untimed or self._shortest < _QUICK
        return bool(self._tenants and self._controls and complete)

    def statements(self) -> Iterator[Statement]:
        """Yield the statements, each once, with what is known of its calls."""
        follows = self.follows_tenants
        for use in self._uses.values():
            yield Statement(
                name=str(use.place).removesuffix(":1"),
                text=use.form,
                calls=use.calls,
                milliseconds=use.milliseconds / use.timed if use.timed else None,
                rows=round(use.rows) if use.counted else None,
                sample=use.sample,
                sources=tuple(use.sources),
                place=use.place,
                roles=tuple(sorted(use.roles)),
                first=use.first,
                unset=use.unset if follows else 0,
                parameters=tuple(use.parameters),
                tenants=tuple(use.tenants),
            )

    def _timed(self, session: str, milliseconds: float) -> None:
        self._shortest = min(self._shortest, milliseconds)
        use = self._last.pop(session, None)
        if use is not None:
            use.milliseconds += milliseconds
            use.timed += 1

    def _called(self, call: Call, entry: Entry, file: str) -> None:
        session = self._sessions.of(entry.session, first=entry.first)
        forms = self._forms(call.text)
        parts = 1 if len(forms) == 1 else sum(one.kind is Kind.QUERY for one, _ in forms)
        if session.again(call.text, call.told, parts):
            self._more(call, forms, session)
            return
        self.calls += 1
        if call.told is Told.STATEMENT:
            self._untimed = self._untimed or call.milliseconds is None
        if call.milliseconds is not None:
            self._shortest = min(self._shortest, call.milliseconds)
        if self._excluded(entry, session):
            return
        for one, text in forms:
            self._one(one, text, call, entry, session, file)
        session.done()

    def _more(self, call: Call, forms: Sequence[tuple[_Form, str]], session: Session) -> None:
        """Add what a second entry says of a call that is counted: the rows of a plan."""
        use = self._uses.get((forms[0][0].form, (session.facts or self._facts(session))[1])) if forms else None
        if use is None or len(forms) > 1:
            return
        if call.rows is not None:
            use.rows += call.rows
            use.counted += 1

    def _excluded(self, entry: Entry, session: Session) -> bool:
        wanted, left = self._wanted, self.left
        if wanted.database and entry.database and entry.database != wanted.database:
            left.databases[entry.database] += 1
            return True
        if entry.application == "planner" or entry.application.startswith("planner "):
            left.planner += 1
            return True
        if entry.user in wanted.roles_out or entry.application in wanted.applications_out:
            left.excluded += 1
            return True
        role = session.value("role") if wanted.roles_out else None
        if role and role in wanted.roles_out:
            left.excluded += 1
            return True
        return False

    def _forms(self, text: str) -> Sequence[tuple[_Form, str]]:
        """Return the statements of a text, each with its own text. Most texts have one."""
        text = without_last_comment(text)
        found = self._texts.get(text)
        if found is not None:
            return found
        form = normal(text)
        one = self._form(form)
        if ";" not in form or one.kind is Kind.MIGRATION:
            found = ((one, text),) if form else ()
        else:
            found = tuple((self._form(normal(part)), part) for part in statements(text))
        if len(text) <= _LONG:
            if len(self._texts) >= _MOST_TEXTS:
                self._texts.clear()
            self._texts[text] = found
        return found

    def _form(self, form: str) -> _Form:
        found = self._by_form.get(form)
        if found is None:
            if len(self._by_form) >= 2 * MOST_FORMS:
                self._by_form.clear()
            found = self._by_form[form] = _Form.of(form)
        return found

    def _one(self, one: _Form, text: str, call: Call, entry: Entry, session: Session, file: str) -> None:
        left = self.left
        if one.sets:
            sets = settings_of(text, parameters_of(call.parameters) or {})
            self._tenants += any(s.name == self._wanted.tenant and s.value != "" for s in sets)
            session.apply(one.event, sets, self._wanted.tenant)
        elif one.event is not None:
            session.apply(one.event, (), None)
        if one.own:
            left.planner += 1
        elif one.kind is Kind.CONTROL:
            self._controls += one.event is not None
            left.control += 1
        elif one.kind is Kind.MIGRATION or session.migrating:
            session.migrating = True
            left.migrations += 1
        else:
            self._count(one, text, call, entry, session, file)

    def _count(self, one: _Form, text: str, call: Call, entry: Entry, session: Session, file: str) -> None:
        role, first, unset, tenant = session.facts or self._facts(session)
        use = self._uses.get((one.form, first))
        if use is None:
            if len(self._uses) >= MOST_FORMS:
                self.left.beyond += 1
                return
            sample = text if len(text) <= _LONG else parseable(one.form)
            use = self._uses[one.form, first] = Use(one.form, sample, first, Place(file, entry.line, 1))
        use.calls += 1
        role = role or entry.user
        use.roles[role] = use.roles.get(role, 0) + 1
        use.unset += unset
        if call.milliseconds is not None:
            use.milliseconds += call.milliseconds
            use.timed += 1
        else:
            self._last[entry.session] = use
            if len(self._last) > _MOST_TEXTS:
                self._last.clear()
        if call.rows is not None:
            use.rows += call.rows
            use.counted += 1
        if use.calls <= _LOOKED_AT:
            _remember(use, call, entry, tenant)

    def _facts(self, session: Session) -> tuple[str, str, bool, str | None]:
        """Return what the settings of a session say, until the next change."""
        wanted = self._wanted
        role = session.value("role") or session.value("session_authorization") or ""
        unset = wanted.tenant is not None and session.unset(wanted.tenant)
        tenant = (session.value(wanted.tenant) or None) if wanted.tenant is not None else None
        session.facts = role, self._first(session), unset, tenant
        return session.facts

    def _first(self, session: Session) -> str:
        """Return the schema of names without a schema: the first of the session's search_path that the plan manages."""
        path = session.value("search_path")
        for name in (path or "").split(","):
            bare = name.strip().strip("\"'")
            if bare in self._wanted.schemas:
                return bare
        return self._wanted.schemas[0]


def _remember(use: Use, call: Call, entry: Entry, tenant: str | None) -> None:
    """Keep a few sources and parameters of a statement."""
    if len(use.sources) < _SOURCES:
        source = source_of(call.text) or _function(entry.context)
        if source is not None and source not in use.sources:
            use.sources.append(source)
    if not use.parameters or (len(use.parameters) < _PARAMETERS and call.parameters not in use.parameters):
        use.parameters.append(call.parameters)
        use.tenants.append(tenant)


def _function(context: str) -> str | None:
    """Return the function that ran a statement, as auto_explain.log_nested_statements shows it."""
    last = context.rpartition("\n")[2]
    return f"in {last}" if last.startswith(("SQL function", "PL/pgSQL function")) else None
