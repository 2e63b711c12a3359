"""Names of each convention: those of the real library where Python has it, and what must hold of all of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.names import MAX_NAME_BYTES, QName
from planner.orm.registry import BY_CONVENTION, POSTGRES, naming
from planner.tenancy.naming import Naming

WORDS = st.text(st.characters(codec="utf-8", exclude_characters='\0".%', exclude_categories=["Cs"]), min_size=1)
ASCII = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters='".%'), min_size=1)
"""What a library may put into its own templates is left out: % and quotes."""


def identifiers(words: st.SearchStrategy[str] = WORDS) -> st.SearchStrategy[str]:
    """Short ones, and those that fill the limit."""
    within = words.filter(lambda text: len(text.encode()) <= MAX_NAME_BYTES)
    long = st.tuples(st.integers(40, 60), st.sampled_from(["a", "Vote_", "x1"])).map(lambda p: (p[1] * p[0])[: p[0]])
    return st.one_of(within, long)


def columns(words: st.SearchStrategy[str] = WORDS) -> st.SearchStrategy[list[str]]:
    return st.lists(identifiers(words), min_size=1, max_size=3, unique=True)


def every_name(of: Naming, table: str, named: list[str], taken: frozenset[str]) -> list[str]:
    where, ref = QName("public", table), QName("public", "Clients")
    return [
        of.foreign_key(where, named, ref, ["id"], taken),
        of.unique(where, named, taken),
        of.unique_index(where, named, taken),
        of.referenced(where, named, taken),
        of.index(where, named, taken),
    ]


@pytest.mark.parametrize("convention", [POSTGRES, *BY_CONVENTION])
@given(table=identifiers(), named=columns())
def test_a_name_fits_and_is_another_one_where_it_is_taken(convention: str, table: str, named: list[str]) -> None:
    of = naming(convention, "public")
    assert len(of.primary_key(QName("public", table)).encode()) <= MAX_NAME_BYTES
    taken: frozenset[str] = frozenset()
    for _ in range(12):
        found = every_name(of, table, named, taken)
        assert all(0 < len(name.encode()) <= MAX_NAME_BYTES for name in found)
        assert taken.isdisjoint(found)
        taken |= frozenset(found)


@pytest.fixture(scope="module")
def django_editor() -> object:
    """Django's schema editor for PostgreSQL, which names without a connection."""
    import django.conf
    import django.db

    engine = {"ENGINE": "django.db.backends.postgresql", "NAME": "none"}
    if not django.conf.settings.configured:
        django.conf.settings.configure(DATABASES={"default": engine})
    return django.db.connection.schema_editor()


@settings(max_examples=200)
@given(table=identifiers(ASCII), named=columns(ASCII), ref=identifiers(ASCII), key=identifiers(ASCII))
def test_django_itself_gives_the_same_names(
    django_editor: object, table: str, named: list[str], ref: str, key: str
) -> None:
    from django.db.backends.ddl_references import ForeignKeyName

    make = django_editor._create_index_name  # type: ignore[attr-defined]
    where = QName("public", table)
    of = naming("django", "public")
    assert of.unique(where, named) == make(table, named, "_uniq")
    assert of.index(where, named[:1]) == make(table, named[:1])
    assert of.index(where, [*named, "z"]) == make(table, [*named, "z"], "_idx")
    key_name = ForeignKeyName(table, named[:1], ref, [key], "_fk_%(to_table)s_%(to_column)s", make)
    assert of.foreign_key(where, named[:1], QName("public", ref), [key]) == str(key_name)


@settings(max_examples=200)
@given(table=identifiers(ASCII), column=identifiers(ASCII), schema=st.sampled_from([None, "sales", "a.b"]))
def test_sqlalchemy_itself_gives_the_same_index_names(table: str, column: str, schema: str | None) -> None:
    from sqlalchemy.dialects import postgresql
    from sqlalchemy.schema import CreateIndex

    import sqlalchemy as sa

    made = sa.Table(table, sa.MetaData(), sa.Column(column, sa.Text, index=True), schema=schema)
    (index,) = made.indexes
    preparer = postgresql.dialect().identifier_preparer
    theirs = preparer.format_index(index)
    assert theirs in str(CreateIndex(index).compile(dialect=postgresql.dialect()))
    bare = theirs[1:-1].replace('""', '"') if theirs.startswith('"') else theirs
    assert naming("alembic", "public").index(QName(schema or "public", table), [column]) == bare


def test_what_prisma_cuts_alike_is_told_apart_by_a_number() -> None:
    of, table = naming("prisma", "public"), QName("public", "t" * 60)
    first = of.unique(table, ["client_id", "email"])
    assert first == "t" * 59 + "_key"
    assert of.unique(table, ["client_id", "phone"], {first}) == "t" * 58 + "_key1"
    assert of.primary_key(QName("public", "tä" * 21)) == "tä" * 19 + "t_pkey"


T = QName("public", "Message_v2")
SHORT = {
    "drizzle": (
        "Message_v2_client_id_Clients_id_fk",
        "Message_v2_client_id_email_unique",
        "Message_v2_client_id_email_index",
        "Message_v2_client_id_index",
    ),
    "prisma": (
        "Message_v2_client_id_fkey",
        "Message_v2_client_id_email_key",
        "Message_v2_client_id_email_key",
        "Message_v2_client_id_idx",
    ),
    "alembic": (
        "Message_v2_client_id_fkey",
        "Message_v2_client_id_email_key",
        "ix_Message_v2_client_id_email",
        "ix_Message_v2_client_id",
    ),
    "postgres": (
        "Message_v2_client_id_fkey",
        "Message_v2_client_id_email_key",
        "Message_v2_client_id_email_idx",
        "Message_v2_client_id_idx",
    ),
}


@pytest.mark.parametrize("convention", SHORT)
def test_short_names(convention: str) -> None:
    of = naming(convention, "public")
    assert SHORT[convention] == (
        of.foreign_key(T, ["client_id"], QName("public", "Clients"), ["id"]),
        of.unique(T, ["client_id", "email"]),
        of.unique_index(T, ["client_id", "email"]),
        of.index(T, ["client_id"]),
    )


def test_drizzle_leaves_it_to_the_server_to_cut_a_name() -> None:
    of, table = naming("drizzle", "public"), QName("public", "t" * 60)
    assert of.index(table, ["client_id"]) == "t" * 60 + "_cl"
    assert of.index(table, ["client_id"], {"t" * 60 + "_cl"}) == "t" * 60 + "_c1"
