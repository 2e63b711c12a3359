"""`planner verify` on a broken database: --only, suppressions of the plan, and the lines that machines get."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

from harness.applications import Roles
from harness.runs import Walk

VIEW = "CREATE VIEW people AS SELECT * FROM users; GRANT SELECT ON people TO {app}"
TODAY = datetime.now(UTC).date()


def suppress(walk: Walk, *entries: str) -> str:
    """Add suppressions to the plan. Return the plan as it was."""
    before = walk.text()
    walk.write(before + "verify:\n  suppress:\n" + "".join(f"    - {{ {entry} }}\n" for entry in entries))
    return before


def test_each_format_names_the_line_of_the_plan(finished: Walk, roles: Roles) -> None:
    finished.database.load(roles.named(f"{VIEW}; ALTER TABLE chats DISABLE ROW LEVEL SECURITY"))
    line = next(n for n, text in enumerate(finished.text().splitlines(), 1) if text.startswith("  chats:"))
    log = json.loads(finished.run("verify", "--format", "sarif").must(2).out)
    found = {result["ruleId"]: result for result in log["runs"][0]["results"] if result["level"] == "error"}
    assert found.keys() == {"rls", "view"}
    physical = found["rls"]["locations"][0]["physicalLocation"]
    assert physical["region"]["startLine"] == line
    assert physical["artifactLocation"]["uri"].endswith("/plan.yaml")
    assert found["view"]["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "public.people"
    suite = ElementTree.fromstring(finished.run("verify", "--format", "junit").must(2).out)
    assert (suite.get("failures"), len(suite.findall(".//failure"))) == ("2", 2)
    told = finished.run("verify", "--format", "github").must(2).out.splitlines()
    assert any(
        text.startswith("::error ") and f",line={line}," in text and "%3A public.chats::" in text for text in told
    )
    assert told[-1].startswith("2 findings in")


def test_only_checks_the_rules_that_are_named(finished: Walk, roles: Roles) -> None:
    finished.database.load(roles.named(VIEW))
    assert "No finding." in finished.run("verify", "--only", "rule", "--only", "copy").must().out
    alone = json.loads(finished.run("verify", "--only", "view", "--format", "json").must(2).out)["results"]
    assert [result["id"] for result in alone] == ["view"]
    rows = json.loads(finished.run("verify", "--only", "no-null", "--format", "json").must().out)["results"]
    assert {result["id"] for result in rows} == {"no-null"}
    assert all(result["of"] is not None for result in rows)
    assert "did you mean view" in finished.run("verify", "--only", "vieuw").must(64).err
    assert "--probe" in finished.run("verify", "--only", "probe").must(64).err
    assert "leave out --only" in finished.run("verify", "--only", "view", "--certificate", "x.json").must(64).err


def test_a_suppressed_finding_is_shown_with_its_reason(finished: Walk, roles: Roles, tmp_path: Path) -> None:
    finished.database.load(roles.named(VIEW))
    before = suppress(finished, f"rule: view, table: people, reason: reviewed by Ada, until: {TODAY}")
    certificate = tmp_path / "isolation.json"
    said = finished.run("verify", "--certificate", certificate).must()
    (line,) = [line for line in said.out.splitlines() if line.startswith("public.people")]
    assert "suppressed" in line
    assert f"reviewed by Ada (until {TODAY})" in line
    assert "1 suppressed by the plan" in said.out.splitlines()[-1]
    written = json.loads(certificate.read_text())
    assert [(one["rule"], one["reason"]) for one in written["suppressions"]] == [("view", "reviewed by Ada")]
    assert (written["ok"], written["findings"]) == (True, 0)
    assert "go on, 1 finding" in finished.run("verify", "--check", certificate).must().out
    log = json.loads(finished.run("verify", "--format", "sarif").must().out)
    (result,) = [one for one in log["runs"][0]["results"] if one["ruleId"] == "view"]
    assert "reviewed by Ada" in result["suppressions"][0]["justification"]
    # The day has passed.
    written["suppressions"][0]["until"] = str(TODAY - timedelta(days=1))
    certificate.write_text(json.dumps(written))
    assert "ended: view of public.people" in finished.run("verify", "--check", certificate).must(2).out
    finished.write(before)
    suppress(finished, f"rule: view, table: people, reason: reviewed, until: {TODAY - timedelta(days=1)}")
    assert "its suppression ended on" in finished.run("verify").must(2).out


def test_a_suppression_hides_what_it_names_and_nothing_else(finished: Walk, roles: Roles) -> None:
    until = TODAY + timedelta(days=30)
    finished.database.load(roles.named("GRANT pg_read_all_data TO {app}; ALTER ROLE {app} CREATEROLE"))
    check = f"rule: role, check: 'policies bind role {roles.app}'"
    try:
        before = suppress(finished, f"{check}, says: pg_read_all_data, reason: the export, until: {until}")
        said = finished.run("verify").must(2).out
        assert "the export" in said
        assert [line for line in said.splitlines() if "FINDING" in line and "CREATEROLE" in line]
        finished.write(before)
        suppress(finished, f"{check}, reason: both, until: {until}")
        finished.run("verify").must()
    finally:
        finished.database.load(roles.named("REVOKE pg_read_all_data FROM {app}; ALTER ROLE {app} NOCREATEROLE"))
    note = finished.run("verify").must().out
    assert "there is none: remove it from verify.suppress" in note
    located = [line for line in finished.run("verify", "--format", "github").out.splitlines() if "suppression" in line]
    line = next(n for n, text in enumerate(finished.text().splitlines(), 1) if "rule: role" in text)
    assert located
    assert all(text.startswith("::notice ") and f",line={line}," in text for text in located)


def test_a_finding_about_a_role_is_annotated_at_the_policies(finished: Walk, roles: Roles) -> None:
    finished.database.load(
        roles.named("GRANT USAGE ON SCHEMA planner TO {app}; GRANT SELECT ON planner.owned TO {app}")
    )
    found, _ = finished.run("verify", "--only", "record-right", "--format", "github").must(2).out.splitlines()
    line = next(n for n, text in enumerate(finished.text().splitlines(), 1) if text.startswith("rls:"))
    assert f",line={line}," in found
