"""What replaces a trigger and restores it, in SQL: with a look at the live definition first, so that nobody's is overwritten."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from planner.catalog.owned import Owned, OwnedKey
from planner.catalog.parts import Trigger
from planner.catalog.queries import queries
from planner.catalog.words import TriggerFiring
from planner.names import QName
from planner.operations.guard_sql import by_application
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
    """CREATE OR REPLACE TRIGGER is there from 14 on, and not for constraint triggers; else DROP and CREATE."""
    return can.replace_trigger and not text.constraint


def suppressed(text: TriggerText, can: Capabilities) -> Node:
    """The trigger with one more condition: the session is not planner's own backfill."""
    own = text.own_condition()
    when = by_application() if own is None else build.and_(by_application(), build.parens([own]))
    return text.create(when, replace=replaceable(text, can))


def original(text: TriggerText, can: Capabilities) -> Node:
    return text.create(text.own_condition(), replace=replaceable(text, can))


def redefine(
    relation: QName, trigger: Trigger, text: TriggerText, statement: Node, can: Capabilities
) -> Iterator[Node]:
    """`statement` in place of the trigger, enabled as it is; CREATE OR REPLACE keeps the comment, and nothing else does."""
    replaces = replaceable(text, can)
    if not replaces:
        yield ddl.drop_trigger(trigger.name, relation)
    yield statement
    if trigger.enabled is not TriggerFiring.ORIGIN:  # which a new trigger has
        yield ddl.alter_table(relation, f"{trigger.enabled} TRIGGER", build.ident(trigger.name))
    if trigger.comment is not None and not replaces:
        yield ddl.comment_on_trigger(trigger.name, relation, trigger.comment)


def recording(owned: Owned) -> Recording:
    """The entry, with the definition that the server has made of planner's."""
    return Recording(owned, detail=trigger_definition(owned.key.relation, owned.key.name))


def expect_found(relation: QName, trigger: Trigger, can: Capabilities) -> Node:
    """Raises unless the trigger is what planner has seen."""
    found = build.eq(trigger_definition(relation, trigger.name), build.literal(trigger.definition))
    same = exp.Coalesce(this=found, expressions=[build.literal(False)])
    hint = "somebody changed it meanwhile: run planner apply again, or render the files again"
    return _expect(same, f"trigger {trigger.name} of {relation} is not the one that planner has looked at", hint, can)


def expect_left(key: OwnedKey, can: Capabilities) -> Node:
    """Raises unless the trigger is what planner has made of it."""
    hint = "somebody changed it meanwhile, and theirs is not overwritten: run planner again, which looks at it anew"
    message = f"trigger {key.name} of {key.relation} is not as planner left it"
    return _expect(TriggerAsRecorded(key).sql(), message, hint, can)


def _expect(condition: Node, message: str, hint: str, can: Capabilities) -> Node:
    unless = plpgsql.unless(condition, message, hint)
    settings = build.verbatim(queries(can)["settings"])
    return ddl.do_block(plpgsql.body(_EXPECT, settings=settings, unless=unless))
