"""Text → plan: every value where it belongs, every mistake with its place and the word that was meant."""

from __future__ import annotations

import re
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import PlanError, PlannerError
from planner.plan.load import LoadedPlan, load_plan, parse_plan
from planner.plan.table import Kind

HERE = Path(__file__).parent

BASE = """\
version: 1
tenant:
  table: Clients
  key: { column: id, type: text }
  default: { id: default }
  column: client_id
"""


def problems(text: str) -> list[PlannerError]:
    with pytest.raises(PlanError) as caught:
        parse_plan(text, "plan.yaml")
    return list(caught.value.problems) or [caught.value]


def test_the_whole_vocabulary_is_read() -> None:
    plan = load_plan(HERE / "everything.yaml").plan
    assert plan.schemas == ("public", "billing")
    assert plan.tenant.columns["title"].default == "'none'"
    assert plan.tenant.default is not None
    assert plan.tenant.default.values == {"title": "First", "seats": 12, "active": True, "since": "2026-01-31"}
    assert plan.tables["User"].kind is Kind.SCOPED
    chat, suggestion, vote = (plan.tables[name].backfill for name in ("Chat", "Suggestion", "Vote_v2"))
    assert chat is not None
    assert chat.via is not None
    assert [path.columns for path in chat.via] == [("userId",)]
    assert suggestion is not None
    assert suggestion.via is not None
    assert [path.columns for path in suggestion.via] == [("documentId", "documentCreatedAt")]
    assert vote is not None
    assert vote.via is not None
    assert [(path.columns, path.references) for path in vote.via] == [
        (("chatId",), None),
        (("messageId",), "Message_v2"),
    ]
    assert plan.tables["numbered"].backfill is not None
    assert plan.tables["numbered"].backfill.constant == "0012", "text stays as it was written"
    assert plan.tables["job_locks"].until == date(2027, 1, 1)
    assert plan.execution.lock_deadline == 120.0
    assert plan.execution.limits is not None
    assert plan.execution.limits.wal_rate == 100 * 1024**2
    assert plan.execution.limits.dead_tuples == 0.2


def test_defaults_are_those_of_the_documentation() -> None:
    plan = parse_plan(BASE, "plan.yaml").plan
    assert (plan.schemas, plan.unlisted, plan.naming) == (("public",), "error", "postgres")
    assert list(plan.tenant.columns) == ["name", "created_at"]
    assert (plan.keys.index, plan.keys.unique, plan.transition.assign, plan.transition.drop) == (
        True,
        "keep",
        "auto",
        "never",
    )
    execution = plan.execution
    assert (execution.lock_timeout, execution.lock_deadline, execution.batch_rows) == (0.2, 600.0, 5000)
    assert (execution.batch_seconds, execution.pause, execution.workers) == (0.1, 0.0, 1)


@pytest.mark.parametrize(("word", "value"), [("follow", "follow"), ("no", False), ("TRUE", True)])
def test_words_of_an_index(word: str, value: object) -> None:
    assert parse_plan(BASE + f"keys: {{ index: {word} }}\n", "plan.yaml").plan.keys.index == value


def test_names_that_yaml_would_read_as_truth_values_stay_names() -> None:
    plan = parse_plan(BASE + "tables:\n  on: {}\n  no: { column: yes }\n", "plan.yaml").plan
    assert list(plan.tables) == ["on", "no"]
    assert plan.tables["no"].column == "yes"


FOREIGN = re.compile("[Ii]nput should|pydantic|validation error|Value error|[Dd]atetimes provided")

