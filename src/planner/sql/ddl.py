"""DDL in PostgreSQL's spelling, built from nodes. Each function makes one statement; docstrings name lock facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlglot import exp

from planner.catalog.types import CUTTING, whole_type, without_modifier
from planner.catalog.words import Match, ReferentialAction
from planner.names import QName
from planner.sql.build import (
    Node,
    call,
    cast,
    eq,
    ident,
    is_not_null,
    listed,
    literal,
    parens,
    phrase,
    relation,
    table,
    type_,
)

# Tables and columns


def alter_table(name: QName, *action: str | Node) -> Node:
    return phrase("ALTER TABLE", relation(name), *action)


def column_def(
    name: str, type_text: str, *, collation: str | None = None, default: Node | None = None, not_null: bool = False
) -> exp.ColumnDef:
    """Return the definition of a column; the catalog gives the collation, already quoted."""
    constraints: list[Node] = []
    if collation is not None:
        constraints.append(exp.ColumnConstraint(kind=exp.CollateColumnConstraint(this=exp.var(collation))))
    if default is not None:
        constraints.append(exp.ColumnConstraint(kind=exp.DefaultColumnConstraint(this=default)))
    if not_null:
        constraints.append(exp.ColumnConstraint(kind=exp.NotNullColumnConstraint()))
    return exp.ColumnDef(this=ident(name), kind=type_(type_text), constraints=constraints)


def create_table(name: QName, columns: Sequence[Node], *, if_not_exists: bool = False) -> exp.Create:
    """Return CREATE TABLE; `columns` are column definitions and table constraints."""
    schema = exp.Schema(this=table(name), expressions=list(columns))
    return exp.Create(this=schema, kind="TABLE", exists=if_not_exists)


def primary_key(columns: Sequence[str], name: str | None = None) -> Node:
    key = exp.PrimaryKey(expressions=[ident(c) for c in columns])
    return exp.Constraint(this=ident(name), expressions=[key]) if name else key


def drop_table(name: QName) -> Node:
    return phrase("DROP TABLE", relation(name))


def add_column(name: QName, definition: exp.ColumnDef) -> Node:
    return alter_table(name, "ADD COLUMN", definition)


def drop_column(name: QName, column_name: str) -> Node:
    return alter_table(name, "DROP COLUMN", ident(column_name))


def set_default(name: QName, column_name: str, value: Node) -> Node:
    return alter_table(name, "ALTER COLUMN", ident(column_name), "SET DEFAULT", value)


def drop_default(name: QName, column_name: str) -> Node:
    return alter_table(name, "ALTER COLUMN", ident(column_name), "DROP DEFAULT")


def set_not_null(name: QName, column_name: str) -> Node:
    return alter_table(name, "ALTER COLUMN", ident(column_name), "SET NOT NULL")


def drop_not_null(name: QName, column_name: str) -> Node:
    return alter_table(name, "ALTER COLUMN", ident(column_name), "DROP NOT NULL")


def lock_table(name: QName, mode: str) -> Node:
    """Return LOCK TABLE; `mode` is a PostgreSQL word such as ACCESS EXCLUSIVE. The partitions are locked too."""
    return phrase("LOCK TABLE", relation(name), f"IN {mode} MODE")


# Constraints


def deferrable_words(deferrable: bool, deferred: bool) -> list[str]:
    """Return the words of a constraint that is DEFERRABLE; none for another."""
    return ["DEFERRABLE INITIALLY DEFERRED" if deferred else "DEFERRABLE"] if deferrable else []


def add_foreign_key(
    name: QName,
    constraint: str,
    columns: Sequence[str],
    ref: QName,
    ref_columns: Sequence[str],
    *,
    on_delete: ReferentialAction = ReferentialAction.NO_ACTION,
    set_columns: Sequence[str] = (),
    on_update: ReferentialAction = ReferentialAction.NO_ACTION,
    match: Match = Match.SIMPLE,
    deferrable: bool = False,
    deferred: bool = False,
    enforced: bool = True,
    not_valid: bool,
) -> Node:
    """Return ADD CONSTRAINT … FOREIGN KEY.

    `set_columns` are the columns that ON DELETE SET NULL or SET DEFAULT sets (15 and later); none means all columns.
    """
    parts: list[str | Node] = ["ADD CONSTRAINT", ident(constraint), "FOREIGN KEY", parens([ident(c) for c in columns])]
    parts += ["REFERENCES", relation(ref), parens([ident(c) for c in ref_columns])]
    if match is not Match.SIMPLE:
        parts.append(f"MATCH {match}")
    if on_update is not ReferentialAction.NO_ACTION:
        parts.append(f"ON UPDATE {on_update}")
    if on_delete is not ReferentialAction.NO_ACTION:
        parts.append(f"ON DELETE {on_delete}")
    if set_columns:
        parts.append(parens([ident(c) for c in set_columns]))
    parts += deferrable_words(deferrable, deferred)
    if not enforced:
        parts.append("NOT ENFORCED")
    elif not_valid:
        parts.append("NOT VALID")
    return alter_table(name, *parts)


def add_check_not_null(name: QName, constraint: str, column_name: str) -> Node:
    """Return ADD CHECK (column IS NOT NULL) NOT VALID, which scans nothing. A valid CHECK proves SET NOT NULL (12)."""
    check = exp.CheckColumnConstraint(this=is_not_null(exp.Column(this=ident(column_name))))
    named = exp.Constraint(this=ident(constraint), expressions=[check])
    return alter_table(name, "ADD", named, "NOT VALID")


def add_not_null_constraint(name: QName, constraint: str, column_name: str) -> Node:
    """Return ADD CONSTRAINT … NOT NULL … NOT VALID (PostgreSQL 18, ALTER TABLE)."""
    return alter_table(name, "ADD CONSTRAINT", ident(constraint), "NOT NULL", ident(column_name), "NOT VALID")


def validate_constraint(name: QName, constraint: str) -> Node:
    return alter_table(name, "VALIDATE CONSTRAINT", ident(constraint))


def drop_constraint(name: QName, constraint: str, *, if_exists: bool = False) -> Node:
    return alter_table(name, "DROP CONSTRAINT IF EXISTS" if if_exists else "DROP CONSTRAINT", ident(constraint))


def comment_on_constraint(name: QName, constraint: str, text: str) -> Node:
    return phrase("COMMENT ON CONSTRAINT", ident(constraint), "ON", relation(name), "IS", literal(text))


# Functions and triggers


def create_trigger_function(name: QName, body: str, *, security_definer: bool) -> Node:
    """Return a plpgsql trigger function with a fixed search_path. `body` comes from `planner.sql.plpgsql`."""
    return phrase(
        "CREATE FUNCTION",
        relation(name),
        "()",
        "RETURNS TRIGGER LANGUAGE",
        exp.var("plpgsql"),
        "SECURITY DEFINER SET" if security_definer else "SET",
        exp.var("search_path"),
        "=",
        listed([exp.var("pg_catalog"), exp.var("pg_temp")]),
        "AS",
        dollar_quoted(body),
    )


def drop_function(name: QName, *, if_exists: bool = False) -> Node:
    return phrase("DROP FUNCTION IF EXISTS" if if_exists else "DROP FUNCTION", relation(name), "()")


def revoke_execute(name: QName) -> Node:
    """Return REVOKE from PUBLIC, so that no other role can attach the function to a table of its own."""
    return phrase("REVOKE ALL ON FUNCTION", relation(name), "()", "FROM PUBLIC")


def create_tenant_function(name: QName, setting: str, type_text: str) -> Node:
    """Return CREATE FUNCTION for the function that gives the session's tenant.

    When SET LOCAL has ended, the setting is an empty text, not NULL (measured on 15 and 18). The server puts the body in
    the place of a call, and estimates with the tenant itself: the function is STABLE SQL, and has neither SECURITY
    DEFINER nor a SET search_path (inline_function in src/backend/optimizer/util/clauses.c). The body qualifies every
    function and type. A role that could make it use another operator could change the setting as well.
    """
    return phrase("CREATE FUNCTION", relation(name), "()", *_tenant_function(setting, type_text))


def replace_tenant_function(name: QName, setting: str, type_text: str) -> Node:
    """Return CREATE OR REPLACE FUNCTION for the same function. Its policies, owner and rights stay."""
    return phrase("CREATE OR REPLACE FUNCTION", relation(name), "()", *_tenant_function(setting, type_text))


def _tenant_function(setting: str, type_text: str) -> Iterator[str | Node]:
    yield from ("RETURNS", type_(whole_type(type_text)), "LANGUAGE", exp.var("sql"), "STABLE PARALLEL SAFE AS")
    yield dollar_quoted(tenant_function_body(setting, type_text))


def grant_execute(name: QName, roles: Sequence[str]) -> Node:
    """Return GRANT EXECUTE on a function without arguments."""
    return phrase("GRANT EXECUTE ON FUNCTION", relation(name), "()", "TO", listed(ident(role) for role in roles))


def tenant_function_body(setting: str, type_text: str) -> str:
    """Return the body of the tenant function. A setting that is no value of the type is an error, so no row is seen.

    A setting that is longer than the type, or more precise, stays whole, so that it equals no tenant. For a type that
    cuts every value, such a setting gives no tenant.
    """
    value: Node = cast(given(setting), whole_type(type_text))
    if type_text in CUTTING:
        same = eq(cast(value, whole_type("text")), given(setting))
        value = exp.Case(ifs=[exp.If(this=same, true=value.copy())])
    return phrase("SELECT", value).name


def given(setting: str) -> Node:
    """Return the text of the session's setting; NULL when it is unset or empty."""
    return exp.Nullif(this=call("current_setting", literal(setting), literal(True)), expression=literal(""))


