"""Keep databases in states that take long to reach. Each state is reached once and copied for each test."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from harness.cases import load_case
from harness.databases import Database, fresh_database
from harness.runs import Walk
from harness.servers import Server


@dataclass(slots=True)
class Templates:
    """The originals of one server. A copy takes as long as an empty database does."""

    server: Server
    _originals: dict[Hashable, Database] = field(default_factory=dict)
    _stack: ExitStack = field(default_factory=ExitStack)

    @contextmanager
    def copy(self, key: Hashable, make: Callable[[Database], object]) -> Iterator[Database]:
        """Yield a copy of the database that `make` brings into its state, once for each key."""
        if key not in self._originals:
            original = self._stack.enter_context(fresh_database(self.server))
            make(original)
            self._originals[key] = original
        with fresh_database(self.server, self._originals[key].name) as database:
            yield database

    @contextmanager
    def applied(self, case: Path) -> Iterator[Walk]:
        """Yield an applied golden case, in its own copy."""
        with self.copy(case, lambda original: load_case(case, original).apply().must()) as database:
            yield Walk(case / "plan.yaml", database)

    def close(self) -> None:
        """Drop the originals."""
        self._stack.close()
