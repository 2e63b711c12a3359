"""Somebody holds what planner needs: planner waits beside the queue, says for whom, and the application goes on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from application import Application
from harness.waiting import until
from oracle import right
from scene import Scene, Undisturbed, plan_text

PATIENT = "5s"
"""lock_timeout of the application: far above planner's 200 ms, far below how long the locks are held in vain."""

QUEUED = "SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'"


@contextmanager
def holding(scene: Scene, statement: str) -> Iterator[psycopg.Connection]:
    """A transaction that stays open."""
    with psycopg.connect(scene.database.dsn, application_name="report") as holder:
        holder.execute(statement.encode())
        yield holder
        holder.rollback()


@contextmanager
def prepared(scene: Scene) -> Iterator[None]:
    """A transaction that has no session any more."""
    with psycopg.connect(scene.database.dsn, autocommit=True) as connection:
        connection.execute("BEGIN")
        connection.execute("UPDATE messages SET body = body WHERE id = 1")
        connection.execute("PREPARE TRANSACTION 'payment 17'")
        try:
            yield
        finally:
            connection.execute("ROLLBACK PREPARED 'payment 17'")


@pytest.mark.sample(3)
@pytest.mark.parametrize(
    ("statement", "mode"),
    [
        # No such row: the application picks its rows at random, and must not wait for this transaction's.
        ("UPDATE messages SET body = body WHERE id = 0", "RowExclusiveLock"),
        ("SELECT FROM messages LIMIT 1", "AccessShareLock"),
        ("LOCK TABLE settings IN ROW SHARE MODE", "RowShareLock"),
    ],
)
def test_a_long_transaction(statement: str, mode: str, scene: Scene, undisturbed: Undisturbed) -> None:
    """Of the application's statements, none waits behind planner for long: each that waits 5 s fails and is counted."""
    with Application(scene.database.dsn, lock_timeout=PATIENT) as application:
        with holding(scene, statement) as holder:
            planner = scene.start()
            planner.says("waits", f"pid {holder.info.backend_pid}", mode)
            done = application.committed
            until(lambda: application.committed > done + 100, "the application going on")
            assert planner.runs()
        planner.must(0)
    right(scene, undisturbed)
    assert not application.failures


@pytest.mark.sample(2)
@pytest.mark.parametrize("table", ["chats", "messages"])
def test_locked_in_the_backfill(table: str, scene: Scene, undisturbed: Undisturbed) -> None:
    """ACCESS EXCLUSIVE before a table's turn comes, or while it is filled: what was left out is filled in the end."""
    with Application(scene.database.dsn) as application:
        planner = scene.start()
        until(lambda: scene.audited(table) > 0, "rows being filled")
        with holding(scene, "LOCK TABLE messages IN ACCESS EXCLUSIVE MODE") as holder:
            planner.says("waits", f"pid {holder.info.backend_pid}", "holds AccessExclusiveLock")
        planner.must(0)
    right(scene, undisturbed)
    assert not application.failures


def test_a_queue(scene: Scene, undisturbed: Undisturbed) -> None:
    """Somebody else's DDL waits behind a long transaction, and everybody else behind that DDL."""
    with Application(scene.database.dsn) as application:
        planner = scene.start()
        until(lambda: scene.audited("chats") > 0, "rows being filled")
        with holding(scene, "SELECT FROM messages LIMIT 1"):
            other = threading.Thread(target=scene.database.load, args=("BEGIN; LOCK TABLE messages; COMMIT",))
            other.start()
            until(lambda: scene.value(QUEUED) == 1, "a lock being waited for")
            planner.says("[11] waits")
        other.join()
        planner.must(0)
    right(scene, undisturbed)
    assert not application.failures


def test_a_prepared_transaction(scene: Scene, undisturbed: Undisturbed) -> None:
    """It has no session that could be ended: planner names it by its own name."""
    with Application(scene.database.dsn) as application:
        with prepared(scene):
            planner = scene.start()
            planner.says("waits", "prepared transaction payment 17 (postgres", "holds RowExclusiveLock")
        planner.must(0)
    right(scene, undisturbed)
    assert not application.failures


def test_past_the_deadline(scene: Scene, undisturbed: Undisturbed) -> None:
    """With what was committed before it, exit 4 names the holder; the same command goes on."""
    scene.walk.write(plan_text(lock_deadline="1s"))
    with holding(scene, "UPDATE events SET user_id = user_id WHERE id = 1") as holder:
        planner = scene.start().must(3, 4)
        assert "did not get its lock within lock_deadline" in planner.err
        assert f"pid {holder.info.backend_pid}" in planner.err
    scene.again().must()
    right(scene, undisturbed)