MISTAKES = [
    ("transition: { assign: setting }\n", 7, 15, "`assign: setting` needs the name of the setting", None),
    ("transition: { setting: app.x }\n", 7, 15, "is read by `assign: setting` alone", "or remove it"),
    ("transition: { setting: appx, assign: setting }\n", 7, 24, "no setting that a session can set", "app.client_id"),
    (
        "transition: { setting: app.x, assign: setting }\nrls: { setting: app.y, roles: [app] }\n",
        7,
        15,
        "rows would go to another tenant",
        "name one setting",
    ),
    ("tables:\n  User: { transition: { assign: setting } }\n", 8, 25, "`assign: setting` needs the name", None),
    ("tables:\n  User: { transition: {} }\n", 8, 23, "says nothing", "drop: never"),
    ("tables:\n  User: { kind: reference, transition: { drop: never } }\n", 8, 9, "gets no tenant filled in", None),
    ("unlisted: eror\n", 7, 11, "'eror' is not one of", "'error'"),
    ("tables:\n  User: { backfil: { constant: x } }\n", 8, 11, "unknown key 'backfil' in tables.User", "'backfill'"),
    ("tables:\n  User: { backfill: { constant: x, sql: y } }\n", 8, 21, "exactly one of", None),
    ("tables:\n  User: { backfill: {} }\n", 8, 21, "none is given", None),
    ("tables:\n  User: { kind: scopd }\n", 8, 17, "'scopd' is not one of", "'scoped'"),
    ("tables:\n  User: { kind: exempt }\n", 8, 9, "needs a `reason`", None),
    ("tables:\n  User: { kind: reference, column: x }\n", 8, 9, "`backfill` and `column` are for scoped", None),
    ("tables:\n  User: {}\n  User: {}\n", 9, 3, "duplicate key 'User'; it stands in line 8", "keep one"),
    ("tables:\n  a.b.c: {}\n", 8, 3, "more than schema and table", None),
    ("tables:\n  Clients: {}\n", 8, 3, "is the tenants table", "remove it"),
    ("tables:\n  other.t: {}\n", 8, 3, "outside the managed schemas", "add 'other'"),
    ("tables:\n  public.t: {}\n  t: {}\n", 9, 3, "names the same table as public.t", "keep one"),
    ("tables:\n  User: { backfill: { via: [a, a] } }\n", 8, 29, "names a column twice", None),
    ("tables:\n  User: { backfill: { via: [] } }\n", 8, 21, "at least one path", None),
    ("tables:\n  User: { backfill: { sql: ' ' } }\n", 8, 28, "must not be empty", None),
    ("tables:\n  User: { until: tomorrow }\n", 8, 18, "must be a date", None),
    ("keys: { index: folow }\n", 7, 16, "must be true, false or follow, not 'folow'", None),
    ("keys: { index: [a] }\n", 7, 16, "must be true, false or follow", None),
    ("execution: { lock_timeout: 5 }\n", 7, 28, "'5' is not a duration", None),
    ("execution: { lock_timeout: 0s }\n", 7, 28, "at least 1ms", None),
    ("execution: { lock_timeout: 1us }\n", 7, 28, "at least 1ms", None),
    ("execution: { lock_deadline: 30d }\n", 7, 29, "longer than 24 days", None),
    ("execution: { batch_seconds: 0 }\n", 7, 29, "at least 0.001", None),
    ("execution: { batch_seconds: inf }\n", 7, 29, "finite", None),
    ("execution: { batch_rows: 9999999999 }\n", 7, 26, "at most 2147483647", None),
    ("execution: { workers: 0 }\n", 7, 23, "at least 1", None),
    ("execution: { limits: { dead_tuples: 0% } }\n", 7, 37, "greater than 0", None),
    ("execution: { limits: { wal_rate: fast } }\n", 7, 34, "'fast' is not a rate", None),
    ("execution: { limits: { replica_lagg: 1s } }\n", 7, 24, "in execution.limits", "'replica_lag'"),
    ("execution: { limits: { probe: { sql: SELECT 1 } } }\n", 7, 24, "needs the key 'latency'", None),
    ("rls:\n", 7, 1, "rls has no value", "remove the key"),
    ("tabels:\n", 7, 1, "unknown key 'tabels'", "'tables'"),
    ("keys: ~\n", 7, 1, "keys has no value", "remove the key"),
    ("rls: { setting: a, roles: [] }\n", 7, 27, "at least 1 entry", None),
    (
        "rls: { setting: a, roles: [b], trusted: [{ function: f, reason: x }] }\n",
        7,
        54,
        "which arguments",
        "billing.totals(date)",
    ),
    (
        "rls: { setting: a, roles: [b], trusted: [{ view: f, table: g, reason: x }] }\n",
        7,
        42,
        "view and table are given",
        None,
    ),
    ("rls: { setting: a, roles: [b], trusted: [{ view: f }] }\n", 7, 42, "reason", None),
    (
        "rls: { setting: a, roles: [b], trusted: [{ view: f, reason: x, definition: abc }] }\n",
        7,
        76,
        "is not a digest",
        "planner verify",
    ),
    ("schemas: ['']\n", 7, 11, "a name can be neither empty", None),
    ("schemas: [a, a]\n", 7, 10, "names a schema twice", None),
    ("schemas: [planner]\n", 7, 10, "can't be managed", None),
    ("schemas: [information_schema]\n", 7, 10, "can't be managed", None),
    ("keys: { <<: { old: keep } }\n", 7, 9, "a key must be plain text", "write the keys out"),
    ("tables:\n  User: { backfill: }\n", 8, 11, "tables.User.backfill has no value", "remove the key"),
    ("tables:\n  User: { backfill: { constant: ~ } }\n", 8, 23, "constant has no value", "quote the word"),
    ("tables:\n  User: { backfill: { constant: on } }\n", 8, 33, "on is a truth value", "quote it: 'on'"),
    ("tables:\n  User: { backfill: { constant: 1.5 } }\n", 8, 33, "1.5 is a number with a fraction", "quote it: '1.5'"),
    ("tables:\n  User: { backfill: { constant: '' } }\n", 8, 33, "must not be empty", None),
    ('tables:\n  User: { backfill: { constant: "a\\0b" } }\n', 8, 33, "cannot hold a NUL", None),
    ("tables:\n  User: { backfill: { constant: !foo x } }\n", 8, 33, "the tag !foo means nothing here", "remove it"),
    ("tables:\n  User: { backfill: { constant: x, on_orphan: fail } }\n", 8, 21, "`on_orphan` is for rows", None),
    ("tables:\n  User: { column: '' }\n", 8, 19, "a name can be neither empty", None),
    (f"tables:\n  User: {{ column: {'x' * 64} }}\n", 8, 19, "longer than 63 bytes", None),
    (f"tables:\n  User: {{ column: {'é' * 32} }}\n", 8, 19, "longer than 63 bytes", None),
    ("tables:\n  User: { kind: exempt, reason: x, until: 1700000000 }\n", 8, 43, "must be a date", None),
    ("tables:\n  User: { kind: exempt, reason: x, until: 2027-02-31 }\n", 8, 43, "must be a date", None),
    ("tables:\n  User: { reason: x }\n", 8, 9, "for `kind: exempt`", None),
    ("tables:\n  User: { triggers: { a: supress } }\n", 8, 26, "'supress' is not one of", "'suppress'"),
    ("tables:\n  backfill: { colum: x }\n", 8, 15, "unknown key 'colum' in tables.backfill", "'column'"),
    ("tables:\n  User: { backfill: { via: [a, ''] } }\n", 8, 32, "a name can be neither empty", None),
    ("tables:\n  User: { backfill: { via: { columns: [a] } } }\n", 8, 28, "must be a list", "a list: [{ … }]"),
    ("schemas: { a: b }\n", 7, 10, "must be a list", "[a, b]"),
    ("tables:\n  User: { backfill: { via: '' } }\n", 8, 28, "a name can be neither empty", None),
    ("tables:\n  User: { backfill: { via: [{ columns: [] }] } }\n", 8, 40, "at least 1 entry", None),
    (
        "tables:\n  User: { backfill: { via: [{ columns: [a], refrences: b }] } }\n",
        8,
        45,
        "'refrences'",
        "'references'",
    ),
    ("tables:\n  User: { backfill: { via: [{ columns: [a], key: [b] }] } }\n", 8, 29, "go together", None),
    (
        "tables:\n  User: { backfill: { via: [{ columns: [a, b], references: p, key: [c] }] } }\n",
        8,
        29,
        "`columns` has 2 names and `key` 1",
        None,
    ),
    ("tables:\n  t: {}\n  public.t: {}\n", 9, 3, "names the same table as t", "keep one"),
    ("execution: { batch_rows: 0 }\n", 7, 26, "at least 1", None),
    ("execution: { batch_rows: many }\n", 7, 26, "whole number", None),
    ("execution: fast\n", 7, 12, "must be a mapping", None),
    ("keys: { keep_global: [User.email] }\n", 7, 7, "`keep_global` lists exceptions", None),
    ("keys: { comment: perhaps }\n", 7, 18, "true or false", None),
    ("schemas: [pg_catalog]\n", 7, 10, "can't be managed", None),
    ("schemas: []\n", 7, 10, "at least 1", None),
    ("frobnicate: 1\n", 7, 1, "unknown key 'frobnicate'", "allowed here: version, target"),
    ("tables:\n  User: { kind: mixed }\n", 8, 9, "a mixed table needs its `column`", "name the tenant column"),
    ("tables:\n  User: { kind: mixed, column: a, backfill: { via: b } }\n", 8, 9, "nothing is filled", "`backfill`"),
    ("tables:\n  User: { memberships: a }\n", 8, 9, "are for `kind: shared`", None),
    ("tables:\n  User: { kind: shared, pointers: { a: b } }\n", 8, 9, "there are none", "`memberships: team_user`"),
    ("tables:\n  User: { kind: shared, column: a }\n", 8, 9, "`backfill` and `column` are for scoped", None),
    ("tables:\n  User: { kind: reference, keys: { unique: keep } }\n", 8, 9, "`keys` is for scoped tables", None),
    ("tables:\n  User: { keys: { unique: per_tenant } }\n", 8, 27, "is not one of keep", None),
    ("transition: { drop: [never] }\n", 7, 21, "is not one of never, tighten", None),
]


