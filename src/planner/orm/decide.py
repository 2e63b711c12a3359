"""The changes that the definition of a table needs, whatever ORM reads it.

An ORM's `locate` finds what a definition declares, and where each thing stands. `decide` compares the definition with
the plan and takes every decision once. The decisions tell what replaces a column's own declaration, what extends a
list, and what is left to people. The ORM's `write` puts each decision into the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic

from planner.catalog.parts import Policy
from planner.orm.held import Alone, C, Definition, F, K, Listed, Words, columns_of
from planner.orm.wanted import Feature, ForeignKey, Key, PrimaryKey, Table


@dataclass(frozen=True, slots=True)
class AddColumn:
    """Add the tenant column, which is missing."""


@dataclass(frozen=True, slots=True)
class ChangeColumn(Generic[C]):
    """Make the tenant column, which is there, nullable or NOT NULL."""

    place: C
    nullable: bool


@dataclass(frozen=True, slots=True)
class AddReference(Generic[C]):
    """Add the reference to the tenants to the tenant column, which is there."""

    place: C
    key: ForeignKey


@dataclass(frozen=True, slots=True)
class AddDefault(Generic[C]):
    """Add the session's tenant as default to the tenant column, which is there."""

    place: C
    default: str
    """An SQL expression."""


@dataclass(frozen=True, slots=True)
class AddIndex:
    """Add the index on the tenant column."""

    key: Key


@dataclass(frozen=True, slots=True)
class AddFollowed:
    """Add a copy (tenant, …) of one of the application's indexes."""

    key: Key


@dataclass(frozen=True, slots=True)
class AddKey:
    """Add a key that replaces no key, or that stands beside a key that is kept."""

    key: Key


@dataclass(frozen=True, slots=True)
class ReplaceKey:
    """Replace a key that a column declares by itself: the column loses the declaration, and the new key is listed."""

    key: Key
    held: Alone


@dataclass(frozen=True, slots=True)
class WidenKey(Generic[K]):
    """Put the tenant before the columns of a listed key. The key gets the new name and keeps everything else."""

    key: Key
    held: Listed[K]


@dataclass(frozen=True, slots=True)
class ReplaceForeignKey:
    """Replace a reference that a column declares by itself: the column loses the declaration, and the new foreign
    key is listed."""

    key: ForeignKey
    held: Alone


@dataclass(frozen=True, slots=True)
class WidenForeignKey(Generic[F]):
    """Put the tenant before the columns of a listed foreign key, on both sides."""

    key: ForeignKey
    held: Listed[F]
    beside: Alone | None
    """A column's own reference, which is removed."""


@dataclass(frozen=True, slots=True)
class WithdrawForeignKey:
    """Let the column keep its reference, but only in the ORM. The ORM can't declare the new foreign key, so its
    migrations make the key in the database."""

    key: ForeignKey
    held: Alone


@dataclass(frozen=True, slots=True)
class ReplacePrimaryKey:
    """Replace a primary key that columns declare by themselves: now it is listed."""

    key: PrimaryKey
    held: tuple[Alone, ...]


@dataclass(frozen=True, slots=True)
class WidenPrimaryKey(Generic[K]):
    """Put the tenant before the columns of a listed primary key."""

    key: PrimaryKey
    held: Listed[K]


@dataclass(frozen=True, slots=True)
class AddPolicy:
    """Add a policy."""

    policy: Policy


@dataclass(frozen=True, slots=True)
class Left:
    """Something that people have to do by hand."""

    what: str
    line: int | None = None


Decision = (
    AddColumn | ChangeColumn[C] | AddReference[C] | AddDefault[C] | AddIndex | AddFollowed | AddKey | ReplaceKey | WidenKey[K]
    | ReplaceForeignKey | WidenForeignKey[F] | WithdrawForeignKey | ReplacePrimaryKey | WidenPrimaryKey[K] | AddPolicy | Left
)  # fmt: skip


def decide(held: Definition[C, K, F], wanted: Table, words: Words) -> Iterator[Decision[C, K, F]]:
    """Yield the decisions in this order: the column, the indexes, unique keys, foreign keys, the primary key, policies.

    A definition that already matches the plan leads to no decision. If the column can't be added, planner adds nothing
    else.
    """
    if held.column is None and held.obstacle is not None:
        yield Left(held.obstacle)
        return
    yield from _column(held, wanted)
    if wanted.index is not None and words.indexes and not _says(held, held.indexes, wanted.index):
        yield AddIndex(wanted.index)
    for key in wanted.followed if words.indexes else ():
        yield from _followed(held, key, words)
    for key in wanted.keys:
        yield from _key(held, key, words)
    for foreign in wanted.foreign_keys:
        yield from _foreign_key(held, foreign, words)
    if wanted.primary_key is not None and words.several:
        yield from _primary_key(held, wanted.primary_key)
    for policy in wanted.policies if words.policies else ():
        if policy.name not in held.said:
            yield AddPolicy(policy)


