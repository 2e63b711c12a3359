"""Compare the findings about code, views and copies with what the plan trusts (`rls.trusted`)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from planner.names import QName
from planner.steps.checks import CatalogCheck, Weight
from planner.tenancy.model import RowSecurity
from planner.tenancy.trusted import Subject, Trusted


@dataclass(frozen=True, slots=True)
class Found:
    """A finding, and the object that the plan may answer for; None if only a change of the database mends it."""

    check: CatalogCheck
    subject: Subject | None


def answered(
    found: Iterable[Found], digests: Mapping[Subject, str], rls: RowSecurity, tenants: QName
) -> Iterator[CatalogCheck]:
    """Yield the findings that the plan does not answer for, each with the entry that would, and a note for idle entries.

    `digests` has the digest of each object's definition.
    """
    used: set[Trusted] = set()
    for one in found:
        entry = next((e for e in rls.trusted if one.subject is not None and e.means(one.subject)), None)
        digest = digests.get(one.subject) if one.subject is not None else None
        if entry is not None:
            used.add(entry)
        if one.subject is None or digest is None:
            yield one.check
        elif entry is None:
            yield replace(one.check, detail=f"{one.check.detail}; or, after a review, {line(one.subject, '…', digest)}")
        elif entry.definition != digest:
            what = (
                "its definition is not in the plan" if entry.definition is None else "it has changed since its review"
            )
            yield replace(
                one.check,
                detail=f"{one.check.detail}; rls.trusted names it, but {what}: review it, and write "
                f"{line(one.subject, entry.reason, digest)}",
            )
    for entry in rls.trusted:
        if entry not in used:
            yield CatalogCheck(
                "trusted", tenants, f"rls.trusted needs {entry.kind} {entry.spelled}", ok=False,
                detail=f"it shows nothing that the plan must answer for: remove the entry ({entry.place})",
                weight=Weight.NOTE,
            )  # fmt: skip


def line(subject: Subject, reason: str, digest: str) -> str:
    """Return the entry of the plan that answers for an object."""
    name = f"{subject.name}({subject.types})" if subject.kind == "function" else str(subject.name)
    return (
        f"rls.trusted: {{ {subject.kind}: {_quoted(name)}, reason: {_quoted(reason)}, definition: {_quoted(digest)} }}"
    )


def _quoted(text: str) -> str:
    """Return a text as a scalar of YAML in double quotes. A string of JSON is one."""
    return json.dumps(text, ensure_ascii=False)