@pytest.mark.parametrize(("text", "line", "column", "message", "hint"), MISTAKES, ids=[m[3][:30] for m in MISTAKES])
def test_a_mistake_is_shown_with_its_place(text: str, line: int, column: int, message: str, hint: str | None) -> None:
    found = problems(BASE + text)
    assert len(found) == 1, [str(p) for p in found]
    problem = found[0]
    assert problem.place is not None
    assert (problem.place.line, problem.place.column) == (line, column), str(problem)
    assert message in problem.message
    assert problem.hint, "every error says what to do"
    assert hint is None or hint in problem.hint
    assert not FOREIGN.search(str(problem)), "pydantic's words must not come through"


def test_all_mistakes_of_a_file_are_told_in_their_order() -> None:
    found = problems(BASE + "unlisted: no way\nkeys: { old: older }\ntables:\n  T: { colum: x }\n")
    assert [p.place.line for p in found if p.place] == [7, 8, 10]


def test_of_many_mistakes_the_first_are_told_and_the_others_counted() -> None:
    with pytest.raises(PlanError) as caught:
        parse_plan(
            BASE + "tables:\n" + "".join(f"  t{n}: {{ kind: wrong, colum: x }}\n" for n in range(40)), "plan.yaml"
        )
    assert [p.place.line for p in caught.value.problems if p.place] == [n for n in range(8, 33) for _ in range(2)]
    assert caught.value.more == 30


