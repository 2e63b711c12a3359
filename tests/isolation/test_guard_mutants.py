"""On a finished database with write guards one thing of a guard at a time is broken: verify names it, and apply mends it.

A tenant that a message names would tell a writer whose row it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from harness.applications import ORGS_SCHEMA, Roles, edited, orgs_plan
from harness.databases import Database
from harness.runs import Walk
from harness.templates import Templates

GUARD = "messages_planner_guard()"
INSERT, UPDATE = "zzz_planner_guard_insert", "zzz_planner_guard_update"

MENDED = {
    # what is broken: (how, words of the finding)
    "WHEN (false)": (
        f"DROP TRIGGER {UPDATE} ON messages; CREATE TRIGGER {UPDATE} BEFORE UPDATE ON messages FOR EACH ROW WHEN (false) "
        f"EXECUTE FUNCTION {GUARD}", f"{UPDATE} fires WHEN false"),
    "WHEN with less": (
        f"DROP TRIGGER {UPDATE} ON messages; CREATE TRIGGER {UPDATE} BEFORE UPDATE ON messages FOR EACH ROW "
        f"WHEN (NEW.tenant IS NULL) EXECUTE FUNCTION {GUARD}", f"{UPDATE} fires WHEN (new.tenant IS NULL)"),
    "a condition that was none": (
        f"DROP TRIGGER {INSERT} ON messages; CREATE TRIGGER {INSERT} BEFORE INSERT ON messages FOR EACH ROW "
        f"WHEN (NEW.body <> '') EXECUTE FUNCTION {GUARD}", f"{INSERT} fires WHEN"),
    "UPDATE OF": (
        f"DROP TRIGGER {UPDATE} ON messages; CREATE TRIGGER {UPDATE} BEFORE UPDATE OF body ON messages FOR EACH ROW "
        f"EXECUTE FUNCTION {GUARD}", f"{UPDATE} fires for changes of (body) alone"),
    "INVOKER": (f"ALTER FUNCTION {GUARD} SECURITY INVOKER", "SECURITY INVOKER"),
    "no search_path": (f"ALTER FUNCTION {GUARD} RESET search_path", "no SET search_path"),
    "another search_path": (f"ALTER FUNCTION {GUARD} SET search_path = public", "SET search_path=public"),
    "a setting more": (f"ALTER FUNCTION {GUARD} SET planner.backfill = 'on'", "SET planner.backfill=on"),
    "a body that does nothing": (
        f"CREATE OR REPLACE FUNCTION {GUARD} RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
        "SET search_path = pg_catalog, pg_temp AS 'BEGIN RETURN NEW; END'", "was changed"),
    "dropped": (f"DROP TRIGGER {INSERT} ON messages", "BEFORE INSERT is missing"),
    "hold never": (
        "DROP TRIGGER zzz_planner_guard_zhold ON chats; CREATE TRIGGER zzz_planner_guard_zhold BEFORE UPDATE ON chats "
        "FOR EACH ROW WHEN (false) EXECUTE FUNCTION chats_planner_guard_hold()", "zhold fires WHEN false"),
    "hold INVOKER": ("ALTER FUNCTION chats_planner_guard_hold() SECURITY INVOKER", "SECURITY INVOKER"),
    "hold that locks nothing": (
        "CREATE OR REPLACE FUNCTION chats_planner_guard_hold() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
        "SET search_path = pg_catalog, pg_temp AS 'BEGIN RETURN NEW; END'", "zhold was changed"),
    "follow dropped": ('DROP TRIGGER "A_planner_guard_follow" ON chats', "AFTER UPDATE is missing"),
}  # fmt: skip

NAMED = {
    "disabled": (f"ALTER TABLE messages DISABLE TRIGGER {INSERT}", f"disabled: {INSERT}"),
    "for replicas alone": (f"ALTER TABLE messages ENABLE REPLICA TRIGGER {INSERT}", f"disabled: {INSERT}"),
    "the application owns the function": (
        f"GRANT CREATE ON SCHEMA public TO {{app}}; ALTER FUNCTION {GUARD} OWNER TO {{app}}",
        "role {app}  FINDING  it owns public.messages_planner_guard() of the write guard"),
    "others may attach the function": (
        f"GRANT EXECUTE ON FUNCTION {GUARD} TO {{app}}", "messages_planner_guard() may be called by role {app}"),
    "a trigger after it that sets the tenant": (
        "CREATE FUNCTION later() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.tenant := 2; RETURN NEW; END'; "
        "CREATE TRIGGER zzzz BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION later()",
        f"ALTER TRIGGER zzzz ON public.messages RENAME TO a name that sorts before {INSERT}"),
    "a trigger after it that moves the row": (
        "CREATE FUNCTION later() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.chat_id := 2; RETURN NEW; END'; "
        "CREATE TRIGGER zzzz BEFORE UPDATE ON messages FOR EACH ROW EXECUTE FUNCTION later()", "zzzz fires later"),
    "a trigger after it that returns another row": (
        "CREATE FUNCTION later() RETURNS trigger LANGUAGE plpgsql AS 'DECLARE r messages; BEGIN r := OLD; RETURN r; END'; "
        "CREATE TRIGGER zzzz BEFORE UPDATE ON messages FOR EACH ROW EXECUTE FUNCTION later()", "zzzz fires later"),
}  # fmt: skip

HARMLESS = (
    "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.body := 'x'; RETURN NEW; END$$; "
    "CREATE TRIGGER zzzz BEFORE INSERT OR UPDATE ON messages FOR EACH ROW EXECUTE FUNCTION touch(); "
    "CREATE TRIGGER zzzzz BEFORE UPDATE ON messages FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()"
)


@pytest.fixture
def walk(roles: Roles, templates: Templates, tmp_path: Path) -> Iterator[Walk]:
    """The plan applied, with guards that stay, in a database of the test's own."""
    plan = edited(orgs_plan(roles.app), "drop: tighten", "drop: never")

    def make(original: Database) -> None:
        made = Walk.of(original, tmp_path, plan, roles.named(ORGS_SCHEMA))
        made.apply().must()
        made.verify().must()

    with templates.copy("orgs, guarded", make) as database:
        yield Walk.of(database, tmp_path, plan)


