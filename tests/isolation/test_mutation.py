"""Mutations of a finished database, as exploits: the harm is shown first, then verify names the object.

The exploit does no harm before the mutation. Everything happens in one transaction, which is rolled back, except where
an exploit needs sessions that begin after the mutation.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from harmless import HARMLESS, NOTES, RED
from harness.applications import Roles
from harness.databases import Database
from harness.templates import Templates
from mutants_code import CODE
from mutants_guard import GUARDS
from mutants_policies import POLICIES
from mutants_rights import RIGHTS
from mutants_tables import TABLES
from mutants_views import VIEWS
from mutation import GUARDED_PLAN, PLAN, Mutant, Stage, finish, named, staged

MUTANTS = {
    f"{of}: {name}": mutant
    for of, mutants in (
        ("rights", RIGHTS),
        ("policies", POLICIES),
        ("tables", TABLES),
        ("views", VIEWS),
        ("code", CODE),
    )
    for name, mutant in mutants.items()
}


def _since(name: str, major: int) -> object:
    """Return the case of that name, for servers of this major version and newer."""
    return pytest.param(name, marks=pytest.mark.pg(f">= {major}"))


@contextmanager
def _staged(roles: Roles, templates: Templates, folder: Path, plan: str) -> Iterator[Stage]:
    def make(original: Database) -> None:
        finish(original, folder, roles, plan)

    with (
        templates.copy(("shop", plan), make) as database,
        psycopg.connect(database.dsn, autocommit=True) as neighbour,
    ):
        neighbour.execute("SELECT 'secret of u1'")
        with staged(database, folder, roles, plan) as stage:
            yield stage


@pytest.fixture(scope="module")
def stage(made_roles: Roles, templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with _staged(made_roles, templates, tmp_path_factory.mktemp("shop"), PLAN) as stage:
        yield stage


@pytest.fixture(scope="module")
def guarded(made_roles: Roles, templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A finished database that keeps the write guard."""
    with _staged(made_roles, templates, tmp_path_factory.mktemp("guarded"), GUARDED_PLAN) as stage:
        yield stage


def test_the_finished_database_is_green(stage: Stage) -> None:
    with stage.connection.undone():
        assert stage.findings(probed=True) == []
    stage.walk.verify().must()


@pytest.mark.sample(9)
@pytest.mark.parametrize("name", [_since(name, mutant.since) for name, mutant in MUTANTS.items()])
def test_the_harm_is_there_and_verify_names_the_object(name: str, stage: Stage) -> None:
    _shows_and_finds(MUTANTS[name], stage)


@pytest.mark.sample(8)
@pytest.mark.parametrize("name", [_since(name, mutant.since) for name, mutant in GUARDS.items()])
def test_so_it_is_with_the_write_guard(name: str, guarded: Stage) -> None:
    _shows_and_finds(GUARDS[name], guarded)


def _shows_and_finds(mutant: Mutant, stage: Stage) -> None:
    found = _committed(stage, mutant) if mutant.undo else _in_a_transaction(stage, mutant)
    id_, *words = (named(word, stage.roles, stage.walk.database) for word in mutant.finds)
    fitting = [line for line in found if line.startswith(f"{id_} ".lstrip()) and all(word in line for word in words)]
    assert fitting, "\n".join(found) or "verify is green"


def _in_a_transaction(stage: Stage, mutant: Mutant) -> list[str]:
    with stage.connection.undone():
        assert not stage.exploit(mutant), "the exploit harms a database that nobody has changed"
    with stage.mutated(mutant):
        assert stage.exploit(mutant), "the exploit does no harm"
        return stage.findings(probed=mutant.probe)


def _committed(stage: Stage, mutant: Mutant) -> list[str]:
    database = stage.walk.database
    assert not _in_new_sessions(stage, mutant)
    database.load(named(mutant.make, stage.roles, database))
    try:
        assert _in_new_sessions(stage, mutant)
        with stage.connection.undone():
            return stage.findings()
    finally:
        database.load(named(mutant.undo, stage.roles, database))


def _in_new_sessions(stage: Stage, mutant: Mutant) -> bool:
    """Return whether the exploit does its harm in sessions of the application that begin now."""
    done: object = False
    for step in mutant.harm:
        who, mark, statement = step.partition("> ")
        with psycopg.connect(stage.walk.database.dsn, user=stage.roles.app, autocommit=True) as session:
            if not mark or who == "b":
                session.execute("SELECT set_config('app.tenant', 'b', false)")
            try:
                results = session.execute((statement if mark and who.isidentifier() else step).encode())
                while results.nextset():
                    pass
                done = (results.fetchone() or (False,))[0]
            except psycopg.Error:
                return False
    return bool(done)


@pytest.mark.sample(8)
@pytest.mark.parametrize(
    "name", [_since(name, 15 if "security_invoker" in make else 13) for name, make in HARMLESS.items()]
)
def test_what_harms_nobody_stays_green(name: str, stage: Stage) -> None:
    with stage.mutated(Mutant(HARMLESS[name], (), ())):
        assert stage.findings() == []


@pytest.mark.parametrize("id_", NOTES)
def test_what_no_policy_reaches_is_a_note(id_: str, stage: Stage) -> None:
    with stage.mutated(Mutant(NOTES[id_], (), ())):
        results = stage.results()
    assert [result.id for result in results if not result.ok] == [id_]


@pytest.mark.sample(7)
@pytest.mark.parametrize("name", RED)
def test_what_somebody_has_changed_is_red(name: str, stage: Stage) -> None:
    make, id_ = RED[name]
    with stage.mutated(Mutant(make, (), ())):
        red = any(line.startswith(f"{id_} ".lstrip()) for line in stage.findings(probed=not id_))
    assert red