def test_a_missing_key_is_named() -> None:
    (problem,) = problems("version: 1\ntenant: { table: C, key: { column: id }, column: c }\n")
    assert "tenant.key needs the key 'type'" in problem.message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "empty"),
        ("# nothing\n", "empty"),
        ("- a\n", "not a mapping"),
        ("a: [\n", "not YAML"),
        ("a: b: c\n", "not YAML"),
        ("version: 1\ntenant: {table: c\ntables:\n", r"not YAML.*it began in line 2"),
        ("a: 1\n---\nb: 1\n", "a second document begins"),
        ("a: *b\n", r"not YAML: nothing has the anchor that '\*b' names"),
        ("a: 'x\n", "not YAML: the text ends too early"),
        ("a: @x\n", "not YAML: a text can't begin with '@'"),
        ("a:\n\tb: 1\n", "not YAML: a tab where only spaces may stand"),
        ("a:\n  - 1\n b: 2", r"not YAML: 'b: 2' does not fit here \(it began in line 1\)"),
        ("a: 1\x00\n", "not YAML"),
        ("~\n", "not a mapping"),
    ],
)
def test_what_is_no_plan_at_all(text: str, message: str) -> None:
    (problem,) = problems(text)
    assert re.search(message, problem.message), problem.message
    assert problem.place is not None
    assert problem.hint


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    binary = tmp_path / "b.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    for path, message in (
        (tmp_path / "none.yaml", "there is no plan"),
        (tmp_path, "is a directory"),
        (binary, "not UTF-8"),
    ):
        with pytest.raises(PlanError, match=message) as caught:
            load_plan(path)
        assert caught.value.hint
        assert len(caught.value.problems) == 1
    with pytest.raises(PlanError) as caught:
        load_plan(tmp_path / "none.yaml")
    assert caught.value.hint is not None
    assert "planner init drafts a plan" in caught.value.hint
    assert "planner docs plan" in caught.value.hint


