"""Reading logs without a server: formats, broken lines, sessions, and the normal form of statements."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.application import normal as normal_module
from planner.application.comments import source_of
from planner.application.control import Event, Kind, event_of, kind_of
from planner.application.logs.calls import parameters_of
from planner.application.logs.entry import Broken
from planner.application.logs.files import is_log, log_files, open_log
from planner.application.normal import normal, parseable, statements
from planner.application.statements import Statement, parse
from planner.application.tally import Tally, Wanted
from planner.errors import PlanError

STAMP = "2026-11-26 08:00:00.123 UTC"
WANTED = Wanted("shop", frozenset({"admin"}), frozenset({"report"}), "app.client_id", ("public", "sales"))


def counted(folder: Path, text: str, prefixes: Iterable[str] = (), wanted: Wanted = WANTED) -> tuple[Tally, Broken]:
    """Return the tally of a log."""
    file = folder / "server.log"
    file.write_text(text, encoding="utf-8", newline="")
    tally, broken = Tally(wanted), Broken()
    for log in open_log(file, list(prefixes), broken):
        tally.read(log.name, log.entries)
    return tally, broken


def told(tally: Tally) -> list[tuple[str, int | None]]:
    return [(one.text, one.calls) for one in tally.statements()]


def one(tally: Tally) -> Statement:
    (found,) = tally.statements()
    return found


def csv(
    message: str, *, detail: str = "", session: str = "6.a", line: int = 2, user: str = "app", app: str = ""
) -> str:
    def quoted(text: str) -> str:
        doubled = text.replace('"', '""')
        return f'"{doubled}"' if text else ""

    head = f'{STAMP},"{user}","shop",7,"[local]",{session},{line},"SELECT",{STAMP},3/7,0,LOG,00000'
    return f'{head},{quoted(message)},{quoted(detail)},,,,,,,,{quoted(app)},"client backend",,0\n'


NORMAL = {
    "SELECT  *\n\tFROM \"a b\" WHERE x = 5 AND n = 'it''s' ;": 'SELECT * FROM "a b" WHERE x = ? AND n = ?',
    "SELECT '', '''', E'\\'', $$x;'y$$, $a$ $$ $a$, B'01'": "SELECT ?, ?, ?, ?, ?, B?",
    "SELECT a1, t.b2, $1, -4, 1.5e3 FROM t2 /* 5 'x */ -- it's": "SELECT a1, t.b2, ?, ?, ? FROM t2",
    "INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y')": "INSERT INTO t (a, b) VALUES (?, …), …",
    "SELECT x::int FROM t WHERE a IN ($1, $2) AND b = ANY('{1}'::int[])": "SELECT x::int FROM t WHERE a IN (?, …) AND b = ANY(?::int[])",
    "/*a='b'*/ SELECT 1 /*c='d;'*/": "SELECT ?",
}


@pytest.mark.parametrize("text", NORMAL)
def test_the_normal_form_has_no_value(text: str) -> None:
    assert normal(text) == NORMAL[text]
    assert normal(NORMAL[text]) == NORMAL[text]
    assert parse(parseable(normal(text))) is not None


PIECES = st.lists(
    st.sampled_from(
        ["SELECT", "a1", '"q"', "'x'", "''", "'it''s'", "$1", "5", "-7", ",", "=", "(", ")", "/* c */", "::int", "\n", "1.5", "[2]", "||"]
    ),
    max_size=12,
)  # fmt: skip


@given(PIECES)
def test_the_quick_way_and_the_thorough_way_agree(pieces: list[str]) -> None:
    text = " ".join(pieces)
    quick = normal(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(normal_module, "_quick", lambda _: None)
        assert normal(text) == quick
    assert "it''s" not in quick


def test_one_text_may_be_several_statements() -> None:
    text = "SELECT ';' /* ; */; SELECT $$;$$ -- ;\n; ;COMMIT"
    assert [normal(part) for part in statements(text)] == ["SELECT ?", "SELECT ?", "COMMIT"]


SOURCES = {
    "SELECT 1 /*route='%2Fpolls%2F%3Aid',file='app%2Fviews.py',lineno='3',traceparent='00-5b'*/": "app/views.py:3, route /polls/:id",
    "SELECT 1 /*application:Shop,controller:users,action:index,line:app/user.rb:3:in `find'*/": "app/user.rb:3:in `find', users#index",
    "/* load com.shop.Chat */ SELECT 1": "load com.shop.Chat",
    "SELECT 1 /* traceparent=00-5bd6-01 */": "trace 00-5bd6-01",
    "SELECT 1 -- shop.py:3": "shop.py:3",
    "SELECT '/*x*/'": None,
}


@pytest.mark.parametrize("text", SOURCES)
def test_comments_name_the_source(text: str) -> None:
    assert source_of(text) == SOURCES[text]


def test_what_a_statement_is_for() -> None:
    kinds = {
        "BEGIN READ WRITE": (Kind.CONTROL, Event.BEGIN), "ROLLBACK TO SAVEPOINT a": (Kind.CONTROL, None),
        "rollback": (Kind.CONTROL, Event.END), "COMMIT PREPARED ?": (Kind.CONTROL, None),
        "DISCARD ALL": (Kind.CONTROL, Event.RESET), "SELECT set_config(?, ?, true)": (Kind.CONTROL, None),
        "SELECT set_config(?, ?, true) FROM chats": (Kind.QUERY, None), "ALTER TABLE t ADD c int": (Kind.MIGRATION, None),
        'INSERT INTO "django_migrations" (app) VALUES (?)': (Kind.MIGRATION, None), "TRUNCATE t": (Kind.QUERY, None),
    }  # fmt: skip
    assert {text: (kind_of(text), event_of(text)) for text in kinds} == kinds


def test_parameters_that_the_log_has_cut_are_unknown() -> None:
    assert parameters_of("$1 = 'it''s', $2 = NULL, $3 = 'a, $4 = x'") == {1: "it's", 2: None, 3: "a, $4 = x"}
    assert parameters_of("$1 = 'cut o...'") is None


def test_a_record_that_another_one_interrupts_is_broken(tmp_path: Path) -> None:
    whole = csv('statement: SELECT 1\nFROM chats -- "it,\n')
    half = csv("statement: SELECT 2 FROM chats\nWHERE x = 1")[:150]
    tally, broken = counted(tmp_path, whole + half + whole + "nonsense\n" + whole + half)
    assert told(tally) == [("SELECT ? FROM chats", 3)]
    assert broken.number == 3
    assert [place.line for place in broken.places] == [4, 8, 12]
    assert one(tally).place is not None
    assert one(tally).name.endswith("server.log:1")


def test_half_a_line_at_the_end_is_counted_in_every_format(tmp_path: Path) -> None:
    entry = {"error_severity": "LOG", "message": "statement: SELECT 1", "dbname": "shop", "session_id": "a.1"}
    for whole, half in (
        (json.dumps(entry) + "\n", json.dumps(entry)[:40]),
        (f"{STAMP} [7] LOG:  statement: SELECT 1\n", f"{STAMP} [7] LOG:  statement: SEL"),
        (csv("statement: SELECT 1"), csv("statement: SELECT 1")[:90]),
    ):
        tally, broken = counted(tmp_path, whole + half)
        assert told(tally) == [("SELECT ?", 1)]
        assert broken.number == 1


def test_lines_of_stderr_belong_to_their_message(tmp_path: Path) -> None:
    log = (
        "\trest of a message before\n"
        f"{STAMP} [7] app@shop LOG:  statement: SELECT a\n\tFROM chats\n\t\tWHERE x = 'LOG:  statement: SELECT 9'\n"
        f"{STAMP} [8] app@shop WARNING:  there is no transaction\n\tSELECT hidden\n"
        f"{STAMP} [8] app@other LOG:  statement: SELECT elsewhere\n"
        f"{STAMP} [8] admin@shop LOG:  statement: SELECT by_admin\n"
        f"{STAMP} [9] app@shop ERROR:  no unique constraint matching ON CONFLICT\n"
        f"{STAMP} [9] app@shop STATEMENT:  INSERT INTO chats (id) VALUES (1) ON CONFLICT (x) DO NOTHING\n"
        "words of another program\n"
        f"{STAMP} [7] app@shop LOG:  duration: 2.5 ms\n"
        f"{STAMP} [7] app@shop LOG:  duration: 1.000 ms  execute S_1: SELECT b FROM chats WHERE x = $1\n"
        f"{STAMP} [7] app@shop DETAIL:  Parameters: $1 = 'it''s'\n"
        f"{STAMP} [7] app@shop LOG:  duration: 1.000 ms  bind S_1: SELECT b FROM chats WHERE x = $1\n"
        f"{STAMP} [7] app@shop LOG:  execute fetch from S_1/C_1: SELECT b FROM chats WHERE x = $1\n"
    )
    tally, broken = counted(tmp_path, log)
    found = {one.text: one for one in tally.statements()}
    assert set(found) == {
        "SELECT a FROM chats WHERE x = ?", "SELECT b FROM chats WHERE x = ?",
        "INSERT INTO chats (id) VALUES (?) ON CONFLICT (x) DO NOTHING",
    }  # fmt: skip
    assert found["SELECT a FROM chats WHERE x = ?"].milliseconds == 2.5
    assert found["SELECT b FROM chats WHERE x = ?"].parameters == ("$1 = 'it''s'",)
    assert (tally.left.databases["other"], tally.left.excluded, broken.number) == (1, 1, 2)


@pytest.mark.parametrize(
    ("prefix", "begin"),
    [
        ("%t:%r:%u@%d:[%p]:", "2026-11-26 08:00:00 UTC:10.0.0.1(5432):app@shop:[7]:"),
        ("%m [%p] %q%u@%d/%a ", f"{STAMP} [7] app@shop/web "),
        (
            "%t [%p]: user=%u,db=%d,app=%a,client=%h ",
            "2026-11-26 08:00:00 UTC [7]: user=app,db=shop,app=web,client=[local] ",
        ),
        ("%n %c %l %u %d ", "1700000000.123 6746b000.7 5 app shop "),
    ],
)
def test_the_prefix_names_session_role_and_database(prefix: str, begin: str, tmp_path: Path) -> None:
    log = "".join(
        f"{begin}LOG:  statement: {text}\n"
        for text in ("BEGIN", "SET LOCAL app.client_id = 'a'", "SELECT 1", "COMMIT", "SELECT 2")
    )
    tally, _ = counted(tmp_path, log, [prefix])
    found = one(tally)
    assert (found.calls, found.unset, found.roles) == (2, 1, ("app",))
    if "%n" not in prefix:
        assert told(counted(tmp_path, log)[0]) == [("SELECT ?", 2)], "without a given prefix"


def test_sessions_are_kept_apart(tmp_path: Path) -> None:
    calls = [
        ("a.1", "BEGIN"), ("b.2", "BEGIN"), ("a.1", "SELECT set_config('app.client_id', 'a', true)"),
        ("a.1", "SELECT 1 FROM x"), ("b.2", "SELECT 1 FROM x"), ("b.2", "ALTER TABLE x ADD y int"),
        ("b.2", "UPDATE x SET y = 1"), ("a.1", "ROLLBACK TO SAVEPOINT s"), ("a.1", "SELECT 1 FROM x"),
        ("b.2", "COMMIT"), ("b.2", "SET app.client_id = ''"), ("b.2", "SELECT 1 FROM x"),
        ("b.2", "SET search_path = sales, public"), ("b.2", "SET ROLE job"), ("b.2", "SELECT 1 FROM x"),
        ("a.1", "COMMIT; SET LOCAL app.client_id = 'c'; SELECT 2 FROM z"), ("a.1", "SELECT 2 FROM z"),
    ]  # fmt: skip
    lines = [calls[: n + 1] for n in range(len(calls))]
    log = "".join(
        csv(f"statement: {before[-1][1]}", session=before[-1][0], line=[one for one, _ in before].count(before[-1][0]))
        for before in lines
    )
    tally, _ = counted(tmp_path, log)
    found = {(one.text, one.first): (one.calls, one.unset, one.roles) for one in tally.statements()}
    assert found == {
        ("SELECT ? FROM x", "public"): (4, 2, ("app",)),
        ("SELECT ? FROM x", "sales"): (1, 1, ("job",)),
        ("SELECT ? FROM z", "public"): (2, 1, ("app",)),
    }
    assert tally.left.migrations == 2


def test_what_is_not_the_applications_is_left_out(tmp_path: Path) -> None:
    log = csv("statement: SELECT 1", app="planner apply") + csv('statement: SELECT 1 FROM "planner"."owned"')
    log += csv("statement: SELECT 1", app="report") + csv("statement: SELECT 1", user="admin")
    log += csv("execute q: EXECUTE q(1)") + csv(
        "statement: EXECUTE q(1)", detail="prepare: PREPARE q AS SELECT x FROM y WHERE z = $1"
    )
    tally, _ = counted(tmp_path, log)
    assert ("PREPARE q AS SELECT x FROM y WHERE z = ?", 1) in told(tally)
    assert (tally.left.planner, tally.left.excluded) == (2, 2)


PLANS = {
    "text": "Query Text: SELECT a\n  FROM \"b\" WHERE c = $1\nQuery Parameters: $1 = 'x'\nSeq Scan on b  (cost=0.00..1.01 rows=1 width=4) "
    "(actual time=0.01..0.02 rows=7.00 loops=1)\n  Filter: (c = 1)",
    "json": json.dumps(
        {"Query Text": 'SELECT a\n  FROM "b" WHERE c = $1', "Query Parameters": "$1 = 'x'", "Plan": {"Actual Rows": 7}}
    ),
    "xml": "<explain><Query-Text>SELECT a\n  FROM &quot;b&quot; WHERE c = $1</Query-Text>"
    "<Query-Parameters>$1 = 'x'</Query-Parameters></explain>",
    "yaml": 'Query Text: "SELECT a\\n  FROM \\"b\\" WHERE c = $1"\nQuery Parameters: "$1 = \'x\'"\nPlan:\n  Node Type: "Seq Scan"',
}


@pytest.mark.parametrize("form", PLANS)
def test_auto_explain_in_every_format(form: str, tmp_path: Path) -> None:
    plan = csv(f"duration: 12.5 ms  plan:\n{PLANS[form]}")
    tally, _ = counted(tmp_path, plan + csv('duration: 13.0 ms  execute x: SELECT a\n  FROM "b" WHERE c = $1') + plan)
    found = one(tally)
    assert found.text == 'SELECT a FROM "b" WHERE c = ?'
    assert found.calls == 2, "the plan and the duration of one call are one call"
    assert found.parameters == ("$1 = 'x'",)
    assert found.rows == (14 if form in ("text", "json") else None)


def test_logs_are_found_and_recognized(tmp_path: Path) -> None:
    text = csv("statement: SELECT 1")
    for name in ("one.log", "one.csv", "two.csv.gz", "notes.md", ".hidden.log"):
        (tmp_path / name).write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    assert sorted(file.name for file in log_files(tmp_path)) == ["one.csv", "two.csv.gz"]
    assert is_log(tmp_path / "two.csv.gz")
    sql = tmp_path / "app.sql"
    sql.write_text("SELECT 'LOG:  statement: x';\n")
    assert not is_log(sql)
    with pytest.raises(PlanError, match="no server log"):
        list(open_log(sql, [], Broken()))
    packed = gzip.compress(text.encode() * 2000)
    (tmp_path / "cut.log.gz").write_bytes(packed[: len(packed) // 2])
    broken = Broken()
    for log in open_log(tmp_path / "cut.log.gz", [], broken):
        assert list(log.entries)
    assert broken.number


ORM_LOGS = {
    "sqlalchemy": "2026-11-26 08:00:00,123 INFO sqlalchemy.engine.Engine BEGIN (implicit)\n"
    "2026-11-26 08:00:00,123 INFO sqlalchemy.engine.Engine SELECT chats.id, chats.title \nFROM chats \nWHERE chats.id = %(id_1)s\n"
    "2026-11-26 08:00:00,123 INFO sqlalchemy.engine.Engine [generated in 0.00012s] {'id_1': 5}\n"
    "2026-11-26 08:00:00,123 INFO sqlalchemy.engine.Engine COMMIT\n",
    "django": "DEBUG (0.001) BEGIN; args=None; alias=default\n(0.002) SELECT chats.id, chats.title FROM chats WHERE chats.id = 5; "
    "args=(5,); alias=default\n",
    "rails": "  \x1b[1m\x1b[36mChat Load (0.3ms)\x1b[0m  \x1b[1m\x1b[34mSELECT chats.id, chats.title FROM chats WHERE chats.id = $1"
    '\x1b[0m  [["id", 5]]\nCompleted 200 OK in 5ms\n',
    "prisma": "prisma:query SELECT chats.id, chats.title FROM chats WHERE chats.id = $1\n",
    "drizzle": "Query: select chats.id, chats.title from chats where chats.id = $1 -- params: [5]\n",
    "sequelize": "Executing (default): SELECT chats.id, chats.title FROM chats WHERE chats.id = 5;\n",
}


@pytest.mark.parametrize("orm", ORM_LOGS)
def test_logs_of_a_test_run_as_orms_write_them(orm: str, tmp_path: Path) -> None:
    tally, broken = counted(tmp_path, f"Running tests\n{ORM_LOGS[orm]}ok\n" if orm != "sqlalchemy" else ORM_LOGS[orm])
    found = one(tally)
    assert found.text.lower() == "select chats.id, chats.title from chats where chats.id = ?"
    assert parse(found.sample or "") is not None
    assert (found.calls, found.unset, broken.number) == (1, 0, 0)
