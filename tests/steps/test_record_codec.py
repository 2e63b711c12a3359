"""Documents of the record: what is written can be read, whatever version wrote it, and anything else stops the run."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from planner.catalog.owned import Owned, OwnedKey, OwnedKind, OwnedState
from planner.catalog.parts import Constraint, Index, IndexColumn
from planner.catalog.words import ConstraintKind, Match, ReferentialAction
from planner.errors import Blocked
from planner.names import QName
from planner.operations.key_record import (
    Timing,
    foreign_key_document,
    foreign_key_in_its_place,
    key_document,
    replaced_foreign_key,
    replaced_key,
)
from planner.steps.record import codec, documents
from planner.steps.record.entries import entry, forgotten
from planner.target.phase import Phase

USERS = QName("public", "users")


def written(kind: OwnedKind, document: documents.Document) -> Owned:
    return entry(kind, USERS, "x", Phase.TIGHTEN, document=document)


def format_1(kind: OwnedKind, before: str | None = None, detail: str | None = None) -> Owned:
    return Owned(OwnedKey(kind, USERS, "x"), "tighten", OwnedState.CONFIRMED, before, detail)


INDEX = Index(
    "users_email_key",
    (IndexColumn("email", '"email"', opclass='"pg_catalog"."text_pattern_ops"'), IndexColumn(None, "lower(name)")),
    (IndexColumn("id", '"id"'),),
    unique=True,
    predicate="deleted IS NULL",
    nulls_not_distinct=True,
    replica_identity=True,
)
FOREIGN_KEY = Constraint(
    "fk",
    ConstraintKind.FOREIGN,
    ("b", "a"),
    "",
    ref=QName("public", "parent"),
    ref_columns=("y", "x"),
    on_delete=ReferentialAction.SET_NULL,
    on_update=ReferentialAction.CASCADE,
    match=Match.FULL,
    deferrable=True,
)
TRIGGER = "CREATE TRIGGER t BEFORE UPDATE OF a, b ON public.users FOR EACH ROW EXECUTE FUNCTION public.f('x;y')"


# What is written


def test_a_document_says_its_format() -> None:
    text = codec.encode(documents.TenantColumn(source="constant default"))
    assert text == '{"format":2,"content":{"source":"constant default"}}'


def test_a_document_is_ascii_and_comes_back() -> None:
    """A database in LATIN1 has no arrow."""
    document = documents.TenantColumn(source="via f\u00fcr \u2192 public.caf\u00e9 \U0001f600")
    assert codec.encode(document).isascii()
    assert codec.before(written(OwnedKind.COLUMN, document), documents.TenantColumn) == document


def test_an_index_comes_back_as_it_was() -> None:
    kept = replaced_key(written(OwnedKind.OLD_KEY, key_document(INDEX, None, replaced_by="new")))
    assert (kept.index, kept.timing, kept.replaced_by) == (INDEX, None, "new")


def test_a_constraint_comes_back_with_its_timing() -> None:
    constraint = Constraint("c", ConstraintKind.UNIQUE, ("email",), "", deferrable=True, deferred=True)
    index = Index("c", (IndexColumn("email", '"email"'),), unique=True, immediate=False, constraint="c")
    kept = replaced_key(written(OwnedKind.OLD_KEY, key_document(index, constraint)))
    assert (kept.index, kept.timing) == (index, Timing(deferrable=True, deferred=True))


@pytest.mark.parametrize("columns", [(), ("a",)])
def test_a_foreign_key_comes_back_as_it_was(columns: tuple[str, ...]) -> None:
    key = replace(FOREIGN_KEY, set_columns=columns)
    owned = written(OwnedKind.OLD_FOREIGN_KEY, foreign_key_document(key, "new"))
    assert replaced_foreign_key(owned) == key
    assert foreign_key_in_its_place(owned) == "new"


# Format 1, as planner wrote it up to 0.1


def test_format_1_of_a_foreign_key() -> None:
    text = (
        '{"columns": ["b", "a"], "deferrable": true, "deferred": false, "match": "f", "name": "fk", "on_delete": "n", '
        '"on_update": "c", "ref": ["public", "parent"], "ref_columns": ["y", "x"]}'
    )
    assert replaced_foreign_key(format_1(OwnedKind.OLD_FOREIGN_KEY, text, "new")) == FOREIGN_KEY


def test_format_1_of_a_key() -> None:
    column = '"collation": null, "descending": false, "nulls_first": false, "opclass": null'
    text = (
        f'{{"deferrable": [true, false], "index": {{"columns": [{{{column}, "definition": "email", "name": "email"}}], '
        '"constraint": "k", "immediate": false, "include": [], "method": "btree", "name": "k", "nulls_not_distinct": false, '
        '"parent": null, "predicate": null, "primary": false, "replica_identity": false, "unique": true, "valid": true}}'
    )
    kept = replaced_key(format_1(OwnedKind.OLD_KEY, text, "new"))
    assert (kept.index.name, kept.timing, kept.replaced_by) == ("k", Timing(deferrable=True), "new")
    assert replaced_key(format_1(OwnedKind.PRIMARY_KEY, text, "client_id, id")).replaced_by is None


def test_format_1_of_what_had_a_text_of_its_own() -> None:
    column = format_1(OwnedKind.COLUMN, detail="constant default")
    assert codec.before(column, documents.TenantColumn).source == "constant default"
    assert codec.before(format_1(OwnedKind.GUARD), documents.Guard).default is None
    assert codec.before(format_1(OwnedKind.GUARD, "'a'::text"), documents.Guard).default == "'a'::text"
    assert codec.before(format_1(OwnedKind.ROW, detail="id"), documents.DefaultTenant).key_column == "id"
    assert codec.before(format_1(OwnedKind.RLS, "[true, false]"), documents.RowSecurity).enabled is True
    function = format_1(OwnedKind.TENANT_FUNCTION, detail="app.client")
    assert codec.before(function, documents.TenantFunction).setting == "app.client"
    trigger = format_1(OwnedKind.TRIGGER, TRIGGER, "CREATE TRIGGER t … WHEN …")
    assert codec.before(trigger, documents.SuppressedTrigger).definition == TRIGGER
    guard = format_1(OwnedKind.GUARD, detail='{"triggers": ["z"], "function": ["public", "f"], "sql": "SELECT 1"}')
    assert codec.released(guard).function == ("public", "f")


# What can't be read


@pytest.mark.parametrize(
    "text",
    [
        '{"format":2,"content":{"source":1}}',
        '{"format":2,"content":{}}',
        '{"format":2,"content":{"source":"a","more":1}}',
        '{"format":2,"content":',
        '{"format":"2","content":{"source":"a"}}',
    ],
)
def test_a_document_that_somebody_changed_stops(text: str) -> None:
    with pytest.raises(Blocked, match=r"planner's record of column x of public.users can't be read"):
        codec.before(format_1(OwnedKind.COLUMN, text), documents.TenantColumn)


def test_a_document_of_a_newer_planner_stops() -> None:
    with pytest.raises(Blocked, match=r"has format 3, and this planner reads formats up to 2"):
        codec.before(format_1(OwnedKind.COLUMN, '{"format":3,"content":{}}'), documents.TenantColumn)


@pytest.mark.parametrize("kind", [OwnedKind.OLD_KEY, OwnedKind.OLD_FOREIGN_KEY, OwnedKind.COLUMN, OwnedKind.TRIGGER])
def test_an_entry_without_its_document_stops(kind: OwnedKind) -> None:
    with pytest.raises(Blocked, match="can't be read"):
        codec.before(format_1(kind), documents.BEFORE[kind])


RELEASED = documents.Released(
    function=("public", "f"),
    triggers=(documents.TriggerForm(name="z", events=("INSERT",)),),
    type="character varying(64)",
    tenants=("public", "clients"),
    key="id",
    expression="CASE WHEN a > 1 THEN coalesce(b, 'x') END",
    paths=(documents.PathForm(parent=("public", "p"), pairs=(("a", "b"),), tenant="t", case=("k", "v", "uuid")),),
)
DOCUMENTS = {
    OwnedKind.COLUMN: documents.TenantColumn(source="constant default"),
    OwnedKind.ROW: documents.DefaultTenant(key_column="id"),
    OwnedKind.GUARD: documents.Guard(default="nextval('public.s'::regclass)"),
    OwnedKind.TRIGGER: documents.SuppressedTrigger(definition=TRIGGER),
    OwnedKind.OLD_KEY: key_document(INDEX, None, replaced_by="new"),
    OwnedKind.PRIMARY_KEY: key_document(replace(INDEX, primary=True), None),
    OwnedKind.OLD_PRIMARY_KEY: key_document(replace(INDEX, primary=True, method="gist"), None),
    OwnedKind.OLD_FOREIGN_KEY: foreign_key_document(FOREIGN_KEY, "new"),
    OwnedKind.RLS: documents.RowSecurity(enabled=True, forced=False),
    OwnedKind.TENANT_FUNCTION: documents.TenantFunction(setting="app.client"),
    OwnedKind.COMMENT: documents.ColumnComment(text="theirs"),
    OwnedKind.SESSION_DEFAULT: documents.SessionDefault(default="1"),
    OwnedKind.IDENTITY: documents.IdentityColumn(
        always=True,
        sequence=("public", "s"),
        type="bigint",
        start=1,
        increment=1,
        least=1,
        most=9,
        cache=1,
        cycle=False,
    ),
    OwnedKind.DROPPED_FOREIGN_KEY: foreign_key_document(FOREIGN_KEY, "new"),
    OwnedKind.PARTITIONED_KEY: key_document(replace(INDEX, primary=True), None),
    OwnedKind.DISTRIBUTED: documents.Undistributed(
        not_null=(documents.NotNullForm(relation=("public", "users"), column="id", name="users_id_not_null"),)
    ),
}


@pytest.mark.parametrize("kind", documents.BEFORE)
def test_every_document_survives_the_way_there_and_back(kind: OwnedKind) -> None:
    assert codec.before(written(kind, DOCUMENTS[kind]), documents.BEFORE[kind]) == DOCUMENTS[kind]


def test_a_released_guard_survives_the_way_there_and_back() -> None:
    assert codec.released(entry(OwnedKind.GUARD, USERS, "x", Phase.ADD, detail=RELEASED)) == RELEASED


def _with_index(**changes: object) -> documents.OldKey:
    document = key_document(INDEX, None)
    return msgspec.structs.replace(document, index=msgspec.structs.replace(document.index, **changes))


@pytest.mark.parametrize(
    "document",
    [
        documents.Guard(default="1; DROP TABLE users"),
        documents.Guard(default="1, DROP COLUMN email"),
        documents.Guard(default="f(1)) --"),
        documents.Guard(default="'a"),
        documents.Guard(default=""),
        documents.SessionDefault(default="1; DROP TABLE users"),
        documents.SuppressedTrigger(definition=TRIGGER + "; DROP TABLE users"),
        documents.SuppressedTrigger(definition="DROP TABLE users"),
        _with_index(predicate="true; DROP TABLE users"),
        _with_index(columns=(documents.IndexColumnForm(expression="a), (b"),)),
        _with_index(columns=(documents.IndexColumnForm(column="a", opclass="x) WHERE (true"),)),
        _with_index(columns=(documents.IndexColumnForm(column="a", collation="x /* y */"),)),
    ],
)
def test_text_that_leaves_its_place_stops(document: documents.Document) -> None:
    kind = next(kind for kind, type_ in documents.BEFORE.items() if type_ is type(document))
    with pytest.raises(Blocked, match="can't be read") as refused:
        codec.before(written(kind, document), documents.BEFORE[kind])
    assert refused.value.hint is not None


@pytest.mark.parametrize("changes", [{"expression": "b); DROP TABLE x; --"}, {"type": "text); DROP TABLE x"}])
def test_text_of_a_released_guard_that_leaves_its_place_stops(changes: dict[str, str]) -> None:
    detail = msgspec.structs.replace(RELEASED, **changes)
    with pytest.raises(Blocked, match="can't be read"):
        codec.released(entry(OwnedKind.GUARD, USERS, "x", Phase.ADD, detail=detail))


@pytest.mark.parametrize(
    ("there", "wrong"), [("SET NULL", "SET NULL, DROP COLUMN a"), ('"FULL"', '"SIMPLE DEFERRABLE"')]
)
def test_an_action_or_match_that_is_none_stops(there: str, wrong: str) -> None:
    owned = written(OwnedKind.OLD_FOREIGN_KEY, foreign_key_document(FOREIGN_KEY, "new"))
    assert there in (owned.before or "")
    with pytest.raises(Blocked, match="can't be read"):
        replaced_foreign_key(replace(owned, before=(owned.before or "").replace(there, wrong)))


def test_a_phase_that_is_none_stops() -> None:
    with pytest.raises(Blocked, match="can't be read"):
        list(forgotten(replace(format_1(OwnedKind.INDEX), phase="later"), Phase.ADD))
