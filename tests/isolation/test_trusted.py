"""What the plan trusts to cross tenants: bound to its definition, reopened by a change, refused when it is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from harness.applications import Roles, edited, orgs_plan
from harness.databases import Database
from harness.runs import Walk

FUNCTION = "CREATE FUNCTION totals(since date) RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM public.users'"
VIEW = "CREATE SCHEMA reports; CREATE VIEW reports.people AS SELECT * FROM public.users; GRANT SELECT ON reports.people TO {app}"
COPY = "CREATE SCHEMA old; CREATE TABLE old.users AS SELECT * FROM public.users; GRANT SELECT ON old.users TO {app}"
INNER = "CREATE VIEW inner_people AS SELECT * FROM users WHERE id > 0"
ATOMIC = (
    "CREATE FUNCTION totals() RETURNS bigint LANGUAGE sql SECURITY DEFINER RETURN (SELECT count(*) FROM inner_people)"
)
FIRED = (
    "CREATE FUNCTION fired() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN DELETE FROM public.messages; RETURN NULL; END'; "
    "CREATE TRIGGER fires AFTER UPDATE ON users FOR EACH ROW EXECUTE FUNCTION fired()"
)

OBJECTS = {
    # the object: (what makes it, what changes it or what it leads to)
    "a function": (
        FUNCTION,
        "CREATE OR REPLACE FUNCTION totals(since date) RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT max(id) "
        "FROM public.users'",
    ),
    "a function with another owner": (FUNCTION, "ALTER FUNCTION totals(date) OWNER TO {other}"),
    "a function with a body in SQL": (f"{INNER}; {ATOMIC}", "CREATE OR REPLACE VIEW inner_people AS SELECT * FROM users"),
    "a view": (VIEW, "CREATE OR REPLACE VIEW reports.people AS SELECT * FROM public.users WHERE id > 1"),
    "a view over a view": (
        f"{INNER}; CREATE SCHEMA reports; CREATE VIEW reports.people AS SELECT * FROM inner_people; GRANT SELECT ON reports.people "
        f"TO {{app}}",
        "CREATE OR REPLACE VIEW inner_people AS SELECT * FROM users",
    ),
    "a copy": (COPY, "ALTER TABLE old.users ADD COLUMN more text"),
    "a trigger's function": (
        FIRED,
        "CREATE OR REPLACE FUNCTION fired() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN DELETE FROM public.chats; "
        "RETURN NULL; END'",
    ),
}  # fmt: skip

SINCE = {"a function with a body in SQL": 14}


def findings(walk: Walk) -> list[str]:
    return [line for line in walk.run("verify").out.splitlines() if "FINDING" in line]


def entry(line: str) -> str:
    """Return the entry that a finding tells."""
    found = re.search(r"rls\.trusted: (\{.*\})$", line)
    assert found is not None, line
    return found[1]


def trust(walk: Walk, *entries: str) -> None:
    text = re.sub(r", trusted: \[.*\]", "", walk.text())
    walk.write(edited(text, "] }\n", f"], trusted: [{', '.join(entries)}] }}\n"))


@pytest.fixture
def walk(finished: Walk) -> Walk:
    return finished


@pytest.mark.sample(3)
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.pg(f">= {SINCE.get(name, 13)}")) for name in OBJECTS]
)
def test_the_plan_answers_for_it_until_it_changes(name: str, walk: Walk, roles: Roles) -> None:
    make, change = OBJECTS[name]
    walk.database.load(roles.named(make))
    (line,) = findings(walk)
    trust(walk, entry(line).replace('"…"', '"monthly report, reviewed"'))
    walk.verify().must()
    walk.diff().must()
    walk.database.load(roles.named(change))
    (reopened,) = findings(walk)
    assert "it has changed since its review" in reopened
    told = yaml.safe_load(entry(reopened))
    assert told["reason"] == "monthly report, reviewed"
    trust(walk, entry(reopened))
    walk.verify().must()


def test_an_entry_without_a_definition_answers_for_nothing(walk: Walk) -> None:
    walk.database.load(FUNCTION)
    trust(walk, '{ function: "totals(since date)", reason: x }')
    (line,) = findings(walk)
    assert "its definition is not in the plan" in line
    trust(walk, entry(line))
    walk.verify().must()


def test_an_entry_for_nothing_is_refused_and_an_idle_one_is_a_note(walk: Walk) -> None:
    trust(walk, '{ function: "totals(date)", reason: x }')
    walk.run("diff").said(1, "there is no function totals(date)", "plan.yaml:")
    assert "function totals(date) exists" in findings(walk)[0]
    walk.database.load(FUNCTION.replace("SECURITY DEFINER", ""))
    walk.run("diff").must()
    verified = walk.verify().must()
    assert "rls.trusted needs function totals(date)" in verified.out


def test_only_a_check_reads_definitions(walk: Walk) -> None:
    """Reading the definition of a view waits for whoever holds its table."""
    walk.database.load("CREATE SCHEMA reports; CREATE TABLE reports.month (n int)")
    walk.database.load("CREATE VIEW reports.sums AS SELECT sum(n) FROM reports.month")
    trust(walk, "{ view: reports.sums, reason: x }")
    with walk.database.connect() as locker, locker.transaction():
        locker.execute("LOCK TABLE reports.month IN ACCESS EXCLUSIVE MODE")
        walk.run("diff").must()


def test_a_certificate_is_void_when_what_it_trusts_has_changed(walk: Walk) -> None:
    file = walk.plan.parent / "isolation.json"
    walk.database.load("CREATE SCHEMA reports; " + FUNCTION.replace("totals", "reports.totals"))
    trust(walk, entry(findings(walk)[0]))
    walk.run("verify", "--certificate", file).must()
    walk.run("verify", "--check", file).must()
    walk.database.load("ALTER FUNCTION reports.totals(date) SET work_mem = '8MB'")
    assert "function reports.totals(date) is as it was reviewed" in walk.run("verify", "--check", file).must(2).out


def test_a_diff_that_makes_policies_names_what_will_cross(unfinished: Database, roles: Roles, tmp_path: Path) -> None:
    walk = Walk.of(unfinished, tmp_path, orgs_plan(roles.app), FUNCTION)
    said = walk.run("diff").must()
    assert "Hazard crosses-tenants: 1 ways" in said.err
    assert "public.totals(since date)" in said.err
    walk.apply().must()
    trust(walk, entry(findings(walk)[0]))
    assert "crosses-tenants" not in walk.run("diff").must().err
