"""The details of a catalog: each part of it that isolation depends on is in them. No server."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from planner.catalog.access import (
    Access,
    EventTrigger,
    FixedSetting,
    Function,
    FutureRight,
    OtherTrigger,
    Rule,
    ServerRight,
)
from planner.catalog.details import Details, details
from planner.catalog.model import Catalog, Server
from planner.catalog.words import Volatility
from planner.names import QName

THING, FUNCTION = QName("public", "thing"), QName("public", "f")

VALUES: dict[str, Any] = {
    "functions": (Function(FUNCTION, "", "me", "x", False, True, Volatility.STABLE, ()),),
    "rules": (Rule("r", THING, (THING,), "O CREATE RULE r AS ON INSERT TO public.thing DO INSTEAD NOTHING"),),
    "settings": (FixedSetting("me", "a.b", "1"),),
    "settable": (("a.b", "me", "SET"),),
    "future": (FutureRight("me", None, "you", "SELECT"),),
    "owners": (("DATABASE d", "me"),),
    "keys_off": ((THING, "key", QName("public", "child")),),
    "creators": (("public", "me"),),
    "record": (("me", "USAGE"),),
    "kept_calls": ((THING, FUNCTION),),
    "remote": {THING: QName("there", "thing")},
    "triggers": (OtherTrigger("t", THING, ("INSERT",), FUNCTION),),
    "event_triggers": (EventTrigger("e", "login", FUNCTION),),
    "server_rights": (ServerRight("FUNCTION pg_read_file(text)", "me", "EXECUTE"),),
    "server_leakproof": ("pg_read_file(text)",),
    "foreign_servers": (("there", "me"),),
    "operators": (("=", FUNCTION),),
}


def of(access: Access) -> Details:
    server = Server(180000, "18", False, "d", "me", True, True, True, "h")
    return details(Catalog(server, (), {}, access=access), {})


@pytest.mark.parametrize("name", [one.name for one in fields(Access)])
def test_they_have_every_part_of_the_access(name: str) -> None:
    assert of(Access(**{name: VALUES[name]})) != of(Access())


def test_they_have_the_action_of_a_rule() -> None:
    (rule,) = VALUES["rules"]
    other = replace(rule, definition="O CREATE RULE r AS ON INSERT TO public.thing DO ALSO NOTHING")
    assert of(Access(rules=(rule,))) != of(Access(rules=(other,)))
