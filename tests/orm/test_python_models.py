"""Edits of Python models without a server: options and their values, arguments, and imports."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from planner.catalog.parts import Column, Index, IndexColumn
from planner.catalog.words import ReferentialAction
from planner.names import QName
from planner.orm.django import parse as django
from planner.orm.django.write import edit as edit_django
from planner.orm.sqlalchemy import parse as sqlalchemy
from planner.orm.sqlalchemy.write import edit as edit_sqlalchemy
from planner.orm.stage import Stage
from planner.orm.wanted import ForeignKey, Key, PrimaryKey, Table, Tenants, Wanted

USERS, CLIENTS, TEAMS = (QName("public", name) for name in ("users", "clients", "teams"))
TENANT = Column("client_id", "bigint", not_null=True)
COLUMNS = (TENANT, Column("id", "integer", not_null=True), Column("email", "text"), Column("team_id", "bigint"))
ACTIONS = (ReferentialAction.NO_ACTION, ReferentialAction.NO_ACTION)
TENANT_KEY = ForeignKey("users_client_id_fkey", ("client_id",), CLIENTS, ("id",), *ACTIONS)
TEAM = ForeignKey("users_client_id_team_id_fkey", ("client_id", "team_id"), TEAMS, ("client_id", "id"), *ACTIONS)
TABLE = Table(USERS, TENANT, COLUMNS, None, None)
SINCE = Column("since", "timestamp with time zone", not_null=True)


def unique(*columns: str, name: str, constraint: bool = True) -> Index:
    held = tuple(IndexColumn(column, column) for column in columns)
    return Index(name, held, unique=True, constraint=name if constraint else None)


NEW = unique("client_id", "email", name="users_client_id_email_key")
EMAIL = Key(NEW, replaces=unique("email", name="users_email_key"), replaced_constraint=True)
INDEXED = Key(
    unique("client_id", "email", name="ix_users_client_id_email", constraint=False),
    replaces=unique("email", name="ix_users_email", constraint=False),
)
PRIMARY = PrimaryKey("users_pkey", unique("client_id", "id", name="users_pkey"), ("id",))
INDEX = Key(Index("ix_users_client_id", (IndexColumn("client_id", "client_id"),)))


def wanted(table: Table, *, made: bool = False) -> Wanted:
    key = Column("id", "bigint", not_null=True)
    return Wanted(Stage.TIGHTEN, Tenants(CLIENTS, "id", (key, SINCE) if made else (key,), made), (table,))


def edited(text: str, table: Table, *, made: bool = False) -> tuple[str, list[str]]:
    """The edited text of SQLAlchemy's models, and what is left to people. Another edit changes nothing."""
    file, said = Path("models.py"), wanted(table, made=made)
    found, left = edit_sqlalchemy([sqlalchemy.read(file, text.encode(), "public")], said)
    after = found[0].after.decode() if found else text
    assert edit_sqlalchemy([sqlalchemy.read(file, after.encode(), "public")], said)[0] == []
    compile(after, "models.py", "exec")
    return after, [one.what for one in left]


def user(*lines: str, head: str = "from sqlalchemy.orm import Mapped, mapped_column") -> str:
    return "\n".join(
        [head, "\n", "class User(Base):", '    __tablename__ = "users"', *(f"    {one}" for one in lines), ""]
    )


def column(text: str, name: str) -> str:
    return next(line for line in text.splitlines() if line.startswith((f"    {name}: ", f"    {name} = ")))


HERE = "client_id: Mapped[int] = mapped_column()"
KEEPS = replace(TABLE, keys=(EMAIL,))


