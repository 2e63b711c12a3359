"""Turn the end of a run into the user's error: nothing was changed, or committed work stays."""

from __future__ import annotations

from planner.errors import Blocked, DatabaseError, PlannerError, Unfinished
from planner.execution.blockers import ending
from planner.execution.failures import ServerError
from planner.execution.interrupt import Interrupted
from planner.execution.outcome import Outcome
from planner.execution.remedies import of_segment
from planner.steps.step import Segment


def overtaken(done: Outcome) -> PlannerError:
    """Return the error for a run whose lease another planner has taken."""
    refusal = Unfinished if done.committed else Blocked
    message = "another planner has taken the lease of this database: this one stops"
    return refusal(message, hint="planner status shows who is at work")


def failed(done: Outcome, segment: Segment, error: ServerError) -> PlannerError:
    """Return the error for a segment whose statement the server refused."""
    message = f"{segment.phase} {segment.what}: {error.message}"
    hint = of_segment(segment, error)
    if done.committed:
        again = "what is committed stays; fix the cause and run the same command again"
        return Unfinished(message, hint=hint or again)
    return DatabaseError(message, hint=hint or "nothing was changed; fix the cause and run the same command again")


def no_lock(done: Outcome, segment: Segment, why: str, tried: str, deadline: float) -> PlannerError:
    """Return the error for a segment that did not get its lock within lock_deadline (seconds).

    `why` says who blocks it.
    """
    refusal = Unfinished if done.committed else Blocked
    ended = "with ROLLBACK PREPARED, as above" if "ROLLBACK PREPARED" in why else ending([why])
    how = f" ({ended})" if ended else ""
    return refusal(
        f"{segment.what} did not get its lock within lock_deadline ({deadline:g} s{tried}): {why}"
        + ("" if done.committed else "; nothing was changed"),
        hint=f"end what holds it{how} or wait, then run the same command again",
    )


def stopped(done: Outcome) -> PlannerError:
    """Return the error for a run that somebody asked to stop."""
    if done.committed:
        return Unfinished("stopped on request; what is committed stays", hint="run the same command again to go on")
    return DatabaseError("stopped on request; nothing was changed")


def given_up(done: Outcome, losses: int, last: PlannerError) -> PlannerError:
    """Return the error for a run that lost its connection again and again, the last time with the error `last`."""
    message = f"the connection was lost {losses} times without any progress: {last.message}"
    log = "look at the server's log"
    hint = f"{last.hint}\n{log}" if last.hint else log
    if done.committed:
        return Unfinished(message, hint=f"{hint}, then run the same command again")
    return DatabaseError(message, hint=f"{hint}; nothing was changed")


def told(done: Outcome, why: PlannerError | Interrupted) -> PlannerError:
    """Return the error that the command ends with. It is Unfinished, whatever the cause, if something was committed."""
    match why:
        case Interrupted():
            return stopped(done)
        case PlannerError() if done.committed and not isinstance(why, Unfinished):
            message = why.message.replace("nothing was changed", "what is committed stays")
            return Unfinished(message, hint=why.hint, place=why.place, details=why.details)
        case PlannerError():
            return why
