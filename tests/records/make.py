"""Makes the frozen records of one format: what the schema `planner` of a user's database holds after each golden case.

format1 was made by planner 0.1.0, on PostgreSQL 15.18 and 18.6, and is never made anew: a record is what planner left
in a database on that day. A later format gets a folder of its own, made by the code that writes it, in its checkout:

    PLANNER_TEST_PG=15,18 .venv/bin/python tests/records/make.py format2

Each case gives <case>.before.sql (the schema before planner), <case>.plan.yaml, <case>.sql (the whole database after
`planner apply`) and <case>.<state>.sql (part of the way). Those of another major than 18 end in .pg<major>.sql. The
first line of a record names the servers that it can be loaded on. All is as planner left it but for the journal:
names of machine and database in it are others, and only some cases keep more than its last lines.
"""

from __future__ import annotations

import csv
import getpass
import multiprocessing
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import psycopg

from harness.cases import cases
from harness.databases import Database, fresh_database
from harness.reporters import Quiet
from harness.runs import Walk
from harness.servers import WHEEL_MAJOR, Server, majors, running_server
from harness.waiting import until
from planner import __version__

WHOLE_JOURNAL = ("constant", "quarantine")

Reach = Callable[[Walk], None]
"""Brings a database from the state before planner to the one to record."""

GOLDEN = Path(__file__).parents[1] / "golden"

OWN = {
    "pages": (
        """\
CREATE TABLE orgs (id text PRIMARY KEY);
CREATE TABLE chat (id int PRIMARY KEY, org text NOT NULL REFERENCES orgs, body text GENERATED ALWAYS AS (repeat('x', 1900)) STORED);
""",
        """\
INSERT INTO orgs VALUES ('acme'), ('zeta');
INSERT INTO chat SELECT n, CASE WHEN n % 2 = 0 THEN 'acme' ELSE 'zeta' END FROM generate_series(1, 24) AS n;
ANALYZE;
""",
        """\
version: 1
tenant: { table: orgs, key: { column: id, type: text }, column: org_id }
tables:
  chat: { backfill: { via: org } }
""",
    ),
    "quarantine": (
        """\
CREATE TABLE orgs (id text PRIMARY KEY);
CREATE TABLE chat (id int PRIMARY KEY, org text REFERENCES orgs);
CREATE TABLE vote (chat_id int REFERENCES chat, at timestamptz, chat2 int REFERENCES chat, PRIMARY KEY (chat_id, at));
""",
        """\
INSERT INTO orgs VALUES ('acme'), ('zeta');
INSERT INTO chat VALUES (1, 'acme'), (2, 'zeta'), (3, NULL);
INSERT INTO vote VALUES (1, '2026-01-31 12:00+02', 1), (2, '2026-01-31 12:00+02', 1), (3, '2026-02-01 00:00:00.5+00', NULL);
""",
        """\
version: 1
tenant: { table: orgs, key: { column: id, type: text }, column: org_id }
tables:
  chat: { backfill: { via: org, on_orphan: quarantine } }
  vote:
    backfill: { via: [{ columns: [chat_id] }, { columns: [chat2] }], on_conflict: quarantine, on_orphan: quarantine }
""",
    ),
}
"""Schema, data and plan of what no golden case has: a table of many pages, and rows that nobody owns."""


# Ways to a state


def applied(walk: Walk) -> None:
    walk.apply().must()


def phases(names: str) -> Reach:
    def reach(walk: Walk) -> None:
        walk.apply("--phase", names).must()

    return reach


def rolled_back(to: str) -> Reach:
    def reach(walk: Walk) -> None:
        applied(walk)
        walk.rollback(to).must()

    return reach


def by_files(before: str = "") -> Reach:
    """The numbered files by psql, up to the first that has this text; all of them without one."""

    def reach(walk: Walk) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for file in walk.render(Path(folder)):
                if before and before in file.read_text(encoding="utf-8"):
                    return
                walk.psql(file)
        assert not before, f"no file has {before!r}"

    return reach


def killed(title: str) -> Reach:
    """kill -9 when the first segment with a step of this title begins."""

    class Dying(Quiet):
        def segment_started(self, segment: object, of: int) -> None:
            if any(step.title.startswith(title) for step in segment.steps):  # type: ignore[attr-defined]
                os.kill(os.getpid(), signal.SIGKILL)

    return lambda walk: _ended(_forked(walk, Dying()), walk.database)


def killed_in_batches(relation: str) -> Reach:
    """kill -9 when some pages of this relation are filled, and some are not."""

    class Dying(Quiet):
        def progress(self, at: object, filled: int, fraction: float) -> None:
            if str(at) == relation and 0 < fraction < 1:
                os.kill(os.getpid(), signal.SIGKILL)

    def reach(walk: Walk) -> None:
        with tempfile.TemporaryDirectory() as folder:
            small = Path(folder) / "plan.yaml"
            small.write_text(walk.plan.read_text(encoding="utf-8") + "execution: { batch_rows: 1 }\n", encoding="utf-8")
            _ended(_forked(Walk(small, walk.database), Dying()), walk.database)

    return reach


