"""The sessions of a log: the transaction, the role, the search_path and the tenant of each, as far as its statements say."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from planner.application.control import Event, Set
from planner.application.logs.calls import Told

MOST = 10_000
"""The number of sessions that planner follows at a time. Beyond it, the oldest is forgotten."""


_REMEMBERED = 16
"""The number of calls. The plan of a prepared statement comes when the next one, or COMMIT, closes its portal."""


@dataclass(slots=True)
class Waiting:
    """A call that one setting of the server has told of."""

    text: int
    """The hash of its text, which may be long."""
    parts: int
    """The number of its statements that another setting may still tell of: auto_explain tells of each."""


@dataclass(slots=True)
class Session:
    """One session. Settings of the transaction go before those of the session."""

    whole: bool = False
    """The log has the session from its begin on."""
    transaction: bool = False
    migrating: bool = False
    """The transaction has changed the schema, or a migration tool's table."""
    local: dict[str, str | None] = field(default_factory=dict)
    lasting: dict[str, str | None] = field(default_factory=dict)
    sets_locally: bool = False
    """The session has set the tenant for a transaction: it does so for each."""
    waiting: dict[Told, deque[Waiting]] = field(default_factory=dict)
    """The last calls, by the setting of the server that told of them: another setting may tell of them too."""
    facts: tuple[str, str, bool, str | None] | None = None
    """The role, the first schema, whether there surely is no tenant, and the tenant, until the next change of a setting."""

    def again(self, text: str, told: Told, parts: int) -> bool:
        """Return whether another setting of the server has told of this call before."""
        waiting, hashed = self.waiting, hash(text)
        alone = len(waiting) == 0 or (len(waiting) == 1 and told in waiting and told is not Told.PLAN)
        for other, calls in () if alone else waiting.items():
            if other is not told or (told is Told.PLAN and parts > 1):
                for call in calls:
                    if call.text == hashed:
                        call.parts -= 1
                        if call.parts <= 0:
                            calls.remove(call)
                        return True
        expected = parts - 1 if told is Told.PLAN else parts
        if expected or told is Told.PLAN:
            self.waiting.setdefault(told, deque(maxlen=_REMEMBERED)).append(Waiting(hashed, max(expected, 1)))
        return False

    def value(self, name: str) -> str | None:
        """Return a setting; an empty text when it is not set, None when only the server knows the value."""
        return self.local[name] if name in self.local else self.lasting.get(name, "")

    def apply(self, event: Event | None, sets: Iterable[Set], tenant: str | None) -> None:
        """Follow one statement of control."""
        self.facts = None
        for one in sets:
            (self.local if one.local else self.lasting)[one.name] = one.value
            self.sets_locally = self.sets_locally or (one.local and one.name == tenant)
            if one.name == "session_authorization":
                self.lasting.pop("role", None)
        match event:
            case Event.BEGIN:
                self.transaction = True
            case Event.END:
                self.transaction = False
                self.done()
            case Event.RESET:
                self.lasting.clear()
                self.local.clear()

    def done(self) -> None:
        """End a statement outside of a transaction, or the transaction: settings for a transaction are gone."""
        if not self.transaction:
            self.migrating = False
            if self.local:
                self.local.clear()
                self.facts = None

    def unset(self, tenant: str) -> bool:
        """Return whether the session surely has no tenant."""
        return (self.whole or self.sets_locally) and self.value(tenant) == ""


@dataclass(slots=True)
class Sessions:
    """The sessions by id."""

    _by_id: dict[str, Session] = field(default_factory=dict)

    def of(self, id_: str, *, first: bool) -> Session:
        """Return a session; a new one at the first entry of a session."""
        found = self._by_id.get(id_)
        if found is None or first:
            found = Session(whole=first)
            self._by_id.pop(id_, None)
            self._by_id[id_] = found
            if len(self._by_id) > MOST:
                del self._by_id[next(iter(self._by_id))]
        return found

    def end(self, id_: str) -> None:
        self._by_id.pop(id_, None)
