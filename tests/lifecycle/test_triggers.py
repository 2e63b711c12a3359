"""Triggers of the application while its tables are filled: what fires, what is refused, and what is there in the end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

from harness.databases import Database
from harness.dumps import dump, same_dump
from harness.reporters import Quiet
from harness.runs import Walk, rollback_files
from planner.errors import PlannerError, Unfinished
from planner.steps.step import Segment

SCHEMA = r"""
CREATE TABLE log (what text);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (TG_NAME); RETURN NEW; END $$;
CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE orders (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, state varchar(9));
CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION note();
CREATE TRIGGER "each batch" AFTER UPDATE ON orders FOR EACH STATEMENT EXECUTE FUNCTION note();
CREATE TRIGGER of_state AFTER UPDATE OF state ON orders FOR EACH ROW EXECUTE FUNCTION note();
INSERT INTO users VALUES (1), (2);
INSERT INTO orders SELECT n, 1 + n % 2 FROM generate_series(1, 20) n;
ANALYZE;
"""
PLAN = """
version: 1
tenant:
  table: clients
  key: { column: id, type: text }
  default: { id: default, values: { name: Default } }
  column: client_id
tables:
  log: { kind: exempt, reason: written by triggers }
  users: {}
  orders:
    backfill: { via: user_id }
    triggers: { %s }
