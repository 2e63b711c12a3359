"""Run apply in a process that kills itself at a given event."""

from __future__ import annotations

import multiprocessing
import os
import signal
from pathlib import Path
from typing import Any

from harness.reporters import Quiet
from harness.runs import Walk

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["planner.run.apply", "planner.plan.load"])
"""The server forks from a process that has imported planner. A fresh interpreter takes longer than the whole run."""


class Dying(Quiet):
    """A reporter that ends the process, as kill -9 does, at one of its events."""

    def __init__(self, at: int) -> None:
        self.left = at

    def event(self, *_: Any, **__: Any) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    segment_started = segment_finished = progress = event


def killed_at(event: int, walk: Walk) -> bool:
    """Apply in a process that dies at its n-th event, and return whether there was such an event."""
    process = _CONTEXT.Process(target=_run, args=(walk.plan, walk.database.dsn, event))
    process.start()
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL), process.exitcode
    return process.exitcode != 0


def _run(plan: Path, dsn: str, event: int) -> None:
    from planner.plan.load import load_plan
    from planner.run.apply import Run
    from planner.run.prepare import prepare_apply
    from planner.target.phase import PHASES

    loaded = load_plan(plan)
    Run(loaded, dsn, "apply", prepare_apply(loaded, PHASES, None), Dying(event), lambda *_: None).go()