@pytest.mark.sample(5)
@pytest.mark.parametrize("mutant", MENDED)
def test_verify_names_it_and_apply_mends_it(mutant: str, walk: Walk) -> None:
    script, words = MENDED[mutant]
    walk.database.load(script)
    findings = [line for line in walk.verify().must(2).out.splitlines() if "FINDING" in line]
    assert [line for line in findings if words in line and "planner apply --phase add" in line], findings
    assert len(findings) == 1
    walk.apply().must()
    walk.verify().must()
    walk.diff().must()


@pytest.mark.sample(2)
@pytest.mark.parametrize("mutant", NAMED)
def test_verify_names_it(mutant: str, walk: Walk, roles: Roles) -> None:
    script, words = NAMED[mutant]
    walk.database.load(roles.named(script))
    said = walk.verify().must(2).out
    lines = [" ".join(line.split()) for line in said.splitlines() if "FINDING" in line]
    assert [line for line in lines if roles.named(" ".join(words.split())) in line], lines


def test_a_trigger_after_it_that_leaves_the_tenant_alone(walk: Walk) -> None:
    walk.database.load(HARMLESS)
    walk.verify().must()


def test_its_messages_name_no_other_tenant(walk: Walk, roles: Roles) -> None:
    """User 1 is of tenant 2."""
    with walk.database.connect(user=roles.app) as session:
        session.execute("SELECT set_config('app.tenant', '1', false)")
        with pytest.raises(psycopg.errors.CheckViolation) as refused:
            session.execute("INSERT INTO chats (id, user_id, slug, tenant) VALUES (1000, 1, 'mine', 1)")
    said = refused.value.diag.message_primary
    assert said == "a row of public.chats belongs to another tenant than 1, which was given: (user_id) = (1)"
