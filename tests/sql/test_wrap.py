"""Long lines are broken without a change of the meaning, whatever names and texts a statement has."""

from __future__ import annotations

import re
from pathlib import Path

import pglast
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pglast.stream import RawStream

from planner.names import QName
from planner.sql import build, ddl, plpgsql
from planner.sql.wrap import WIDTH, Folded, comments, folded, is_long, squeezed, wrapped

GOLDEN = Path(__file__).parents[1] / "golden"
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60) | st.sampled_from(
    ["'", '"', "it's -- no comment", "a  b", "\\", "$planner$", "(", "a, b)", "x\n  y", "/* no", "SELECT FROM"]
)


def meaning(statement: str) -> str:
    """The statement as PostgreSQL's parser reads it."""
    return str(RawStream()(statement))


@pytest.mark.parametrize("case", ["chain", "two_parents", "triggers", "awkward_names", "row_level_security"])
def test_statements_of_planner_keep_their_meaning(case: str) -> None:
    for statement in pglast.split((GOLDEN / case / "expected" / "diff.sql").read_text(encoding="utf-8")):
        short = wrapped(statement)
        if statement.startswith("DO "):
            assert re.sub(r"\s", "", short).replace("''", "") == re.sub(r"\s", "", statement).replace("''", "")
        else:
            assert meaning(short) == meaning(statement)
        if "\n" not in statement:
            assert not is_long(short), short


@given(st.lists(texts, min_size=1, max_size=6), st.lists(texts.filter(bool), min_size=1, max_size=4))
@example(["'" * 50 + " " * 80 + "x" * 130], ["n"])
@example(["\\" * 200], ["a" * 60] * 4)
@settings(max_examples=60)
def test_any_names_and_values(values: list[str], names: list[str]) -> None:
    row = [build.literal(value) for value in values]
    insert = build.insert(QName(names[0], names[-1]), [*dict.fromkeys(names)], [row])
    where = build.and_(*(build.eq(build.column(name, "t"), build.literal(values[0])) for name in names))
    for node in (insert, build.delete(QName("s", names[0]), where)):
        text = build.render(node)
        assert meaning(wrapped(text)) == meaning(text)
        assert wrapped(wrapped(text)) == wrapped(text) or "/*" in text


def test_a_string_that_is_longer_than_a_line() -> None:
    text = build.render(build.select(build.literal("word " * 100), build.literal("\\" * 150)))
    short = wrapped(text)
    assert max(map(len, short.split("\n"))) <= WIDTH
    assert meaning(short) == meaning(text)


@given(st.lists(st.sampled_from(["\\u00e9", "\\x41", "\\101", "\\\\", "''", "a", " ", "\\U0001f600"]), min_size=100))
@settings(max_examples=20)
def test_an_escape_is_never_cut(parts: list[str]) -> None:
    text = f"SELECT E'{''.join(parts)}'"
    assert meaning(wrapped(text)) == meaning(text)


def test_the_body_of_a_function_stays() -> None:
    create = ddl.create_trigger_function(
        QName("s", "f"), "\nBEGIN RETURN NEW; " + "x" * 200 + " END\n", security_definer=True
    )
    assert "x" * 200 in wrapped(build.render(create))


BODY = "\nBEGIN\n  PERFORM pg_catalog.concat('a  b', " + ", ".join(f'NEW."column {n}"' for n in range(30)) + ");\nEND\n"


def test_a_folded_body_differs_in_white_space_alone() -> None:
    short = folded(BODY)
    assert isinstance(short, Folded)
    assert short.raw == BODY
    assert not is_long(short)
    assert squeezed(short) == squeezed(BODY)
    assert squeezed(BODY.replace("a  b", "a b")) != squeezed(BODY), "white space in a string counts"
    pglast.parse_plpgsql(f"CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $x${short}$x$")


def test_blocks_within_a_block() -> None:
    inner = build.render(ddl.do_block(plpgsql.body("BEGIN PERFORM {x}; END", x=build.phrase("+".replace("+", "NULL")))))
    assert wrapped(inner) == inner
    assert comments("word " * 60)[0].startswith("-- word")
    assert all(len(line) <= WIDTH for line in comments("word " * 60))
