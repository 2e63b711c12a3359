"""Functions whose text a new column, or a key that goes, breaks."""

from __future__ import annotations

import pytest

from planner.names import QName
from planner.run.rehearsal.code import Code, Key, broken, upserting

USERS, ORDERS, DOTTED = QName("public", "users"), QName("public", "Order Lines"), QName("public", "a.b")
COLUMNS = dict.fromkeys((USERS, ORDERS, DOTTED), "client_id")


def code(source: str, *names: str, returns: QName | None = None, fires_on: tuple[QName, ...] = ()) -> Code:
    return Code(QName("public", "f"), "", names, "plpgsql", source, returns, fires_on)


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (code("return query select * from users"), "its * of public.users"),
        (code('select u.* into r from "users" u'), "its * of public.users"),
        (code("insert into log select OLD.*", fires_on=(USERS,)), "OLD.* of public.users"),
        (code("insert into log select NEW.*", fires_on=(DOTTED,)), 'NEW.* of public."a.b"'),
        (code("insert into log values ((new).*)", fires_on=(USERS,)), "NEW.* of public.users"),
        (code("select id from users where id = client_id", "client_id"), "a parameter or result is called client_id"),
        (code("declare client_id int; begin select 1 from users; end"), "it says client_id"),
        (code("insert into public.users values (1)"), "INSERT INTO public.users without a list"),
        (code("select u.id, 2, u.* from users u"), "its * of public.users"),
        (code("select 1, * from users"), "its * of public.users"),
        (code("select distinct * from users"), "its * of public.users"),
        (code("insert into users as u (select 1)"), "INSERT INTO public.users without a list"),
        (code("insert into users with x as (select 1) table x"), "INSERT INTO public.users without a list"),
        (code("merge into users using x on true when not matched then insert values (1)"), "MERGE INTO public.users"),
        (code('insert into "Order Lines" select 1'), "INSERT INTO public.Order Lines without a list"),
        (code("declare u users%rowtype; begin null; end"), "public.users%ROWTYPE"),
        (code("copy users to '/tmp/x'"), "COPY public.users"),
        (code("select 1, 'a'", returns=USERS), "returns rows of public.users"),
    ],
)
def test_named(function: Code, said: str) -> None:
    ((found, why),) = broken([function], COLUMNS)
    assert found is function
    assert said in why


@pytest.mark.parametrize(
    "function",
    [
        code("select count(*) from users"),
        code("select id, email from users"),
        code("-- select * from users\nselect 1"),
        code("select * from others"),
        code("insert into users (id) values (1)"),
        code("return new", fires_on=(USERS,)),
        code("select price * amount from users"),
        code("select u.price * 2, count(*) from users u"),
        code("insert into users as u (id) select 1"),
        code("merge into users using x on true when not matched then insert (id) values (1)"),
        code("select id from superusers where a = client_id"),
    ],
)
def test_not_named(function: Code) -> None:
    assert list(broken([function], COLUMNS)) == []


def test_upserts_on_a_key_that_goes() -> None:
    key = Key(USERS, "users_email_key", frozenset({"email"}))
    found = [
        code('INSERT INTO users (email) VALUES (e) ON CONFLICT ("email") DO NOTHING'),
        code("insert into users (email) values (e) on conflict on constraint users_email_key do nothing"),
        code("insert into users (email) values (e) on conflict (client_id, email) do nothing"),
        code("insert into others (email) values (e) on conflict (email) do nothing"),
    ]
    assert [one for one, _, _ in upserting(found, [key])] == found[:2]