"""
SUPPRESS = "touch: suppress, each batch: suppress"


def walk(database: Database, folder: Path, triggers: str = SUPPRESS, schema: str = SCHEMA) -> Walk:
    return Walk.of(database, folder, PLAN % triggers, schema)


def say(walk: Walk, triggers: str) -> Walk:
    return walk.write(PLAN % triggers)


def logged(database: Database) -> list[str]:
    return [what for (what,) in database.fetch("SELECT what FROM public.log ORDER BY 1")]


def owned(database: Database) -> int:
    return int(database.value("SELECT count(*) FROM planner.owned WHERE kind = 'trigger'"))


class Stop(Quiet):
    """Ends the run as if it had died, when a segment of this title begins."""

    def __init__(self, title: str, then: Any = None) -> None:
        self.title = title
        self.then = then

    def segment_started(self, segment: Segment, of: int) -> None:
        if any(step.title.startswith(self.title) for step in segment.steps):
            if self.then is None:
                raise KeyboardInterrupt
            self.then()


def stopped_before_restoring(walk: Walk) -> None:
    with pytest.raises(Unfinished):
        walk.run_with(Stop("restore trigger"))
    assert owned(walk.database) == 2


def test_the_backfill_does_not_fire_what_is_suppressed(database: Database, tmp_path: Path) -> None:
    it = walk(database, tmp_path)
    before = dump(database)
    it.apply().must()
    assert logged(database) == []
    it.verify().must()
    it.rollback().must()
    same_dump(before, dump(database))


def test_fire_lets_it_run(database: Database, tmp_path: Path) -> None:
    walk(database, tmp_path, "touch: fire, each batch: suppress, of_state: suppress").apply().must()
    assert logged(database) == ["touch"] * 20


def test_the_application_fires_them_meanwhile_and_keys_are_enforced(database: Database, tmp_path: Path) -> None:
    it = walk(database, tmp_path)

    def application() -> None:
        database.load("UPDATE orders SET state = 'new' WHERE id = 1")
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            database.load("SET planner.backfill = 'on'; UPDATE orders SET user_id = 99 WHERE id = 2")

    it.run_with(Stop("restore trigger", application))
    assert logged(database) == ["each batch", "of_state", "touch"]


def test_a_killed_run_is_finished_by_the_next(database: Database, tmp_path: Path) -> None:
    it = walk(database, tmp_path)
    stopped_before_restoring(it)
    findings = it.verify().must(2).out
    assert "trigger touch is as the application made it" in findings
    assert "planner apply --phase backfill restores it" in findings
    assert "phase backfill is not complete" in it.apply("--phase", "tighten").must(3).err
    it.apply().must()
    assert owned(database) == 0
    it.verify().must()


def test_killed_before_anything_is_filled(database: Database, tmp_path: Path) -> None:
    it = walk(database, tmp_path)
    with pytest.raises(Unfinished):
        it.run_with(Stop("fill client_id of public.orders"))
    it.apply().must()
    assert (owned(database), logged(database)) == (0, [])


@pytest.mark.parametrize("to", ["none", "add"])
def test_rollback_restores(to: str, database: Database, tmp_path: Path) -> None:
    it = walk(database, tmp_path)
    it.apply("--phase", "add").must()
    before = dump(database)
    stopped_before_restoring(it)
    it.rollback(to).must()
    if to == "add":
        same_dump(before, dump(database))
    else:
        assert "planner" not in dump(database)


def test_the_files_restore_what_was_interrupted(database: Database, tmp_path: Path) -> None:
    it = walk(database, tmp_path)
    before = dump(database)
    for file in it.render(tmp_path / "out", "--layout", "step"):
        if "\n-- restore trigger" in file.read_text(encoding="utf-8"):
            break
        it.psql(file)
    assert owned(database) == 2
    for file in rollback_files(tmp_path / "out"):
        it.psql(file)
    same_dump(before, dump(database))


def test_a_plan_that_says_fire_after_all(database: Database, tmp_path: Path) -> None:
    it = walk(database, tmp_path)
    with pytest.raises(Unfinished):
        it.run_with(Stop("fill client_id of public.orders"))
    say(it, "touch: fire, each batch: suppress").apply().must()
    assert logged(database) == ["touch"] * 20


# Changed by somebody else meanwhile

OTHER = "CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW WHEN ({}) EXECUTE FUNCTION note()"
REPLACED = "DROP TRIGGER touch ON orders; " + OTHER


def test_somebody_elses_definition_stays(database: Database, tmp_path: Path) -> None:
    it = walk(database, tmp_path)
    stopped_before_restoring(it)
    database.load(REPLACED.format("NEW.id > 5"))
    assert "leave it as it is" in it.run("diff", "--full").must().out
    it.apply().must()
    assert "new.id > 5" in dump(database)
    assert owned(database) == 0
    it.verify().must()


def test_somebody_elses_definition_is_suppressed_anew(database: Database, tmp_path: Path) -> None:
    it = walk(database, tmp_path)
    with pytest.raises(Unfinished):
        it.run_with(Stop("fill client_id of public.orders"))
    database.load(REPLACED.format("NEW.id > 5"))
    it.apply().must()
    assert (owned(database), logged(database)) == (0, [])
    assert "WHEN ((new.id > 5)) EXECUTE" in dump(database)


def test_files_stop_where_a_suppressed_trigger_was_changed(database: Database, tmp_path: Path) -> None:
    it = walk(database, tmp_path)
    for file in it.render(tmp_path / "out", "--layout", "step"):
        if "fill client_id of public.orders" in file.read_text(encoding="utf-8").splitlines()[2]:
            database.load(REPLACED.format("NEW.id > 5"))
            refused = database.psql(file)
            assert refused.returncode == 3
            assert "not yet: suppress trigger touch of public.orders" in refused.stderr
            break
        it.psql(file)
    else:
        pytest.fail("there is no file that fills orders")
    for file in it.render(tmp_path / "again"):
        it.psql(file)
    assert (owned(database), logged(database)) == (0, [])


def test_one_that_was_dropped_is_forgotten(database: Database, tmp_path: Path) -> None:
    it = walk(database, tmp_path)
    stopped_before_restoring(it)
    database.load("DROP TRIGGER touch ON orders")
    say(it, "each batch: suppress").apply().must()
    assert owned(database) == 0


@pytest.mark.parametrize("command", ["apply", "rollback"])
def test_one_with_planners_condition_in_it_is_asked_about(command: str, database: Database, tmp_path: Path) -> None:
    it = walk(database, tmp_path)
    stopped_before_restoring(it)
    database.load(REPLACED.format("NEW.id > 5 AND current_setting('planner.backfill', true) IS DISTINCT FROM 'on'"))
    refused = (it.apply() if command == "apply" else it.rollback()).must(3).err
    assert "trigger touch of public.orders was changed while planner had it replaced" in refused
    assert "CREATE TRIGGER touch BEFORE UPDATE ON public.orders" in refused
    database.load(REPLACED.format("NEW.id > 5"))
    (it.apply() if command == "apply" else it.rollback()).must()
    assert "new.id > 5" in dump(database)


def test_changed_between_the_look_and_the_replacement(database: Database, tmp_path: Path) -> None:
    it = walk(database, tmp_path)
    with pytest.raises(PlannerError, match="is not the one that planner has looked at") as caught:
        it.run_with(Stop("suppress trigger", lambda: database.load(REPLACED.format("NEW.id > 5"))))
    assert caught.value.exit_code == 4
    assert caught.value.hint is not None
    assert "run planner apply again" in caught.value.hint
    it.apply().must()
    assert "new.id > 5" in dump(database)


def test_changed_before_it_is_restored(database: Database, tmp_path: Path) -> None:
    it = walk(database, tmp_path)
    with pytest.raises(PlannerError, match="is not as planner left it"):
        it.run_with(Stop("restore trigger", lambda: database.load(REPLACED.format("NEW.id > 5"))))
    it.apply().must()
    assert "new.id > 5" in dump(database)


def test_a_condition_that_postgresql_spells_anew(database: Database, tmp_path: Path) -> None:
    """IN over varchar is deparsed otherwise the second time: what the server made of planner's text is what counts."""
    it = walk(database, tmp_path)
    database.load(REPLACED.format("NEW.state IN ('a', 'b') AND NEW.id > 0"))
    it.apply().must()
    it.verify().must()
    database.load("UPDATE orders SET state = 'a' WHERE id = 1")
    assert logged(database) == ["each batch", "of_state", "touch"]
    it.rollback().must()