@pytest.mark.parametrize(
    ("table", "lines", "expected"),
    [
        # Several arguments of a call go, or all of them.
        (replace(TABLE, keys=(INDEXED,)), ("email: Mapped[str] = mapped_column(unique=True, index=True)",),
         "email: Mapped[str] = mapped_column()"),
        (replace(TABLE, keys=(INDEXED,)), ("email = Column(Text, unique=True, index=True, info={})",),
         "email = Column(Text, info={})"),
        (replace(TABLE, keys=(INDEXED,)), ("email = Column(unique=True, index=True, info={})",),
         "email = Column(info={})"),
        (KEEPS, ("email = Column(unique=True)",), "email = Column()"),
        (KEEPS, ("email = Column(", "    unique=True,", ")"), "email = Column()"),
        # Arguments are added to a call without any.
        (replace(TABLE, tenant_key=TENANT_KEY), (), 'client_id: Mapped[int] = mapped_column(ForeignKey("clients.id"))'),
        (replace(TABLE, primary_key=PRIMARY), ("id: Mapped[int] = mapped_column(primary_key=True)",),
         "client_id: Mapped[int] = mapped_column(primary_key=True)"),
        (replace(TABLE, foreign_keys=(TEAM,)), ('team_id = Column(ForeignKey("teams.id"))',),
         "team_id = Column(BigInteger)"),
        # An option counts by its value.
        (replace(TABLE, index=INDEX, column=replace(TENANT, name="client_id")), ("x = Column(index=False)",),
         "client_id: Mapped[int] = mapped_column(index=True)"),
        (replace(KEEPS, keys=(replace(EMAIL, replaces=None),)), ("email = Column(Text, unique=False)",),
         "email = Column(Text, unique=False)"),
        (replace(TABLE, keys=(EMAIL,)), ("email = Column(Text, unique=True, index=False)",),
         "email = Column(Text, index=False)"),
        (replace(TABLE, primary_key=PRIMARY),
         ("id = Column(Integer, primary_key=True, autoincrement='auto')", "email = Column(Text, primary_key=False)"),
         "id = Column(Integer, primary_key=True, autoincrement=True)"),
        (replace(TABLE, primary_key=PRIMARY), ("id = Column(Integer, primary_key=True, server_default=None)",),
         "id = Column(Integer, primary_key=True, server_default=None, autoincrement=True)"),
    ],
)  # fmt: skip
def test_arguments_of_a_column(table: Table, lines: tuple[str, ...], expected: str) -> None:
    after, left = edited(user(HERE, *lines), table)
    assert left == []
    assert column(after, expected.split(":")[0].split(" =")[0]) == f"    {expected}"


@pytest.mark.parametrize("index", ["index=False", "index=None"])
def test_an_index_that_is_switched_off_is_switched_on(index: str) -> None:
    after, left = edited(user(HERE.replace("()", f"({index})")), replace(TABLE, index=INDEX))
    assert (column(after, "client_id"), left) == (f"    {HERE.replace('()', '(index=True)')}", [])


def test_a_key_of_several_columns_that_is_switched_off() -> None:
    index = 'Index("users_email_key", "email", unique=False, postgresql_where=None)'
    after, left = edited(user(f"__table_args__ = ({index},)", HERE, "email = Column(Text)"), KEEPS)
    assert index in after
    assert "the unique key (email) is not found here" in left[0]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("client_id: Mapped[int | None]",),
         "User.client_id is only an annotation: write client_id: Mapped[int | None] = mapped_column() and run this again"),
        (("@declared_attr", "def client_id(cls): ..."), "User has a client_id that planner can't read as a column"),
    ],
)  # fmt: skip
def test_a_column_without_a_call_is_not_declared_twice(lines: tuple[str, ...], said: str) -> None:
    text = user(*lines)
    after, left = edited(text, TABLE)
    assert after == text
    assert said in left[0]


NAMES = "from sqlalchemy import BigInteger, DateTime\nfrom sqlalchemy.orm import Mapped, mapped_column"


@pytest.mark.parametrize(
    ("head", "more", "since"),
    [
        (f"import datetime\n{NAMES}", "", "Mapped[datetime.datetime]"),
        (f"import datetime as dt\n{NAMES}", "\nfrom datetime import datetime", "Mapped[datetime]"),
        (f"from clock import datetime\n{NAMES}", "\nimport datetime as datetime_", "Mapped[datetime_.datetime]"),
        (f"from datetime import datetime\n{NAMES}", "", "Mapped[datetime]"),
        (f"{NAMES}\nfrom datetime import date", ", datetime", "Mapped[datetime]"),
        (f"{NAMES}  # noqa: F401", "\nfrom datetime import datetime", "Mapped[datetime]"),
    ],
)
@pytest.mark.parametrize("late", ["", "\n\nfrom datetime import datetime, timezone\nimport late\n"])
def test_imports_know_which_name_they_define(head: str, more: str, since: str, late: str) -> None:
    """The tenants' model has a column of the type datetime. An import below the classes is too late for it."""
    after, left = edited(user(HERE, head=f"{head}  # types" if "," in more else head) + late, TABLE, made=True)
    assert left == []
    assert f"since: {since} = mapped_column(DateTime(timezone=True))" in after
    assert after.split("\n\n\nclass Client(")[0] == f"{head}{more}{'  # types' if ',' in more else ''}"
    assert after.endswith(late)


@pytest.mark.parametrize(
    ("head", "imported", "kind"),
    [
        ("from sqlalchemy.types import BigInteger", "BigInteger\nfrom sqlalchemy import Column\n\n", "BigInteger"),
        ("import sqlalchemy as sa\nclass BigInteger: ...", "as sa\nfrom sqlalchemy import Column\n", "sa.BigInteger"),
        ("from sqlalchemy import *", "*\nfrom sqlalchemy import BigInteger, Column\n\n", "BigInteger"),
        ("from other import BigInteger, Column", "Column\nimport sqlalchemy\n\n", "sqlalchemy.BigInteger"),
        ('"Models."', '"Models."\nfrom sqlalchemy import BigInteger, Column\n\n', "BigInteger"),
        (
            "#!/bin/python\n# Models",
            "#!/bin/python\nfrom sqlalchemy import BigInteger, Column\n# Models\n",
            "BigInteger",
        ),
        ("", "from sqlalchemy import BigInteger, Column\n\n", "BigInteger"),
    ],
)
def test_a_type_of_sqlalchemy(head: str, imported: str, kind: str) -> None:
    after, left = edited(user("id = Column(Integer)", head=head), TABLE)
    assert left == []
    made = f"client_id = {'sqlalchemy.' if 'other' in head else ''}Column({kind}, nullable=False)"
    assert column(after, "client_id") == f"    {made}"
    assert imported in after.split("class User")[0]
    assert after.startswith(head.split("\n")[0])