def tenant_function_bodies(setting: str, type_text: str) -> tuple[str, ...]:
    """Return the bodies that are planner's own: that of today, and an earlier one that says the same."""
    body = tenant_function_body(setting, type_text)
    cuts = cutting_tenant_function_body(setting, type_text) is not None
    return (body,) if cuts else (body, _cast_body(setting, type_text))


def cutting_tenant_function_body(setting: str, type_text: str) -> str | None:
    """Return the body that earlier planners wrote if it cuts or rounds a setting to the type, else None."""
    cuts = type_text in CUTTING or without_modifier(type_text) != type_text
    return _cast_body(setting, type_text) if cuts else None


def _cast_body(setting: str, type_text: str) -> str:
    return phrase("SELECT", cast(given(setting), type_text)).name


def create_policy(
    policy: str,
    name: QName,
    *,
    restrictive: bool,
    roles: Sequence[str],
    using: Node | None,
    check: Node | None,
    command: str = "ALL",
) -> Node:
    """Return CREATE POLICY; no roles means PUBLIC. The statement takes ACCESS EXCLUSIVE."""
    to: list[str | Node] = [listed([ident(role) for role in roles])] if roles else ["PUBLIC"]
    kind = f"AS {'RESTRICTIVE' if restrictive else 'PERMISSIVE'} FOR {command} TO"
    return phrase("CREATE POLICY", ident(policy), "ON", relation(name), kind, *to, *_conditions(using, check))


