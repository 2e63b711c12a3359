"""The order of a tenant's tables: parents first, and the tables of a cycle as one group."""

from __future__ import annotations

from planner.names import QName
from planner.tenancy.path import Path
from planner.tenants.links import grouped, refers_to_itself


def name(text: str) -> QName:
    return QName("public", text)


def links(*pairs: tuple[str, str]) -> dict[QName, tuple[Path, ...]]:
    found: dict[QName, tuple[Path, ...]] = {}
    for child, parent in pairs:
        path = Path(name(parent), ((f"{parent}_id", "id"),), "", f"{child}_{parent}_fkey")
        found[name(child)] = (*found.get(name(child), ()), path)
    return found


def test_parents_come_first() -> None:
    known = links(("messages", "chats"), ("chats", "users"), ("users", "orgs"), ("messages", "users"))
    tables = [name(text) for text in ("messages", "orgs", "chats", "users")]
    assert grouped(tables, known) == tuple((name(text),) for text in ("orgs", "users", "chats", "messages"))


def test_a_cycle_is_one_group() -> None:
    known = links(("a", "b"), ("b", "a"), ("a", "users"), ("c", "b"), ("users", "users"))
    tables = [name(text) for text in ("c", "a", "b", "users")]
    groups = grouped(tables, known)
    assert groups == ((name("users"),), (name("a"), name("b")), (name("c"),))
    assert [refers_to_itself(group, known) for group in groups] == [True, True, False]


def test_tables_outside_the_set_do_not_count() -> None:
    assert grouped([name("a")], links(("a", "b"), ("b", "a"))) == ((name("a"),),)