# Refused

UNSAID = """\
error: {plan}:11:3: the backfill would fire 2 triggers, and the plan does not say what shall happen to them; nothing was changed
  public.orders: each batch, AFTER UPDATE FOR EACH STATEMENT, runs public.note()
  public.orders: touch, BEFORE UPDATE FOR EACH ROW, runs public.note()
  → add it to the plan:
  → tables:
  →   orders:
  →     triggers:
  →       "each batch": suppress  # or fire
  →       touch: suppress  # or fire
"""


def test_what_the_plan_does_not_say_is_refused(database: Database, tmp_path: Path) -> None:
    it = walk(database, tmp_path, "")
    before = dump(database)
    for refused in (it.apply(), it.run("apply"), it.run("render", "--out", tmp_path / "out")):
        assert UNSAID.format(plan=it.plan).removeprefix("error: ") in refused.must(3).err
    same_dump(before, dump(database))
    shown = it.run("diff", "--full").must().out
    assert "the plan says neither `fire` nor `suppress`, and apply refuses" in shown
    it.apply("--phase", "add").must()
    assert "touch" in it.apply("--phase", "backfill").must(3).err


def test_diff_shows_what_the_plan_says(database: Database, tmp_path: Path) -> None:
    shown = walk(database, tmp_path, "touch: suppress, each batch: fire").run("diff", "--full").must().out
    assert "planner's updates do not fire public.orders: touch" in shown
    assert "every batch fires public.orders: each batch" in shown


@pytest.mark.parametrize(
    ("triggers", "hint"),
    [("tuch: fire", "did you mean 'touch'?"), ("zzzzzzzzz: fire", "its triggers are: each batch, of_state, touch")],
)
def test_a_name_that_is_none(triggers: str, hint: str, database: Database, tmp_path: Path) -> None:
    refused = walk(database, tmp_path, triggers).run("diff").must(1).err
    assert f"plan.yaml:13:17: orders has no trigger '{triggers.split(':')[0]}'" in refused
    assert hint in refused


def test_triggers_of_a_table_that_is_not_scoped(database: Database, tmp_path: Path) -> None:
    it = walk(database, tmp_path)
    text = it.text().replace("written by triggers }", "mine, triggers: { a: fire } }")
    it.write(text)
    assert "`triggers` is for scoped tables" in it.run("diff").must(1).err


def test_a_constant_fires_nothing_and_needs_no_word(database: Database, tmp_path: Path) -> None:
    it = walk(database, tmp_path, "")
    it.write(it.text().replace("via: user_id", "constant: default"))
    it.apply().must()
    assert logged(database) == []


def test_one_of_the_tenant_column_needs_a_word(database: Database, tmp_path: Path) -> None:
    adopted = (
        "ALTER TABLE orders ADD org text; CREATE TRIGGER of_org AFTER UPDATE OF id, org ON orders FOR EACH ROW EXECUTE FUNCTION note();"
        'ALTER TABLE orders DISABLE TRIGGER touch; ALTER TABLE orders ENABLE REPLICA TRIGGER "each batch"'
    )
    it = walk(database, tmp_path, "", SCHEMA + adopted)
    it.write(it.text().replace("via: user_id }", "via: user_id }\n    column: org"))
    refused = it.apply().must(3).err
    assert "fire 1 trigger, and the plan does not say what shall happen to it" in refused
    assert "public.orders: of_org, AFTER UPDATE FOR EACH ROW" in refused


def test_somebody_restored_it_already(database: Database, tmp_path: Path) -> None:
    """Also one that tests planner's setting by itself."""
    it = walk(database, tmp_path)
    own = "current_setting('planner.backfill', true) = 'off'"
    database.load(REPLACED.format(own))
    before = dump(database)
    stopped_before_restoring(it)
    database.load(REPLACED.format(own))
    it.apply().must()
    assert owned(database) == 0
    it.rollback().must()
    same_dump(before, dump(database))


def test_files_written_half_way_restore_too(database: Database, tmp_path: Path) -> None:
    it = walk(database, tmp_path)
    before = dump(database)
    stopped_before_restoring(it)
    it.render(tmp_path / "out")
    for file in rollback_files(tmp_path / "out"):
        it.psql(file)
    same_dump(before, dump(database))