def index_interrupted(name: str) -> Reach:
    """kill -9 of a run and of its session while it builds an index, which stays behind, INVALID."""
    building = "SELECT count(*) FROM pg_index WHERE NOT indisvalid AND indisready AND indexrelid = to_regclass(%s)"

    def reach(walk: Walk) -> None:
        class Slow(Quiet):
            older: psycopg.Connection

            def segment_started(self, segment: object, of: int) -> None:
                if any(f"index {name} on" in step.title for step in segment.steps):  # type: ignore[attr-defined]
                    self.older = psycopg.connect(walk.database.dsn)
                    self.older.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
                    self.older.execute("SELECT 1")  # CREATE INDEX CONCURRENTLY waits for its snapshot to go

        run = _forked(walk, Slow())
        with psycopg.connect(walk.database.dsn, autocommit=True) as watching:
            until(lambda: watching.execute(building, [f'public."{name}"']).fetchone() == (1,), f"the build of {name}")
            assert run.pid is not None
            os.kill(run.pid, signal.SIGSTOP)  # its session ends first, and it must not open another
            watching.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'planner%'"
            )
            os.kill(run.pid, signal.SIGKILL)
        _ended(run, walk.database)

    return reach


def in_quarantine(walk: Walk) -> None:
    """Three rows, and one of them decided."""
    walk.apply().must(4)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "open.csv"
        walk.run("resolve", "--export", file).must()
        with file.open(encoding="utf-8", newline="") as text:
            lines = list(csv.DictReader(text))
        lines[0]["tenant"] = "zeta"
        with file.open("w", encoding="utf-8", newline="") as text:
            writer = csv.DictWriter(text, list(lines[0]))
            writer.writeheader()
            writer.writerows(lines)
        walk.run("resolve", "--import", file, "--confirm").must()


def _forked(walk: Walk, reporter: Quiet) -> BaseProcess:
    run = multiprocessing.get_context("fork").Process(target=walk.run_with, args=(reporter,))
    run.start()
    return run


def _ended(run: BaseProcess, database: Database) -> None:
    """Wait until it has died, and the server has noticed."""
    run.join()
    assert run.exitcode == -signal.SIGKILL, f"it ended with {run.exitcode}"
    sessions = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'planner%'"
    until(lambda: database.fetch(sessions) == [(0,)], "the end of planner's sessions")


# What is recorded

PARTLY: dict[str, dict[str, Reach]] = {
    "awkward_names": {"add": phases("add")},
    "chain": {
        "add": phases("add"),
        "index_interrupted": index_interrupted("messages_org_id_idx"),
        "not_null_not_valid": killed("validate chats_org_id_not_null"),
    },
    "composite_foreign_keys": {
        "backfill": phases("add,backfill"),
        "batches": killed_in_batches("public.events"),
        "halfway": killed("drop foreign key notes_chat_id_number_fkey"),
        "rolled_back": rolled_back("backfill"),
    },
    "constant": {"backfill": phases("add,backfill"), "files": by_files()},
    "invalid_index": {"index_interrupted": index_interrupted("item_client_id_idx1")},
    "pages": {"batches": killed_in_batches("public.chat")},
    "partitioned": {
        "add": phases("add"),
        "index_interrupted": index_interrupted("event_2025_0_org_id_idx"),
        "rolled_back": rolled_back("add"),
    },
    "primary_keys": {
        "halfway": killed("make (tenant, id) the primary key ranks_pkey"),
        "rolled_back": rolled_back("add"),
    },
    "quarantine": {"open": in_quarantine},
    "row_security": {"backfill": phases("add,backfill")},
    "transition_drop": {"halfway": killed("take the write guard off public.part")},
    "triggers": {
        "add": phases("add"),
        "batches": killed_in_batches("public.event"),
        "suppressed": killed("restore trigger"),
    },
    "unique_keys": {
        "backfill": phases("add,backfill"),
        "index_interrupted": index_interrupted("users_tenant_email_key"),
    },
}
"""States on the newest major, besides that of each golden case at its end."""

ELSEWHERE: dict[str, dict[str, Reach]] = {
    "chain": {
        "": applied,
        "check": by_files(before="-- validate chats_org_id_planner_check"),
        "check_validated": by_files(before="-- set org_id of public.chats NOT NULL"),
    },
    "composite_foreign_keys": {"": applied},
    "constant": {"": applied, "check": killed("set client_id of public.item NOT NULL")},
    "partitioned": {"": applied, "check": killed("validate event_org_id_planner_check")},
    "primary_keys": {"": applied},
    "row_security": {"": applied},
    "triggers": {"": applied, "suppressed": killed("restore trigger")},
    "unique_keys": {"": applied},
}
"""States on other majors. NOT NULL is reached by another way before 18."""