def alter_policy(policy: str, name: QName, *, using: Node | None, check: Node | None) -> Node:
    """Return ALTER POLICY with other conditions. The statement takes ACCESS EXCLUSIVE."""
    return phrase("ALTER POLICY", ident(policy), "ON", relation(name), *_conditions(using, check))


def _conditions(using: Node | None, check: Node | None) -> Iterator[str | Node]:
    if using is not None:
        yield from ("USING", exp.Paren(this=using))
    if check is not None:
        yield from ("WITH CHECK", exp.Paren(this=check))


def drop_policy(policy: str, name: QName) -> Node:
    return phrase("DROP POLICY", ident(policy), "ON", relation(name))


def row_security(name: QName, *, enable: bool | None = None, force: bool | None = None) -> Iterator[Node]:
    """Yield ENABLE or DISABLE, FORCE or NO FORCE ROW LEVEL SECURITY; None yields nothing. Takes ACCESS EXCLUSIVE."""
    if enable is not None:
        yield alter_table(name, f"{'ENABLE' if enable else 'DISABLE'} ROW LEVEL SECURITY")
    if force is not None:
        yield alter_table(name, f"{'FORCE' if force else 'NO FORCE'} ROW LEVEL SECURITY")


def create_trigger(trigger: str, name: QName, firing: str, function: QName, *, when: Node | None = None) -> Node:
    """Return CREATE TRIGGER for a row trigger that fires in SQL's words, such as BEFORE INSERT OR UPDATE."""
    parts: list[str | Node] = ["CREATE TRIGGER", ident(trigger), f"{firing} ON", relation(name), "FOR EACH ROW"]
    if when is not None:
        parts += ["WHEN", exp.Paren(this=when)]
    return phrase(*parts, "EXECUTE FUNCTION", relation(function), "()")


def create_deferred_trigger(
    trigger: str, name: QName, firing: str, function: QName, *, when: Node | None = None
) -> Node:
    """Return CREATE CONSTRAINT TRIGGER for a row trigger that runs at the end of the transaction."""
    parts: list[str | Node] = ["CREATE CONSTRAINT TRIGGER", ident(trigger), f"{firing} ON", relation(name)]
    parts.append("DEFERRABLE INITIALLY DEFERRED FOR EACH ROW")
    if when is not None:
        parts += ["WHEN", exp.Paren(this=when)]
    return phrase(*parts, "EXECUTE FUNCTION", relation(function), "()")


def drop_trigger(trigger: str, name: QName) -> Node:
    return phrase("DROP TRIGGER", ident(trigger), "ON", relation(name))


def comment_on_column(name: QName, column: str, text: str | None) -> Node:
    """Return COMMENT ON COLUMN; None removes the comment."""
    return phrase(
        "COMMENT ON COLUMN",
        exp.Column(this=ident(column), table=ident(name.name), db=ident(name.schema)),
        "IS",
        literal(text),
    )


def comment_on_trigger(trigger: str, name: QName, text: str) -> Node:
    return phrase("COMMENT ON TRIGGER", ident(trigger), "ON", relation(name), "IS", literal(text))


def dollar_quoted(body: str) -> exp.Heredoc:
    """Return `$planner$ … $planner$`, with a tag that the body does not contain."""
    tag = "planner"
    while f"${tag}$" in body:
        tag += "_"
    return exp.Heredoc(this=body, tag=tag)


def do_block(body: str) -> Node:
    """Return DO with an anonymous plpgsql block. `body` comes from `planner.sql.plpgsql`."""
    return phrase("DO", dollar_quoted(body))
