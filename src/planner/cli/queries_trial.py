"""`planner queries --as-role`: run recorded SELECTs under policies, on the database or on a copy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from planner.cli.options import tell
from planner.names import in_line

if TYPE_CHECKING:
    from planner.application.verdicts import Verdicts
    from planner.execution.connection import Connection
    from planner.run.as_role import Replayed
    from planner.run.project import View

LISTED = 20
"""The number of statements that were not run, and are named."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What --as-role asks for."""

    role: str
    tenant: str
    clone: str | None
    most: int

    def run(
        self, connection: Connection, view: View, verdicts: Verdicts, dsn: str | None
    ) -> tuple[Verdicts, list[str]]:
        """Return the verdicts with the SELECTs whose result changes, and notes about the others."""
        from planner.run.as_role import replay, replay_on_clone
        from planner.run.identity import identity
        from planner.tenants.closed import find_tenant

        reads = sorted(verdicts.reads, key=lambda read: (-(read[0].calls or 0), -(read[0].rows or 0)))
        if self.clone is None:
            tenant = find_tenant(connection, view.state, self.tenant)
            replayed = replay(dsn, view, reads, self.role, tenant, self.most)
        else:
            with _of_clone(connection, view, self.clone) as (copied, its_view):
                tenant = find_tenant(copied, its_view.state, self.tenant)
            replayed = replay_on_clone(self.clone, identity(connection), its_view, reads, self.role, tenant, self.most)
        return verdicts.more(replayed.changed), list(_notes(replayed, self.role, tenant))


def trial_of(role: str | None, tenant: str | None, clone: str | None, most: int) -> Trial | None:
    """Return the trial that the options ask for; None without --as-role. Raise BadParameter for half of the options."""
    if role is None:
        for name, value in (("--tenant", tenant), ("--on-clone", clone)):
            if value is not None:
                raise typer.BadParameter("it needs --as-role ROLE", param_hint=name)
        return None
    if tenant is None:
        raise typer.BadParameter("it needs --tenant ID", param_hint="--as-role")
    return Trial(role, tenant, clone, most)


@contextmanager
def _of_clone(connection: Connection, view: View, clone: str) -> Iterator[tuple[Connection, View]]:
    from planner.run.identity import identity, refuse_same
    from planner.run.project import look, open_reading

    with open_reading(view.loaded, clone) as copied:
        refuse_same(identity(connection), identity(copied), option="--on-clone", instead="")
        its_view = look(copied, view.loaded, tolerant=True)
        lacking = [name for name in its_view.tenancy.tables if not its_view.catalog.relations[name].rls]
        if lacking:
            tell(
                f"On the copy {in_line(copied.database)}: policies are made in one transaction, and rolled back. Until then, "
                f"ACCESS EXCLUSIVE locks are held on {len(lacking)} tables there."
            )
        yield copied, its_view


def _notes(replayed: Replayed, role: str, tenant: str) -> Iterator[str]:
    ran = replayed.same + len(replayed.changed)
    yield f"{ran} SELECTs ran as {role} in tenant {tenant} and without policies: {len(replayed.changed)} have another result."
    reasons = Counter(one.reason for one in replayed.not_run)
    if reasons:
        said = ", ".join(f"{number} × {in_line(reason)}" for reason, number in reasons.most_common(LISTED))
        yield f"Not run: {said}."
        unknown = [one for one in replayed.not_run if one.reason == "parameters unknown"]
        for one in unknown[:LISTED]:
            yield f"  parameters unknown: {in_line(' '.join(one.statement.text.split()))[:100]}"
    if replayed.beyond:
        yield f"Not run: {replayed.beyond} more, since --most says how many."
