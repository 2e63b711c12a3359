"""Commands in messages can be pasted: names are quoted where PostgreSQL or the shell needs quotes."""

from __future__ import annotations

from dataclasses import replace

import pglast
import pytest
from pglast import keywords

from harness.catalogs import catalog
from planner.catalog import membership
from planner.catalog.model import Role
from planner.names import QName
from planner.sql.spelling import shell_word, sql_name

NAMES = {
    "ann": "ann",
    "app_1": "app_1",
    "Ann": '"Ann"',
    "user": '"user"',
    "1a": '"1a"',
    "my-app": '"my-app"',
    'a"; DROP ROLE b; --': '"a""; DROP ROLE b; --"',
    "größe": '"größe"',
    'a\n\\"b': 'U&"a\\+00000a\\\\""b"',
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_sql(name: str) -> None:
    assert sql_name(name) == NAMES[name]
    assert sql_name(QName("Shop", name)) == f'"Shop".{NAMES[name]}'
    pglast.parse_sql(f"GRANT x TO {sql_name(name)}")


def test_every_reserved_word_is_quoted() -> None:
    reserved = keywords.RESERVED_KEYWORDS | keywords.TYPE_FUNC_NAME_KEYWORDS
    assert [word for word in reserved if sql_name(word) == word] == []


@pytest.mark.parametrize(
    ("major", "inherits", "member", "said"),
    [
        (18, True, False, 'GRANT "App" TO ann'),
        (18, False, False, 'GRANT "App" TO ann WITH INHERIT TRUE'),
        (18, True, True, 'GRANT "App" TO ann WITH INHERIT TRUE'),
        (15, True, False, 'GRANT "App" TO ann'),
        (15, False, False, 'GRANT "App" TO ann; ALTER ROLE ann INHERIT'),
        (15, False, True, "ALTER ROLE ann INHERIT"),
    ],
)
def test_what_a_role_needs_to_act_as_the_owner(major: int, inherits: bool, member: bool, said: str) -> None:
    found = catalog(major=major)
    server = replace(found.server, role="ann", superuser=False, inherits=inherits)
    above = ("App",) if member else ()
    found = replace(found, server=server, roles={"ann": Role("ann", False, False, True, above)})
    hint = membership.remedy(found, "App")
    assert hint.endswith(f"or: {said}")
    assert ("does not inherit" in hint and "execution: { role: App }" in hint) == member


@pytest.mark.parametrize(
    ("word", "said"), [("plan.csv", "plan.csv"), ("my plan.csv", "'my plan.csv'"), ("a\nb", "'a\\nb'")]
)
def test_a_word_in_a_shell_command(word: str, said: str) -> None:
    assert shell_word(word) == said