def test_bytes_that_are_no_text_are_shown_with_their_place(tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    file.write_bytes("version: 1\n# é ".encode() + b"\xe9\n")
    with pytest.raises(PlanError, match="byte 16 is 0xe9") as caught:
        load_plan(file)
    assert caught.value.place is not None
    assert (caught.value.place.line, caught.value.place.column) == (2, 5)


def test_places_of_keys_that_are_not_there_fall_back_to_the_nearest_above() -> None:
    loaded = parse_plan(BASE + "tables:\n  User: { backfill: { via: a } }\n", "plan.yaml")
    assert str(loaded.place("tables", "User", "backfill", "via", 0)) == "plan.yaml:8:23"
    assert str(loaded.place("keys", "index")) == "plan.yaml:1:1"


def test_an_alias_that_holds_itself_is_no_endless_loop() -> None:
    assert problems("a: &x\n  b: *x\n")


def test_aliases_work() -> None:
    text = "tables:\n  a: &t { backfill: { constant: x } }\n  b: *t\n"
    plan = parse_plan(BASE + text, "plan.yaml").plan
    assert plan.tables["a"] == plan.tables["b"]


def test_aliases_of_aliases_end_soon() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    (problem,) = problems("\n".join(lines))
    assert "aliases" in problem.message


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
@pytest.mark.parametrize("many", [100, 100_000])
def test_what_is_nested_too_deeply_does_not_end_the_process(opening: str, many: int) -> None:
    """libyaml's composer recurses in C: 100,000 brackets were a segmentation fault, and are an error of the scanner's
    by now."""
    (problem,) = problems(opening * many)
    assert "nested more than 20 levels deep" in problem.message
    assert problem.place is not None
    assert problem.place.line == 1


def test_the_tenants_values_are_typed_only_when_nothing_is_lost() -> None:
    written = "{ a: 12, b: 0012, c: 1:30, d: on, e: true, f: 1.5, g: 1.50, h: .inf, i: '7', j: ~, k: 0x1f, l: !!int x }"
    default = parse_plan(
        BASE.replace("id: default", f"id: default, values: {written}"), "plan.yaml"
    ).plan.tenant.default
    assert default is not None
    assert default.values == {
        "a": 12,
        "b": "0012",
        "c": "1:30",
        "d": "on",
        "e": True,
        "f": 1.5,
        "g": "1.50",
        "h": ".inf",
        "i": "7",
        "j": None,
        "k": "0x1f",
        "l": "x",
    }


@pytest.mark.parametrize(("written", "kept"), [("42", "42"), ("0012", "0012"), ("'true'", "true"), ("1_000", "1_000")])
def test_a_tenants_id_stays_as_it_was_written(written: str, kept: str) -> None:
    table = parse_plan(f"{BASE}tables:\n  T: {{ backfill: {{ constant: {written} }} }}\n", "plan.yaml").plan.tables["T"]
    assert table.backfill is not None
    assert table.backfill.constant == kept


def test_a_problem_between_parts_is_told_beside_a_problem_of_one_part() -> None:
    found = problems(BASE + "unlisted: eror\ntables:\n  Clients: {}\n")
    assert [p.place.line for p in found if p.place] == [7, 9]


def test_given_columns_of_the_tenants_table_replace_the_default_ones() -> None:
    plan = parse_plan(BASE.replace("  column:", "  columns: {}\n  column:"), "plan.yaml").plan
    assert plan.tenant.columns == {}


def test_the_time_to_load_grows_with_the_tables() -> None:
    """Ten times the tables take about ten times as long, and not a hundred times."""

    def seconds(tables: int) -> float:
        text = BASE + "tables:\n" + "".join(f"  t{n}: {{ backfill: {{ via: parent_id }} }}\n" for n in range(tables))
        started = time.process_time()
        parse_plan(text, "plan.yaml")
        return time.process_time() - started

    assert seconds(10_000) < 60 * min(seconds(1_000) for _ in range(3))


def parsed_or_told(text: str) -> LoadedPlan | str:
    try:
        return parse_plan(text, "plan.yaml")
    except PlannerError as error:
        return error.message


EVERYTHING = (HERE / "everything.yaml").read_text(encoding="utf-8")
TOKENS = [
    "",
    " ",
    "\n",
    ":",
    "{",
    "}",
    "[",
    "]",
    "~",
    "'",
    "&a ",
    "*a",
    "<<: ",
    "!x ",
    "- ",
    "? ",
    "\t",
    "\0",
    "no",
    "1.5",
    "x",
]


@given(st.integers(0, len(EVERYTHING)), st.integers(0, 12), st.sampled_from(TOKENS))
def test_any_slip_in_a_whole_plan_is_a_plan_or_clear_errors(at: int, length: int, token: str) -> None:
    for problem in slips(EVERYTHING[:at] + token + EVERYTHING[at + length :]):
        assert problem.place is not None
        assert problem.hint
        assert not FOREIGN.search(str(problem))


def slips(text: str) -> tuple[PlannerError, ...]:
    try:
        parse_plan(text, "plan.yaml")
    except PlanError as error:
        return error.problems
    return ()


@given(st.text())
def test_any_text_is_a_plan_or_one_clear_error(text: str) -> None:
    assert parsed_or_told(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda s: st.lists(s) | st.dictionaries(st.text(max_size=5), s),
    )
)
def test_any_value_in_any_key_is_a_plan_or_one_clear_error(value: object) -> None:
    import yaml

    for key in ("tenant", "tables", "keys", "schemas", "execution", "target", "version"):
        text = yaml.safe_dump(
            {"version": 1, "tenant": {"table": "C", "key": {"column": "i", "type": "t"}, "column": "c"}} | {key: value}
        )
        assert parsed_or_told(text)