def _column(held: Definition[C, K, F], wanted: Table) -> Iterator[Decision[C, K, F]]:
    column = held.column
    if column is None:
        yield AddColumn()
        return
    differs = column.nullable != wanted.nullable
    if column.owner is not None:
        if differs:
            now = "nullable" if wanted.nullable else "not nullable"
            yield Left(f"{column.name} comes from {column.owner}: it is {now} now")
        if wanted.session_default is not None and not column.defaults_to(wanted.session_default):
            yield Left(f"{column.name} comes from {column.owner}: its default is {wanted.session_default} now")
        return
    if differs:
        yield ChangeColumn(column.place, wanted.nullable)
    key = wanted.tenant_key
    if key is not None and key.name not in held.said and not _references(held, key.columns):
        yield AddReference(column.place, key)
    if wanted.session_default is None:
        return
    if column.default is None:
        yield AddDefault(column.place, wanted.session_default)
    elif not column.defaults_to(wanted.session_default):
        yield Left(f"{column.name} has the default {column.default}: it is {wanted.session_default} now")


def declares(words: Words, key: Key) -> bool:
    """Return whether the ORM can declare a key or an index like this one. It has no word for an access method."""
    return key.index.method == "btree" and key.features <= words.of(key)


def _followed(held: Definition[C, K, F], key: Key, words: Words) -> Iterator[Decision[C, K, F]]:
    if _says(held, held.indexes, key) or key.features & words.unseen:
        return
    if declares(words, key):
        yield AddFollowed(key)
    elif key.index.method != "btree":
        yield Left(f"declare the index {key} by hand: it is of the access method {key.index.method}")
    else:
        yield Left(f"declare the index {key} by hand: there is no word for {_lacking(key, words.index)}")


def _key(held: Definition[C, K, F], key: Key, words: Words) -> Iterator[Decision[C, K, F]]:
    if _says(held, held.unique, key):
        return
    sayable = declares(words, key)
    unseen = bool(key.features & words.unseen)
    old = key.replaces
    if old is None or key.kept:
        if sayable:
            yield AddKey(key)
        elif not unseen:
            yield Left(f"declare {key} by hand: there is no word for {_lacking(key, words.of(key))}")
        return
    found = _of_name(held, old.name) or _like(held.unique, key.rest, key.features)
    if found is None:
        if not unseen:
            yield Left(f"the unique key ({', '.join(key.rest)}) is not found here: it is {key} now")
        return
    objection = held.key_objection(key, found)
    if objection is not None:
        yield Left(objection, found.line)
    elif isinstance(found, Alone) and sayable:
        yield ReplaceKey(key, found)
    elif isinstance(found, Listed) and key.features <= found.features:
        yield WidenKey(key, found)
    else:
        missing = _lacking(key, found.features)
        yield Left(f"{old.name} is declared without {missing}: it is {key} now", found.line)


def _says(held: Definition[C, K, F], keys: tuple[Alone | Listed[K], ...], key: Key) -> bool:
    """Return whether the definition declares the key, under its name or with the same columns and features."""
    return key.name in held.said or _like(keys, key.columns, key.features) is not None


def _of_name(held: Definition[C, K, F], name: str) -> Alone | Listed[K] | None:
    return next((one for one in held.unique if one.name == name), None)


def _like(
    keys: tuple[Alone | Listed[K], ...], columns: tuple[str, ...], features: frozenset[Feature]
) -> Alone | Listed[K] | None:
    """Return the key with the same columns and the same features, if any."""
    return next((one for one in keys if columns_of(one) == columns and one.features == features), None)


def _references(held: Definition[C, K, F], columns: tuple[str, ...]) -> bool:
    return any(columns_of(one) == columns for one in held.foreign_keys)


def _foreign_key(held: Definition[C, K, F], key: ForeignKey, words: Words) -> Iterator[Decision[C, K, F]]:
    if key.name in held.said or _references(held, key.columns):
        return
    if key.beside:
        yield Left(
            f"declare the foreign key {key.name} ({', '.join(key.columns)}) by hand, beside the one on ({', '.join(key.rest)})"
        )
        return
    alone = next((k for k in held.foreign_keys if isinstance(k, Alone) and columns_of(k) == key.rest), None)
    if not words.several:
        if alone is not None:
            yield WithdrawForeignKey(key, alone)
        return
    listed = next((k for k in held.foreign_keys if isinstance(k, Listed) and k.columns == key.rest), None)
    found = listed or alone
    if found is None:
        references = f"references {key.ref} ({', '.join(key.ref_columns)})"
        yield Left(
            f"the foreign key on ({', '.join(key.rest)}) is not found here: ({', '.join(key.columns)}) {references} "
            f"now, as {key.name}"
        )
        return
    objection = held.foreign_key_objection(key, found)
    if objection is not None:
        yield Left(objection, found.line)
    elif listed is not None:
        yield WidenForeignKey(key, listed, alone)
    elif alone is not None:
        yield ReplaceForeignKey(key, alone)


def _primary_key(held: Definition[C, K, F], key: PrimaryKey) -> Iterator[Decision[C, K, F]]:
    found = held.primary_key
    match found:
        case Listed() if found.columns == key.columns:
            return
        case Listed() if found.columns == key.before:
            yield WidenPrimaryKey(key, found)
        case tuple() if tuple(one.column for one in found) == key.columns:
            return
        case tuple() if {one.column for one in found} in (set(key.before), set(key.columns)):
            yield ReplacePrimaryKey(key, found)
        case Listed():
            yield Left(f"its primary key is ({', '.join(key.columns)}) now", found.line)
        case _:
            yield Left(f"its primary key is ({', '.join(key.columns)}) now, and the old one is not found here")


def _lacking(key: Key, said: frozenset[Feature]) -> str:
    """Return what a key has, and the features `said` have not."""
    return ", ".join(sorted(key.features - said)) or f"the access method {key.index.method}"
