"""What the end of a run means to the user: nothing was changed, or what is committed stays."""

from __future__ import annotations

from planner.errors import Blocked, DatabaseError, PlannerError, Unfinished
from planner.execution.failures import ServerError, SqlState
from planner.execution.interrupt import Interrupted
from planner.execution.outcome import Outcome
from planner.steps.step import Segment


def overtaken(done: Outcome) -> PlannerError:
    """Another planner has taken the lease."""
    refusal = Unfinished if done.committed else Blocked
    message = "another planner has taken the lease of this database: this one stops"
    return refusal(message, hint="planner status shows who is at work")


def failed(done: Outcome, segment: Segment, error: ServerError) -> PlannerError:
    """A statement of a segment was refused by the server."""
    message = f"{segment.phase} {segment.what}: {error.message}"
    hint = error.hint
    if error.state in (SqlState.NOT_NULL_VIOLATION, SqlState.CHECK_VIOLATION):
        hint = "rows without a tenant have come in: run the same command again, it fills them first; planner verify names them"
    if done.committed:
        again = "what is committed stays; mend the cause and run the same command again"
        return Unfinished(message, hint=hint or again)
    return DatabaseError(message, hint=hint)


def no_lock(done: Outcome, segment: Segment, why: str, tried: str, deadline: float) -> PlannerError:
    """A segment did not get its lock within lock_deadline (seconds); `why` says who is in the way."""
    refusal = Unfinished if done.committed else Blocked
    return refusal(
        f"{segment.what} did not get its lock within lock_deadline ({deadline:g} s{tried}): {why}"
        + ("" if done.committed else "; nothing was changed"),
        hint="end the session that holds it (SELECT pg_terminate_backend(pid)) or wait, then run the same command again",
    )


def stopped(done: Outcome) -> PlannerError:
    """Somebody has asked the run to stop."""
    if done.committed:
        return Unfinished("stopped on request; what is committed stays", hint="run the same command again to go on")
    return DatabaseError("stopped on request; nothing was changed")


def given_up(done: Outcome, losses: int) -> PlannerError:
    """The connection was lost again and again."""
    message = f"the connection was lost {losses} times without getting any further"
    if done.committed:
        return Unfinished(message, hint="look at the server's log, then run the same command again")
    return DatabaseError(message, hint="look at the server's log; nothing was changed")


def told(done: Outcome, why: PlannerError | Interrupted) -> PlannerError:
    """The error that a command ends with: Unfinished, whatever the cause, once something was committed."""
    match why:
        case Interrupted():
            return stopped(done)
        case PlannerError() if done.committed and not isinstance(why, Unfinished):
            return Unfinished(why.message, hint=why.hint, place=why.place)
        case PlannerError():
            return why