PARTITIONED = """
CREATE TABLE log (what text);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.log VALUES (TG_NAME); RETURN NEW; END $$;
CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE orders (id int, user_id int NOT NULL REFERENCES users) PARTITION BY LIST (id);
CREATE TABLE orders_1 PARTITION OF orders FOR VALUES IN (1);
CREATE TABLE orders_2 PARTITION OF orders FOR VALUES IN (2);
CREATE TRIGGER touch AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION note();
CREATE TRIGGER all_of_it AFTER UPDATE ON orders FOR EACH STATEMENT EXECUTE FUNCTION note();
CREATE TRIGGER of_one AFTER UPDATE ON orders_1 FOR EACH STATEMENT EXECUTE FUNCTION note();
INSERT INTO users VALUES (1);
INSERT INTO orders VALUES (1, 1), (2, 1);
"""


def test_partitions(database: Database, tmp_path: Path) -> None:
    """The parent's statement trigger does not fire, a partition's does, and a clone counts with its parent's."""
    it = walk(database, tmp_path, "", PARTITIONED)
    refused = it.apply().must(3).err
    assert "fire 2 triggers" in refused
    assert "public.orders_1: of_one, AFTER UPDATE FOR EACH STATEMENT" in refused
    assert "public.orders: touch, AFTER UPDATE FOR EACH ROW" in refused
    before = dump(database)
    say(it, "touch: suppress, of_one: suppress")
    stopped_before_restoring(it)
    database.load("UPDATE orders_1 SET user_id = 1")
    assert logged(database) == ["of_one", "touch"]
    it.apply().must()
    it.rollback().must()
    same_dump(before, dump(database))


def test_a_partition_that_is_enabled_otherwise_can_not_be_suppressed(database: Database, tmp_path: Path) -> None:
    other = f"{PARTITIONED}ALTER TABLE orders_2 DISABLE TRIGGER touch;"
    it = walk(database, tmp_path, "touch: suppress, of_one: fire", other)
    assert "it is enabled differently on public.orders and on its partition public.orders_2" in it.apply().must(3).err
    say(it, "touch: fire, of_one: fire").apply().must()
    assert set(logged(database)) == {"of_one", "touch"}
    assert logged(database).count("touch") == 1


def test_one_that_goes_with_an_extension_can_not_be_suppressed(database: Database, tmp_path: Path) -> None:
    it = walk(database, tmp_path)
    database.load("ALTER TRIGGER touch ON orders DEPENDS ON EXTENSION plpgsql")
    refused = it.apply().must(3).err
    assert "trigger touch of public.orders can't be suppressed: it depends on extension plpgsql" in refused


# Subscribers

WITHOUT_IDENTITY = "ALTER TABLE orders DROP CONSTRAINT orders_pkey; CREATE PUBLICATION shop FOR TABLE orders"


def test_a_published_table_without_replica_identity_is_refused(database: Database, tmp_path: Path) -> None:
    it = walk(database, tmp_path)
    database.load(WITHOUT_IDENTITY)
    before = dump(database)
    for command in (it.apply(), it.run("apply")):
        assert "public.orders can't be updated: publication shop publishes its updates" in command.must(3).err
        assert "ALTER TABLE public.orders REPLICA IDENTITY" in command.err
    same_dump(before, dump(database))
    database.load("ALTER TABLE orders REPLICA IDENTITY FULL")
    it.apply().must()


@pytest.mark.parametrize(
    "publication",
    [
        "FOR TABLE orders",
        "FOR ALL TABLES",
        pytest.param("FOR TABLES IN SCHEMA public", marks=pytest.mark.pg(">= 15")),
        pytest.param("FOR TABLE orders (id, user_id) WHERE (id > 3)", marks=pytest.mark.pg(">= 15")),
    ],
)
def test_who_sees_the_rows(publication: str, database: Database, tmp_path: Path) -> None:
    it = walk(database, tmp_path)
    database.load(
        f"CREATE PUBLICATION shop {publication}; CREATE PUBLICATION other FOR TABLE orders WITH (publish = insert)"
    )
    shown = it.run("diff", "--full").must().out
    assert "replication: publication shop publishes every filled row" in " ".join(shown.split())
    assert "other" not in shown.split("replication")[1].splitlines()[0]


def test_nobody_sees_the_rows(database: Database, tmp_path: Path) -> None:
    assert "no publication and no logical slot sees" in walk(database, tmp_path).run("diff", "--full").must().out


def test_a_partition_is_published_with_its_parent(database: Database, tmp_path: Path) -> None:
    it = walk(database, tmp_path, "touch: suppress, of_one: suppress", PARTITIONED)
    database.load("CREATE PUBLICATION shop FOR TABLE orders")
    assert "public.orders_1 can't be updated: publication shop" in it.apply().must(3).err
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="replica identity"):
        database.load("UPDATE ONLY orders_1 SET user_id = 1")
