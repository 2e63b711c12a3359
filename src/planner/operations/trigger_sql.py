"""Write the SQL that replaces a trigger and restores it.

The SQL first compares the live definition with the expected one, so that it overwrites nobody's change.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from planner.catalog.owned import Owned, OwnedKey
from planner.catalog.parts import Trigger
from planner.catalog.queries import queries
from planner.catalog.words import TriggerFiring
from planner.names import QName
from planner.operations.guard_terms import by_application
from planner.sql import build, ddl, plpgsql
from planner.sql.build import Node
from planner.sql.trigger_text import TriggerText
from planner.steps.conditions import TriggerAsRecorded, trigger_definition
from planner.steps.record.entries import Recording
from planner.target.postgres import Capabilities

_EXPECT = """
BEGIN
  PERFORM pg_catalog.count(*) FROM ({settings}) AS spelling; -- definitions are spelled as in planner's look at the catalog
{unless}
END
"""


def replaceable(text: TriggerText, can: Capabilities) -> bool:
    """Return whether CREATE OR REPLACE TRIGGER works: from PostgreSQL 14, and not for constraint triggers.

    Otherwise planner uses DROP and CREATE.
    """
    return can.replace_trigger and not text.constraint


def suppressed(text: TriggerText, can: Capabilities) -> Node:
    """Return the trigger with one more condition: the session is not planner's own backfill."""
    own = text.own_condition()
    when = by_application() if own is None else build.and_(by_application(), build.parens([own]))
    return text.create(when, replace=replaceable(text, can))


def original(text: TriggerText, can: Capabilities) -> Node:
    """Return the trigger without planner's condition."""
    return text.create(text.own_condition(), replace=replaceable(text, can))


def redefine(
    relation: QName, trigger: Trigger, text: TriggerText, statement: Node, can: Capabilities
) -> Iterator[Node]:
    """Yield the statements that put `statement` in the place of the trigger and keep its enabled state and comment.

    CREATE OR REPLACE keeps the comment. After DROP and CREATE, the comment is set again.
    """
    replaces = replaceable(text, can)
    if not replaces:
        yield ddl.drop_trigger(trigger.name, relation)
    yield statement
    if trigger.enabled is not TriggerFiring.ORIGIN:  # A new trigger is ORIGIN.
        yield ddl.alter_table(relation, f"{trigger.enabled} TRIGGER", build.ident(trigger.name))
    if trigger.comment is not None and not replaces:
        yield ddl.comment_on_trigger(trigger.name, relation, trigger.comment)


def recording(owned: Owned) -> Recording:
    """Return the recording of an entry, with the definition as the server shows it."""
    return Recording(owned, detail=trigger_definition(owned.key.relation, owned.key.name))


def expect_found(relation: QName, trigger: Trigger, can: Capabilities) -> Node:
    """Return the statement that fails unless the trigger is the one that planner has seen."""
    found = build.eq(trigger_definition(relation, trigger.name), build.literal(trigger.definition))
    same = exp.Coalesce(this=found, expressions=[build.literal(False)])
    hint = "somebody changed it meanwhile: run planner apply again, or render the files again"
    return _expect(same, f"trigger {trigger.name} of {relation} is not the one that planner has looked at", hint, can)


def expect_left(key: OwnedKey, can: Capabilities) -> Node:
    """Return the statement that fails unless the trigger is as planner left it."""
    hint = "somebody changed it meanwhile, and theirs is not overwritten: run planner again, which looks at it anew"
    message = f"trigger {key.name} of {key.relation} is not as planner left it"
    return _expect(TriggerAsRecorded(key).sql(), message, hint, can)


def _expect(condition: Node, message: str, hint: str, can: Capabilities) -> Node:
    unless = plpgsql.unless(condition, message, hint)
    settings = build.verbatim(queries(can)["settings"])
    return ddl.do_block(plpgsql.body(_EXPECT, settings=settings, unless=unless))