# Django


def edited_django(table: Table, *lines: str, meta: tuple[str, ...] = ()) -> tuple[str, list[str]]:
    """The edited text of Django's model, and what is left to people. Another edit changes nothing."""
    inner = "".join(f"\n        {one}" for one in ('db_table = "users"', *meta))
    text = (
        "from django.db import models\n\n\nclass Client(models.Model):\n    class Meta:\n        db_table = 'clients'\n\n\n"
        f"class User(models.Model):\n{''.join(f'    {one}{chr(10)}' for one in lines)}\n    class Meta:{inner}\n"
    )
    file, said = Path("shop/models.py"), wanted(table)
    found, left = edit_django([django.read(file, text.encode(), "public")], said, None)
    after = found[0].after.decode() if found else text
    assert edit_django([django.read(file, after.encode(), "public")], said, None)[0] == []
    return after, [one.what for one in left]


CLIENT = "client = models.ForeignKey(Client, models.CASCADE)"


@pytest.mark.parametrize(
    ("table", "lines", "expected"),
    [
        (replace(TABLE, foreign_keys=(TEAM,)), (CLIENT, "team = models.ForeignKey(Team, models.CASCADE, db_constraint=True)"),
         "team = models.ForeignKey(Team, models.CASCADE, db_constraint=False)"),
        (replace(TABLE, foreign_keys=(TEAM,)), (CLIENT, "team = models.ForeignKey(Team, models.CASCADE)"),
         "team = models.ForeignKey(Team, models.CASCADE, db_constraint=False)"),
        (TABLE, (CLIENT.replace(")", ", null=False)"),), CLIENT.replace(")", ", null=False)")),
        (TABLE, (CLIENT.replace(")", ", null=True)"),), CLIENT),
        (replace(TABLE, column=replace(TENANT, not_null=False)), (CLIENT.replace(")", ", null=False)"),),
         CLIENT.replace(")", ", null=True)")),
        (KEEPS, (CLIENT, "email = models.TextField(unique=True)"), "email = models.TextField()"),
        (KEEPS, (CLIENT, "email = models.TextField(unique=True, primary_key=False)"), "email = models.TextField(primary_key=False)"),
    ],
)  # fmt: skip
def test_arguments_of_a_field(table: Table, lines: tuple[str, ...], expected: str) -> None:
    after, left = edited_django(table, *lines)
    assert left == []
    assert column(after, expected.split(" =")[0]) == f"    {expected}"


def test_options_of_a_constraint_count_by_their_value() -> None:
    said = 'models.UniqueConstraint(fields=["email"], name="users_email_key", condition=None, nulls_distinct=True)'
    after, left = edited_django(KEEPS, CLIENT, "email = models.TextField()", meta=(f"constraints = [{said}]",))
    assert left == []
    assert 'fields=["client", "email"], name="users_client_id_email_key", condition=None, nulls_distinct=True' in after


def test_a_key_that_is_switched_off_is_not_there() -> None:
    _, left = edited_django(KEEPS, CLIENT, "email = models.TextField(unique=False)")
    assert "the unique key (email) is not found here" in left[0]


def test_a_property_of_the_fields_name() -> None:
    after, left = edited_django(replace(TABLE, tenant_key=TENANT_KEY), "@property", "def client(self): ...")
    assert "it has a client that planner can't read as a field: --property NAME names the new one" in left[0]
    assert "client_id" not in after


def test_the_first_field_stands_above_a_decorated_method() -> None:
    after, left = edited_django(TABLE, "@property", "def name(self): ...")
    assert left == []
    assert "\n    client_id = models.BigIntegerField()\n    @property\n    def name(self): ...\n" in after


def test_a_copy_of_an_index_is_listed() -> None:
    at = IndexColumn("since", "since", descending=True)
    copy = Key(Index("copy", (IndexColumn("client_id", "client_id"), at), predicate="(since IS NOT NULL)"))
    after, left = edited(user("client_id: Mapped[int] = mapped_column()"), replace(TABLE, followed=(copy,)))
    assert left == []
    listed = 'Index("copy", "client_id", text("since DESC NULLS LAST"), postgresql_where=text("(since IS NOT NULL)"))'
    assert listed in after
