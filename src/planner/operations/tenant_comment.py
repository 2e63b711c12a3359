"""Add a comment to the tenant column, for people who read the schema (`keys.comment`)."""

from __future__ import annotations

from collections.abc import Iterator

from planner.catalog.changes import CommentOnColumn, Disown
from planner.catalog.model import Catalog
from planner.catalog.owned import Owned, OwnedKind
from planner.operations.operation import Acts, Operation, Records, Turn
from planner.sql import ddl
from planner.steps.checks import CatalogCheck, Check, Weight
from planner.steps.record import codec, documents
from planner.steps.record.entries import disown, entry, owning
from planner.steps.step import Lock, LockMode, Step
from planner.target.phase import Phase
from planner.tenancy.model import ScopedTable, State
from planner.tenancy.settings import Setting

COMMENT: Setting[bool] = Setting("keys.comment", bool, False)


class CommentOnTenantColumn(Operation):
    """Set the comment of the tenant column, and restore the earlier comment on rollback."""

    name = "tenant_comment"
    acts = (Acts(Phase.ADD, Turn.TABLES, 40),)
    records = (Records(OwnedKind.COMMENT),)
    verified = 15
    settings = (COMMENT,)

    def on_table(self, phase: Phase, table: ScopedTable, state: State) -> Iterator[Step]:
        column = state.relation(table).column(table.column)
        text = _text(state)
        if not COMMENT.of(state.tenancy) or column is None or column.comment == text:
            return
        document = documents.ColumnComment(text=column.comment)
        record, change = owning(entry(OwnedKind.COMMENT, table.relation, table.column, phase, document=document))
        yield Step(
            id=f"add.tenant_comment.{table.relation}",
            phase=phase,
            operation=self.name,
            relation=table.relation,
            title=f"comment on {table.column} of {table.relation}",
            make=lambda: (ddl.comment_on_column(table.relation, table.column, text), record),
            locks=(Lock(LockMode.SHARE_UPDATE_EXCLUSIVE, table.relation),),
            changes=(CommentOnColumn(table.relation, table.column, text), change),
        )

    def undo(self, owned: Owned, phase: Phase, catalog: Catalog) -> Iterator[Step]:
        if phase is not Phase.ADD:
            return
        relation, column = owned.key.relation, owned.key.name
        before = codec.before(owned, documents.ColumnComment).text
        yield Step(
            id=f"rollback.tenant_comment.{relation}",
            phase=phase,
            operation=self.name,
            relation=relation,
            title=f"put the comment on {column} of {relation} back as it was",
            make=lambda: (ddl.comment_on_column(relation, column, before), disown(owned.key)),
            locks=(Lock(LockMode.SHARE_UPDATE_EXCLUSIVE, relation),),
            changes=(CommentOnColumn(relation, column, before), Disown(owned.key)),
        )

    def checks(self, table: ScopedTable, state: State) -> Iterator[Check]:
        if not COMMENT.of(state.tenancy):
            return
        column = state.relation(table).column(table.column)
        ok = column is not None and column.comment == _text(state)
        yield CatalogCheck(
            "tenant-comment",
            table.relation,
            f"{table.column} has planner's comment",
            ok=ok,
            detail="" if ok else "planner apply --phase add writes the comment",
            weight=Weight.NOTE,
        )


def _text(state: State) -> str:
    tenants = state.tenancy.tenants
    return f"The tenant that the row belongs to: {tenants.relation}.{tenants.key}"
