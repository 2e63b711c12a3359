"""Templates say what they are filled with, and nothing else; every one in the package is read, and used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlglot import exp

import planner
from planner.names import QName
from planner.sql import build
from planner.sql.blocks import blocks
from planner.sql.template import Template, templates

SOURCES = Path(planner.__file__).parent
USERS = QName("public", "Users")


def template(text: str) -> Template:
    return Template("test", text)


def filled(text: str, **slots: object) -> str:
    return opened(build.render(template(text).fill(**slots)))  # type: ignore[arg-type]


def opened(sql: str) -> str:
    """With the operators as people write them."""
    return re.sub(r"OPERATOR\(pg_catalog\.(.+?)\)", r"\1", sql)


def test_every_operator_is_qualified() -> None:
    text = "UPDATE t SET a = :v WHERE b >= 1 AND c % 2 = :v AND d = ANY(ARRAY[1]) AND e <> f"
    sql = build.render(template(text).fill(v=build.literal(1)))
    assert sql == (
        'UPDATE "t" SET "a" = 1 WHERE "b" OPERATOR(pg_catalog.>=) 1 AND ("c" OPERATOR(pg_catalog.%) 2) OPERATOR(pg_catalog.=) 1 '
        'AND "d" OPERATOR(pg_catalog.=) ANY(ARRAY[1]) AND "e" OPERATOR(pg_catalog.<>) "f"'
    )


def test_what_fills_a_slot_follows_from_its_place() -> None:
    text = 'SELECT t.:column, CAST(:value AS ":type") AS :name FROM ONLY :table AS :alias WHERE :alias.id = :value'
    sql = filled(
        text, column='odd "name', value=build.literal("it's"), type="numeric(10,2)", name="x", table=USERS, alias="t"
    )
    assert sql == (
        """SELECT "t"."odd ""name", CAST('it''s' AS numeric(10,2)) AS "x" FROM ONLY "public"."Users" AS "t" """
        """WHERE "t"."id" = 'it''s'"""
    )


def test_a_relation_is_a_table_or_a_common_table_expression_or_a_query() -> None:
    text = "SELECT p.id FROM :parent AS p"
    query = build.select(build.column("id")).from_(build.table(USERS))
    assert filled(text, parent=USERS).endswith('FROM "public"."Users" AS "p"')
    assert filled(text, parent="walk").endswith('FROM "walk" AS "p"')
    assert filled(text, parent=query).endswith('FROM (SELECT "id" FROM "public"."Users") AS "p"')


def test_a_list_takes_several_nodes_or_none() -> None:
    columns = [build.column("a"), build.column("b")]
    assert (
        filled("SELECT :columns, c FROM :t", columns=columns, t=USERS) == 'SELECT "a", "b", "c" FROM "public"."Users"'
    )
    assert filled("SELECT :columns, c FROM :t", columns=[], t=USERS) == 'SELECT "c" FROM "public"."Users"'


def test_operands_that_bind_less_tightly_are_put_in_parentheses() -> None:
    a, b = build.column("a"), build.column("b")
    either, both, less = build.or_(a, b), build.and_(a.copy(), b.copy()), exp.Sub(this=a.copy(), expression=b.copy())
    assert filled("x AND :c", c=either) == '"x" AND ("a" OR "b")'
    assert filled("x AND :c", c=both) == '"x" AND "a" AND "b"'
    assert filled("x OR :c", c=both) == '"x" OR "a" AND "b"'
    assert filled("NOT :c", c=both) == 'NOT ("a" AND "b")'
    assert filled("x = :c", c=build.eq(a.copy(), b.copy())) == '"x" = ("a" = "b")'
    assert filled("x - :c", c=less) == '"x" - ("a" - "b")'
    assert filled(":c - x", c=less) == '("a" - "b") - "x"'
    assert filled("f.x % :c", c=less) == '"f"."x" % ("a" - "b")'


def test_each_use_is_a_tree_of_its_own() -> None:
    one = template("a = :value AND b = :value")
    value = build.column("v", "t")
    first, second = one.fill(value=value), one.fill(value=value)
    first.find(exp.Column).set("this", build.ident("changed"))  # type: ignore[union-attr]
    assert opened(build.render(second)) == '"a" = "t"."v" AND "b" = "t"."v"'
    assert opened(build.render(one.fill(value=build.literal(1)))) == '"a" = 1 AND "b" = 1'


@pytest.mark.parametrize(
    ("text", "slots", "message"),
    [
        ("a = :value", {}, "no value"),
        ("a = :value", {"value": build.literal(1), "other": build.literal(1)}, "unknown other"),
        ("a = :value", {"value": "text"}, ":value takes an expression"),
        ("a = :value", {"value": USERS}, ":value takes an expression"),
        ("t.:column", {"column": build.literal("a")}, ":column takes a name"),
        ("SELECT 1 FROM :table", {"table": [build.column("a")]}, ":table takes a relation"),
        ('CAST(a AS ":type")', {"type": build.literal(1)}, ":type takes a type"),
    ],
)
def test_wrong_slots(text: str, slots: dict[str, object], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        filled(text, **slots)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tidsend(a)", "without its schema"),
        ("SELECT 1 FROM generate_series(1, 2) AS n", "without its schema"),
        ("lower(a)", "own way"),
        ("a::text = :b", "the parser reads"),
        ("a ->> 'b' = :c", "the parser reads|own way"),
        ("a IS NOT TRUE", "the parser reads"),
        ("VACUUM t", "not one statement"),
        ("a IN (1, 2)", "finds the operator of in"),
        ("a NOT IN (SELECT b FROM c)", "finds the operator of in"),
        ("a LIKE 'x%'", "finds the operator of like"),
        ("a ~ 'x'", "own way|finds the operator"),
        ("a BETWEEN 1 AND 2", "finds the operator of between"),
        ("a || b", "own way|finds the operator"),
        ("a IS DISTINCT FROM b", "finds the operator of nullsafeneq"),
        ("-a", "finds the operator of neg"),
        ("CASE a WHEN 1 THEN 2 END", "finds the operator of case"),
        ("SELECT 1 FROM a JOIN b USING (c)", "finds the operator of join"),
        ("SELECT 1 FROM a NATURAL JOIN b", "finds the operator of join"),
    ],
)
def test_no_template(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        template(text).slots  # noqa: B018


def test_blocks_have_names_of_their_own() -> None:
    with pytest.raises(ValueError, match="two blocks of one name: a"):
        blocks("-- name: a\n1\n-- name: a\n2\n")


USES = [
    (module, *match.groups())
    for module in sorted(SOURCES.rglob("*.py"))
    for match in re.finditer(
        r'^(_\w+) = (templates|plpgsql\.bodies)\("([\w.]+)", "([\w.]+)"\)$', module.read_text(), re.M
    )
]


def test_the_package_has_templates() -> None:
    assert len(USES) > 5


@pytest.mark.parametrize(
    ("module", "variable", "kind", "package", "file"), USES, ids=lambda value: str(value).split("/")[-1]
)
def test_every_template_is_read_and_used(module: Path, variable: str, kind: str, package: str, file: str) -> None:
    source = module.read_text()
    text = SOURCES.parent.joinpath(*package.split("."), file).read_text()
    named = set(re.findall(rf'{variable}\["(\w+)"\]', source))
    assert named == set(blocks(text)), "a name that is not in the file, or a block that nothing uses"
    if kind == "templates":
        for one in templates(package, file).values():
            assert one.slots is not None
