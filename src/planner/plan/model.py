from __future__ import annotations
from typing import Any
from datetime import date
from pydantic import BaseModel, ConfigDict, field_validator, model_validator


class M(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Target(M):
    dialect: str = "postgres"
    database: str | None = None


class KeyColumn(M):
    column: str
    type: str


class TenantColumn(M):
    type: str
    nullable: bool = False
    default: str | None = None


class DefaultTenant(M):
    id: str
    values: dict[str, Any] = {}


class Tenant(M):
    table: str
    key: KeyColumn
    columns: dict[str, TenantColumn] = {
        "name": TenantColumn(type="text"),
        "created_at": TenantColumn(type="timestamptz", default="now()"),
    }
    default: DefaultTenant | None = None
    column: str
    on_delete: str = "no_action"


class ViaPath(M):
    columns: tuple[str, ...]
    references: str | None = None
    key: tuple[str, ...] | None = None


class Backfill(M):
    constant: str | None = None
    via: tuple[ViaPath, ...] | None = None
    sql: str | None = None
    on_conflict: str = "fail"
    on_orphan: str = "fail"
    on_null_parent: str = "next"

    @field_validator("via", mode="before")
    @classmethod
    def _v(cls, v: Any) -> Any:
        if isinstance(v, str):
            return ({"columns": [v]},)
        if isinstance(v, list) and v and isinstance(v[0], str):
            return ({"columns": v},)
        return v


class Table(M):
    kind: str = "scoped"
    backfill: Backfill | None = None
    column: str | None = None
    reason: str | None = None
    until: date | None = None
    triggers: dict[str, str] = {}


class Keys(M):
    index: bool = True


class Transition(M):
    assign: str = "auto"
    drop: str = "never"


class Execution(M):
    lock_timeout: float = 0.2
    lock_deadline: float = 600
    pause: float = 0
    batch_seconds: float = 0.1
    batch_rows: int = 5000


class Plan(M):
    version: int
    target: Target = Target()
    schemas: tuple[str, ...] = ("public",)
    unlisted: str = "error"
    tenant: Tenant
    tables: dict[str, Table] = {}
    keys: Keys = Keys()
    transition: Transition = Transition()
    execution: Execution = Execution()
