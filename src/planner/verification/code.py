"""Find the functions and triggers that show the application the rows of all tenants, or act on them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from planner.catalog.access import Function
from planner.catalog.fingerprint import GUARD
from planner.catalog.model import Relation
from planner.catalog.owned import OwnedKind
from planner.catalog.parts import Trigger
from planner.catalog.words import TriggerFiring
from planner.names import QName
from planner.sql.spelling import sql_name
from planner.steps.checks import CatalogCheck, Weight
from planner.tenancy.trusted import Subject
from planner.verification.answers import Found
from planner.verification.findings import grantee_name, is_the_applications, leak, others, some, who
from planner.verification.reach import Reach
from planner.verification.readers import Readers

_NAME = r'(?:"[^"]+"|[\w$]+)'
_WRITTEN = re.compile(
    rf"\b(?:insert\s+into|merge\s+into|update(?:\s+only)?|copy)\s+((?:{_NAME}\s*\.\s*)?{_NAME})", re.IGNORECASE
)
_NOTIFIES = re.compile(r"\bpg_notify\s*\(|\bnotify\s+\w", re.IGNORECASE)
_RUN_TIME = re.compile(r"\bexecute\b", re.IGNORECASE)


class Code:
    """The functions of all schemas, and the triggers that call them."""

    def __init__(self, reach: Reach, readers: Readers) -> None:
        self._reach = reach
        self._readers = readers
        self._catalog = reach.catalog
        self._rls = reach.rls
        self._tenants = reach.state.tenancy.tenants.relation

    def found(self) -> Iterator[Found]:
        """Yield a finding for each piece of code with which the application comes past the policies."""
        for function in (*self._catalog.functions, *self._catalog.access.functions):
            yield from self._leakproof(function)
            yield from self._definer(function)
            yield from self._sets_tenant(function)
        for relation in self._catalog.relations.values():
            for trigger in relation.triggers:
                if trigger.enabled is not TriggerFiring.DISABLED and not trigger.inherited:
                    yield from self._trigger(relation, trigger.name, trigger.events, trigger.function)
                    yield from self._carried(relation, trigger)
                    yield from self._told(relation, trigger)
        for other in self._catalog.access.triggers:
            beside = self._reach.relations.get(other.relation)
            if beside is not None:
                yield from self._trigger(beside, other.name, other.events, other.function)
        yield from self._at_events()
        yield from self._of_the_server()

    # Functions that are called

    def _leakproof(self, function: Function) -> Iterator[Found]:
        if function.leakproof and function.name != self._rls.helper and self._others(function.executors):
            check = leak(
                "function", self._tenants, _title(function),
                "LEAKPROOF: the server lets it see rows before policies do: ALTER FUNCTION … NOT LEAKPROOF",
            )  # fmt: skip
            yield Found(check, subject(function))

    def _definer(self, function: Function) -> Iterator[Found]:
        callers = self._others(function.executors)
        if not function.definer or function.trigger or not callers:
            return
        shown, unknown = self._reach.reached(function)
        calling = ", ".join(who(caller) for caller in callers)
        if shown:
            check = leak(
                "function", min(shown), _title(function),
                f"SECURITY DEFINER: it reads {some(shown)} as {some(shown.values())}, whom policies do not bind, and "
                f"{calling} may call it: SECURITY INVOKER, or REVOKE EXECUTE",
            )  # fmt: skip
            yield Found(check, subject(function))
        elif unknown:
            check = leak(
                "function", self._tenants, _title(function),
                f"SECURITY DEFINER: it runs as {function.owner}, whom policies do not bind, {unknown}, and "
                f"{calling} may call it: SECURITY INVOKER, or REVOKE EXECUTE",
            )  # fmt: skip
            yield Found(check, subject(function))

    def _sets_tenant(self, function: Function) -> Iterator[Found]:
        """Yield a finding for a function that runs with a tenant of its own (CREATE FUNCTION … SET)."""
        setting = next(
            (one for one in function.config if one.partition("=")[0].lower() == self._rls.setting.lower()), None
        )
        callers = self._others(function.executors)
        if setting is not None and function.name != self._rls.helper and (callers or function.trigger):
            check = leak(
                "function", self._tenants, _title(function),
                f"it runs with SET {setting}, whichever tenant its caller has: "
                f"ALTER FUNCTION {function.name}({function.arguments}) RESET {self._rls.setting}",
            )  # fmt: skip
            yield Found(check, subject(function))

    # Triggers

    def _trigger(self, relation: Relation, name: str, events: Iterable[str], of: QName) -> Iterator[Found]:
        """Yield a finding for a trigger that acts on scoped tables with its owner's rights.

        Who fires a trigger needs no EXECUTE on its function. planner's own write guard compares only tenants.
        """
        if GUARD in name and relation.name in self._guarded:
            return
        function = self._definers.get(of)
        above = (
            [relation, *self._catalog.above(relation.name)] if relation.name in self._catalog.relations else [relation]
        )
        writers = self._others(grant.grantee for one in above for grant in one.grants if grant.privilege in events)
        if function is None or not writers:
            return
        shown, unknown = self._reach.reached(function)
        what = f"acts on {some(shown)}" if shown else f"runs {unknown.removeprefix('and it runs ')}"
        if shown or unknown:
            check = leak(
                "trigger", relation.name, f"trigger {name} acts on no other tenant's rows",
                f"SECURITY DEFINER: {function.name}() {what} as {some(shown.values()) or function.owner}, whom policies "
                f"do not bind, and {', '.join(who(writer) for writer in writers)} may fire it: SECURITY INVOKER",
            )  # fmt: skip
            yield Found(check, subject(function))

    def _carried(self, relation: Relation, trigger: Trigger) -> Iterator[Found]:
        """Yield a finding for a trigger that writes rows of tenants to where the application reads them all."""
        if self._reach.scoped(relation.name) is None or (GUARD in trigger.name and relation.name in self._guarded):
            return
        for written in self._written(trigger.source):
            readers = self._readers.unguarded_readers(written)
            if readers:
                check = leak(
                    "trigger", relation.name, f"trigger {trigger.name} takes no rows to where policies do not hold",
                    f"{trigger.function}() writes, or may write, to {written.name}, which has no policies, and "
                    f"{', '.join(map(who, readers))} may read {written.name}: REVOKE SELECT ON {sql_name(written.name)}, "
                    f"or list {written.name} as scoped",
                )  # fmt: skip
                yield Found(check, self._subject_of(trigger))

    def _told(self, relation: Relation, trigger: Trigger) -> Iterator[Found]:
        """Yield a note for a trigger that notifies: any session of the database may LISTEN."""
        if self._reach.scoped(relation.name) is not None and _NOTIFIES.search(trigger.source):
            check = CatalogCheck(
                "notify", relation.name, f"trigger {trigger.name} tells nobody of rows", ok=False,
                detail=f"{trigger.function}() notifies, and every session of the database may LISTEN: send no values of the row",
                weight=Weight.NOTE,
            )  # fmt: skip
            yield Found(check, self._subject_of(trigger))

    def _written(self, source: str) -> list[Relation]:
        """Return the relations that a source writes to. SQL that is made at run time may write to any exempt table."""
        names = dict.fromkeys(_WRITTEN.findall(source))
        found = {one.name: one for name in names for one in self._relations_called(name)}
        if _RUN_TIME.search(source):
            for exemption in self._reach.state.tenancy.exemptions:
                if exemption.relation in self._catalog.relations:
                    found[exemption.relation] = self._catalog.relations[exemption.relation]
        return list(found.values())

    def _subject_of(self, trigger: Trigger) -> Subject:
        known = (f for f in self._reach.functions.get(trigger.function.name.lower(), ()) if f.name == trigger.function)
        return next(map(subject, known), Subject("function", trigger.function))

    def _relations_called(self, text: str) -> Iterator[Relation]:
        """Yield the relations that a name in a source may mean: without a schema, those of any schema."""
        parts = [part.strip().strip('"').lower() for part in re.findall(_NAME, text)]
        for relation in self._by_name.get(parts[-1], ()):
            if len(parts) == 1 or relation.name.schema.lower() == parts[0]:
                yield relation

    def _at_events(self) -> Iterator[Found]:
        """Yield a finding for each event trigger that gives sessions a tenant, or that acts on scoped tables.

        Any role fires it: with a command such as CREATE TEMP TABLE, or by its login.
        """
        for trigger in self._catalog.access.event_triggers:
            for function in self._reach.functions.get(trigger.function.name.lower(), ()):
                if function.name != trigger.function:
                    continue
                shown, unknown = self._reach.reached(function) if function.definer else ({}, "")
                if self._rls.setting.lower() in function.source.lower():
                    what = f"it names {self._rls.setting}, so sessions may begin with a tenant: DROP EVENT TRIGGER"
                elif shown:
                    what = f"SECURITY DEFINER: it acts on {some(shown)} as {some(shown.values())}: SECURITY INVOKER"
                elif unknown:
                    what = f"SECURITY DEFINER: it runs as {function.owner}, {unknown}: SECURITY INVOKER"
                else:
                    continue
                check = leak(
                    "trigger", self._tenants, f"event trigger {trigger.name} acts on no tenant's rows",
                    f"any role fires {function.name}() ({trigger.event}), and {what}",
                )  # fmt: skip
                yield Found(check, subject(function))

    # The server's own

    def _of_the_server(self) -> Iterator[Found]:
        for function in self._catalog.access.server_leakproof:
            check = leak(
                "function", self._tenants, f"function {function} sees no other tenant's rows",
                "LEAKPROOF, and it is not so by itself: the server lets it see rows before policies do: "
                f"ALTER FUNCTION {function} NOT LEAKPROOF",
            )  # fmt: skip
            yield Found(check, None)
        for server, grantee in self._catalog.access.foreign_servers:
            if grantee == "public" or is_the_applications(grantee, self._catalog, self._rls):
                check = leak(
                    "foreign-server", self._tenants, f"{who(grantee)} makes no tables of foreign server {server}",
                    f"it has USAGE, and a user mapping connects it as a role that policies may not bind: "
                    f"REVOKE USAGE ON FOREIGN SERVER {sql_name(server)} FROM {grantee_name(grantee)}",
                )  # fmt: skip
                yield Found(check, None)
        for right in self._catalog.access.server_rights:
            if right.grantee == "public" or is_the_applications(right.grantee, self._catalog, self._rls):
                check = leak(
                    "server-right", self._tenants, f"{who(right.grantee)} has no rights on {right.what}",
                    f"it has {right.privilege}, which nobody has by itself, and no policy holds there: "
                    f"REVOKE {right.privilege} ON {right.what} FROM {grantee_name(right.grantee)}",
                )  # fmt: skip
                yield Found(check, None)

    # Looked up once

    def _others(self, grantees: Iterable[str]) -> list[str]:
        return others(grantees, self._catalog, self._rls)

    @cached_property
    def _guarded(self) -> frozenset[QName]:
        return frozenset(key.relation for key in self._catalog.owned if key.kind is OwnedKind.GUARD)

    @cached_property
    def _definers(self) -> Mapping[QName, Function]:
        return {f.name: f for found in self._reach.functions.values() for f in found if f.definer and f.trigger}

    @cached_property
    def _by_name(self) -> Mapping[str, list[Relation]]:
        found: dict[str, list[Relation]] = {}
        for relation in self._reach.relations.values():
            found.setdefault(relation.name.name.lower(), []).append(relation)
        return found


def subject(function: Function) -> Subject:
    """Return a function as `rls.trusted` names it."""
    return Subject("function", function.name, function.arguments, function.types)


def _title(function: Function) -> str:
    return f"function {function.name}({function.arguments}) sees no other tenant's rows"