def wanted(major: int) -> Iterator[tuple[str, str, Reach]]:
    """Case, state and how it is reached."""
    if major != WHEEL_MAJOR:
        for name, states in ELSEWHERE.items():
            for state, reach in states.items():
                yield name, state, reach
        return
    for case in cases():
        yield case.name, "", applied
    for name, states in PARTLY.items():
        for state, reach in states.items():
            yield name, state, reach


def sources(name: str) -> tuple[str, str, str]:
    """Schema, data and plan of a case."""
    if name in OWN:
        return OWN[name]
    schema, data, plan = (GOLDEN / name / file for file in ("schema.sql", "data.sql", "plan.yaml"))
    text = data.read_text(encoding="utf-8") if data.exists() else ""
    return schema.read_text(encoding="utf-8"), text, plan.read_text(encoding="utf-8")


def make(server: Server, name: str, state: str, reach: Reach, folder: Path) -> None:
    schema, data, plan = sources(name)
    plan_file = folder / f"{name}.plan.yaml"
    write(plan_file, plan)
    with fresh_database(server) as database:
        database.load(schema)
        write(folder / file_name(name, "before", server.major), dumped(database, "--schema-only"))
        database.load(data)
        reach(Walk(plan_file, database))
        if name not in WHOLE_JOURNAL:
            database.load(
                "DELETE FROM planner.step WHERE ctid NOT IN (SELECT ctid FROM planner.step ORDER BY ctid DESC LIMIT 3)"
            )
        who = f"planner {__version__} on PostgreSQL {server.version}"
        head = f"-- PostgreSQL >= {server.major}\n-- {name}{', ' * bool(state)}{state}: left by {who}\n"
        write(folder / file_name(name, state, server.major), head + dumped(database))


def file_name(case: str, state: str, major: int) -> str:
    return ".".join(filter(None, (case, state, "" if major == WHEEL_MAJOR else f"pg{major}", "sql")))


def write(file: Path, text: str) -> None:
    """A new file; one that is there is the same already."""
    assert not file.exists() or file.read_text(encoding="utf-8") == text, f"{file.name} is there already, and frozen"
    file.write_text(text, encoding="utf-8")


# pg_dump, stable and for any server from that major on

_COMMENTS = re.compile(r"^--\n-- (?:Name|Data for Name): .*\n--\n\n", re.MULTILINE)
_FOR_THIS_PG_DUMP = re.compile(
    r"^(?:\\(?:un)?restrict .*|-- Dumped (?:from|by) .*|-- PostgreSQL database dump.*|--|SET transaction_timeout = .*)\n",
    re.MULTILINE,
)
_ROLES = "SELECT rolname FROM pg_catalog.pg_roles WHERE oid >= 16384 ORDER BY rolname"
_INVALID = """
SELECT pg_get_indexdef(i.indexrelid), format('%I.%I', n.nspname, c.relname), i.indisready
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid AND c.relkind = 'i' JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT i.indisvalid AND NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = c.oid) ORDER BY 2
"""


def dumped(database: Database, *options: str) -> str:
    """The database as one script of ordinary statements, with the roles that it names and the indexes that are INVALID."""
    done = subprocess.run(
        [database.server.bin / "pg_dump", "--no-owner", "--inserts", "--rows-per-insert=50", *options, database.dsn],
        capture_output=True,
        text=True,
        check=True,
    )
    text = _FOR_THIS_PG_DUMP.sub("", _COMMENTS.sub("", done.stdout))
    roles = [role for (role,) in database.fetch(_ROLES) if re.search(rf"\b{re.escape(role)}\b", text)]
    made = "".join(
        f"DO $$ BEGIN CREATE ROLE {role}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;\n" for role in roles
    )
    invalid = "".join(
        f"{definition};\nUPDATE pg_catalog.pg_index SET indisvalid = false, indisready = {str(ready).lower()} "
        f"WHERE indexrelid = '{name}'::regclass;\n"
        for definition, name, ready in database.fetch(_INVALID)
    )
    text = re.sub(r"\n{3,}", "\n\n", made + text + invalid).strip() + "\n"
    return text.replace(f"{getpass.getuser()}@{socket.gethostname()}", "ann@laptop").replace(database.name, "shop")


def main(name: str) -> None:
    folder = Path(__file__).with_name(name)
    folder.mkdir(exist_ok=True)
    for major in sorted(majors(), reverse=True):
        with running_server(major) as server:
            for case, state, reach in wanted(major):
                print(major, case, state, flush=True)
                make(server, case, state, reach, folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
