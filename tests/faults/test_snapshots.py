"""An old snapshot is open: CONCURRENTLY waits for it, dead rows stay; planner says whose it is."""

from __future__ import annotations

import psycopg

from application import Application
from oracle import right
from scene import Scene, Undisturbed, plan_text

LEFT_OVER = "SELECT count(*) FROM pg_index WHERE NOT indisvalid"


def test_an_index_waits_for_it(scene: Scene, undisturbed: Undisturbed) -> None:
    """Past lock_deadline an INVALID index is left behind; the next run does not take it for done."""
    scene.walk.write(plan_text(lock_deadline="2s"))
    with psycopg.connect(scene.database.dsn, application_name="report") as old:
        old.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        old.execute("SELECT FROM pg_class LIMIT 1")
        planner = scene.start().must(4)
        assert f"pid {old.info.backend_pid} (postgres, idle in transaction" in planner.err
        assert "a snapshot" in planner.err
        assert scene.value(LEFT_OVER) == 1
    scene.again().must()
    right(scene, undisturbed)


def test_dead_rows_stay_for_it(scene: Scene, undisturbed: Undisturbed) -> None:
    """Nothing is reused while it is open: planner says so once, names it, and fills the rows all the same."""
    with Application(scene.database.dsn) as application:
        with psycopg.connect(scene.database.dsn, application_name="report") as old:
            old.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            old.execute("SELECT FROM pg_class LIMIT 1")
            planner = scene.start()
            planner.says("the space of old rows is not reused", f"held back by session pid {old.info.backend_pid}")
            old.rollback()
        planner.must(0)
    right(scene, undisturbed)
    assert not application.failures
