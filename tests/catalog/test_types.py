"""A type's canonical spelling is the one that the server gives, and the server reads the spelling as the same type."""

from __future__ import annotations

from itertools import product

import pytest

from harness.databases import Database
from planner.catalog.equality import Equality, equality_of
from planner.catalog.types import canonical_type, without_modifier
from planner.names import QName

NAMES = {
    "int": [""],
    "int2": [""],
    "int4": [""],
    "int8": [""],
    "bigint": [""],
    "bool": [""],
    "text": [""],
    "uuid": [""],
    "real": [""],
    "double  precision": [""],
    "float": ["", "(1)", "(24)", "( 25 )", "(53)"],
    "float4": [""],
    "float8": [""],
    "numeric": ["", "(10)", "(10, 2)"],
    "decimal": ["", "(10)", "(10,2)"],
    "dec": ["", "(5)"],
    "char": ["", "(3)"],
    "character": ["", " (3)"],
    "national character": ["", "(3)"],
    "nchar": ["", "(3)"],
    "bpchar": ["", "(3)"],
    "varchar": ["", "(64)"],
    "char varying": ["", "(64)"],
    "character varying": ["", "(64)"],
    "bit": ["", "(4)"],
    "varbit": ["", "(4)"],
    "bit varying": ["", "(4)"],
    "time": ["", "(0)", "(3) with time zone", "(3) without time zone", " with time zone"],
    "timetz": ["", "(0)"],
    "timestamp": ["", "(3)", " (3) WITH TIME ZONE", "(3)  without time zone", " without  time zone"],
    "timestamptz": ["", "(0)", "(6)"],
    "interval": ["", "(3)"],
    "interval day to second": ["", "(3)"],
    "jsonb": [""],
}
ARRAYS = ("", "[]", " [3]", "[][]")
SPELLED = [name + more + array for name, modifiers in NAMES.items() for more, array in product(modifiers, ARRAYS)]
BOTH_CASES = [*SPELLED, *map(str.upper, SPELLED)]


def formatted(database: Database, types: list[str]) -> list[str]:
    """Return the types of the columns of a new table, as format_type spells them."""
    columns = ", ".join(f"c{at} {text}" for at, text in enumerate(types))
    database.load(f"DROP TABLE IF EXISTS typed; CREATE TABLE typed ({columns})")
    return [
        text
        for (text,) in database.fetch(
            "SELECT format_type(atttypid, atttypmod) FROM pg_attribute "
            "WHERE attrelid = 'typed'::regclass AND attnum > 0 ORDER BY attnum"
        )
    ]


def test_the_server_spells_each_type_alike(database: Database) -> None:
    canonical = [canonical_type(text) for text in BOTH_CASES]
    assert dict(zip(BOTH_CASES, canonical, strict=True)) == dict(
        zip(BOTH_CASES, formatted(database, BOTH_CASES), strict=True)
    )
    assert formatted(database, canonical) == canonical
    assert [canonical_type(text) for text in canonical] == canonical


@pytest.mark.parametrize("text", ['app."Money"', "app.org[]", '"char"', "date with time zone"])
def test_what_is_no_alias_stays(text: str) -> None:
    assert canonical_type(f" {text} ") == text


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("numeric(3,-2)", "numeric"),
        ("timestamp(3) with time zone", "timestamp with time zone"),
        ("character varying(8)[]", "character varying[]"),
        ("public.geometry(Point,4326)", "public.geometry"),
        ('app."odd(1)"(3)', 'app."odd(1)"'),
    ],
)
def test_a_modifier_may_have_words_and_a_name_parentheses(text: str, bare: str) -> None:
    assert without_modifier(text) == bare


def test_a_modifier_does_not_change_the_equality() -> None:
    own = Equality(QName("public", "="))
    assert equality_of("public.geometry(Point,4326)", {"public.geometry": own}) is own
