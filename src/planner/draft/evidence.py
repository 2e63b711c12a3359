"""The evidence for or against a link to the tenant, as one sentence of a comment."""

from __future__ import annotations

from collections.abc import Sequence

from planner.draft.links import Link
from planner.draft.question import Answer, Followed


def covered(followed: Followed, rows: int) -> float:
    """Return the share of the rows that a link leads to a tenant, 0 to 1."""
    reached = followed.reached if followed.reached is not None else rows - followed.nulls - followed.orphans
    return reached / rows if rows else 0.0


def conflicts(answer: Answer | None, one: int, others: Sequence[int]) -> int:
    """Return the number of rows for which a link disagrees with another link: the highest number among the other
    links."""
    if answer is None:
        return 0
    return max((answer.conflicts.get((min(one, at), max(one, at)), 0) for at in others), default=0)


def link(link: Link, at: int, answer: Answer | None, first: int | None, *, covers: bool, taken: bool) -> str:
    """Return the evidence for a link. `first` is the link that was taken before, which this link is compared with."""
    says = ("DEFERRABLE foreign key" if link.deferrable else "foreign key") if link.constraint else "by its name"
    name = f"{', '.join(link.columns)} → {link.parent.name} ({says})"
    if answer is None or not answer.rows:
        what = "every row" if covers else "NULL is allowed" if link.nullable else "not NULL"
        return f"{name}: {what}" if taken else f"not needed: {name}, {what}"
    followed = answer.followed[at]
    parts = [_share(covered(followed, answer.rows))]
    parts += [f"{followed.nulls:,} NULL"] if followed.nulls else []
    parts += [f"{followed.orphans:,} name no row"] if followed.orphans else []
    if first is not None:
        apart = conflicts(answer, first, [at])
        known = (min(first, at), max(first, at)) in answer.conflicts
        parts.append(f"disagrees in {apart:,}" if apart else "never disagrees" if known else "not compared")
    sampled = f" of {answer.rows:,} sampled" if answer.sampled else ""
    return f"{'' if taken else 'not taken: '}{name}: {', '.join(parts)}{sampled}"


def lost(rows: int, answer: Answer) -> str:
    """Return the sentence that says how many rows no link leads to a tenant."""
    sampled = f" of {answer.rows:,} sampled" if answer.sampled else ""
    return f"{rows:,} rows{sampled} lead nowhere"


def _share(part: float) -> str:
    """Return a percentage, rounded down: a row without a tenant must not disappear by rounding."""
    return "every row" if part == 1 else f"{int(part * 1000) / 10} % of the rows"
