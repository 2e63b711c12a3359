"""A live database as frozen data, without a driver and without a plan.

parts.py holds the parts of a relation; words.py holds SQL's words for their properties.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from planner.catalog.access import Access, ForeignCode, Function, Role
from planner.catalog.distribution import Cluster, Distribution
from planner.catalog.equality import Equality, equality_of
from planner.catalog.owned import Ledger, Owned, OwnedKey
from planner.catalog.parts import Column, Constraint, Grant, Index, Policy, Trigger
from planner.catalog.words import ConstraintKind, Persistence, RelationKind, ReplicaIdentity
from planner.names import EQUALS, QName
from planner.target.postgres import Capabilities


@dataclass(frozen=True, slots=True)
class Relation:
    """A table, partitioned table, partition, view, materialized view or foreign table."""

    name: QName
    kind: RelationKind
    owner: str
    owned_by_me: bool
    """The connected role may alter the relation: the role owns it, is a member of the owner, or is a superuser."""
    columns: tuple[Column, ...]
    constraints: tuple[Constraint, ...] = ()
    indexes: tuple[Index, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    policies: tuple[Policy, ...] = ()
    rls: bool = False
    force_rls: bool = False
    partition_of: QName | None = None
    partition_bound: str | None = None
    partition_key: str | None = None
    inherits: tuple[QName, ...] = ()
    """The parents by plain inheritance, not by partitioning."""
    extension: str | None = None
    """The extension that the relation belongs to."""
    persistence: Persistence = Persistence.PERMANENT
    replica_identity: ReplicaIdentity = ReplicaIdentity.DEFAULT
    grants: tuple[Grant, ...] = ()
    reads: tuple[QName, ...] = ()
    """For a view: the relations that the view names."""
    security_invoker: bool = False
    """For a view (15 and later): the view reads with the rights of the role that queries it."""
    publications: tuple[str, ...] = ()
    """The publications that publish UPDATEs of this relation. `Catalog.publications` adds those of its parents."""
    rows: int = 0
    """The estimated number of rows (pg_class.reltuples), for a partitioned table the sum of its leaves.

    A table that the server has no estimate of has what its pages hold.
    """
    estimated: bool = True
    """The server has an estimate of the rows, for a partitioned table of each leaf.

    It has none until the first VACUUM, ANALYZE or index build, for example after pg_restore.
    """
    pages: int = 0
    bytes: int = 0
    """The estimated size of heap, TOAST and indexes in bytes, for a partitioned table the sum of its leaves."""
    distribution: Distribution | None = None
    """How Citus spreads the table; None for a table that Citus does not know."""

    def column(self, name: str) -> Column | None:
        return next((c for c in self.columns if c.name == name), None)

    def constraint(self, name: str) -> Constraint | None:
        return next((c for c in self.constraints if c.name == name), None)

    def index(self, name: str) -> Index | None:
        return next((i for i in self.indexes if i.name == name), None)

    def trigger(self, name: str) -> Trigger | None:
        return next((t for t in self.triggers if t.name == name), None)

    def foreign_keys(self) -> Iterator[Constraint]:
        return (c for c in self.constraints if c.kind is ConstraintKind.FOREIGN)

    def identifies_rows(self) -> bool:
        """Return whether the relation has a replica identity.

        Without one, UPDATE of a published table is an error (CheckCmdReplicaIdentity).
        """
        match self.replica_identity:
            case ReplicaIdentity.FULL:
                return True
            case ReplicaIdentity.DEFAULT:
                return any(i.primary and i.valid and i.immediate for i in self.indexes)
            case ReplicaIdentity.INDEX:
                return any(i.replica_identity and i.valid for i in self.indexes)
            case ReplicaIdentity.NOTHING:
                return False

    def is_table(self) -> bool:
        """Return whether the relation is an ordinary or partitioned table, so that it can get a tenant column."""
        return self.kind in (RelationKind.TABLE, RelationKind.PARTITIONED)


@dataclass(frozen=True, slots=True)
class UserType:
    """An enum or a domain of the managed schemas."""

    name: QName
    kind: str
    """`enum` or `domain`."""
    labels: tuple[str, ...] = ()
    base: str | None = None
    not_null: bool = False
    default: str | None = None
    checks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InboundKey:
    """A foreign key of a relation outside the managed schemas that points into them."""

    name: str
    relation: QName
    ref: QName
    ref_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InboundView:
    """A view outside the managed schemas that reads a relation inside."""

    view: QName
    reads: QName


@dataclass(frozen=True, slots=True)
class KeyDependent:
    """An object of any schema that depends on a primary or unique constraint itself, so the constraint cannot be dropped."""

    kind: str
    """`view`: it groups by the key alone. `rule` or `function`: its SQL names the constraint or groups by the key."""
    name: str
    """The name for messages: `public.authors`, `public.upsert(e text)`, `put of public.users`."""
    relation: QName
    constraint: str


@dataclass(frozen=True, slots=True)
class Server:
    """The server, and the role and rights of the session."""

    version: int
    """server_version_num, e.g. 180003."""
    version_text: str
    standby: bool
    database: str
    role: str
    superuser: bool
    bypass_rls: bool
    can_create: bool
    """The role has CREATE on the database, which planner needs for schema planner."""
    host: str
    """The address and port, or the directory of the socket, as the server sees the connection."""
    inherits: bool = True
    """The role has the attribute INHERIT."""
    encoding: str = "UTF8"
    """The encoding of the database (server_encoding)."""

    @property
    def can(self) -> Capabilities:
        return Capabilities.of(self.version)

    @property
    def major(self) -> int:
        """The server's major version, for files and messages. Code that depends on the version asks `can`."""
        return self.can.major


@dataclass(frozen=True, slots=True)
class Slot:
    """A logical replication slot of this database."""

    name: str
    active: bool


@dataclass(frozen=True, slots=True)
class SchemaAccess:
    """A managed schema, and whether the connected role has CREATE on it."""

    name: str
    can_create: bool


_UNKNOWN: Mapping[QName, tuple[QName, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Catalog:
    """One snapshot of the managed schemas."""

    server: Server
    schemas: tuple[SchemaAccess, ...]
    """The managed schemas that exist, in the order of the request."""
    relations: Mapping[QName, Relation]
    types: Mapping[QName, UserType] = field(default_factory=dict)
    bases: Mapping[str, str] = field(default_factory=dict)
    """The type below each domain of any schema, both as format_type spells them."""
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The labels of each enum of any schema, by the spelling of format_type."""
    operator_classes: frozenset[tuple[str, str]] = frozenset()
    """The types that a GIN or GiST index can have as a column by default: (access method, type)."""
    equalities: Mapping[str, Equality] = field(default_factory=dict)
    """The equality of the types that are not compared as PostgreSQL's own types are: `equality` reads it."""
    inbound_keys: tuple[InboundKey, ...] = ()
    inbound_views: tuple[InboundView, ...] = ()
    key_dependents: tuple[KeyDependent, ...] = ()
    slots: tuple[Slot, ...] = ()
    roles: Mapping[str, Role] = field(default_factory=dict)
    functions: tuple[Function, ...] = ()
    """The SECURITY DEFINER functions of the managed schemas, and planner's own, which policies call."""
    access: Access = field(default_factory=Access)
    elsewhere: Mapping[QName, Relation] = field(default_factory=dict)
    """Relations of other schemas: views, foreign tables, and tables that others than superusers have rights on.

    Their columns have only names. Extensions' relations, and those of the server and of planner, are left out.
    """
    foreign_code: tuple[ForeignCode, ...] = ()
    unreadable: frozenset[QName] = frozenset()
    """The relations that the connected role may not read."""
    planner_schema: bool = False
    """planner.owned exists and is planner's own."""
    foreign_planner_schema: bool = False
    """A schema `planner` exists that is not planner's own."""
    owned: Ledger = field(default_factory=Ledger)
    """planner's record."""
    cluster: Cluster | None = None
    """The Citus cluster; None where the extension is absent."""
    moved: tuple[tuple[OwnedKey, Owned], ...] = ()
    """The entries that have another name or content here than in planner.owned, by their key there."""
    children: Mapping[QName, tuple[QName, ...]] = field(default_factory=lambda: _UNKNOWN, repr=False, compare=False)
    """The direct partitions of each partitioned table, by name. They are worked out when they are not given."""

    def __post_init__(self) -> None:
        if self.children is not _UNKNOWN:
            return
        children: dict[QName, list[QName]] = {}
        for relation in self.relations.values():
            if relation.partition_of is not None:
                children.setdefault(relation.partition_of, []).append(relation.name)
        object.__setattr__(self, "children", {parent: tuple(sorted(names)) for parent, names in children.items()})

    def with_owned(self, entries: Iterable[Owned]) -> Catalog:
        """Return the same catalog with another record."""
        return replace(self, owned=Ledger(entries))

    def relation(self, name: QName) -> Relation | None:
        return self.relations.get(name)

    def base_type(self, type_text: str) -> str:
        """Return the type below a domain, or below several domains; any other type stays as it is."""
        while type_text in self.bases:
            type_text = self.bases[type_text]
        return type_text

    def indexable(self, method: str, type_text: str) -> bool:
        """Return whether a GIN or GiST index can have a column of the type, without naming an operator class.

        A modifier does not count, and `character varying` is indexed as `text`.
        """
        plain = type_text.partition("(")[0].rstrip()
        kind = "text" if plain == "character varying" else "anyenum" if self.labels.get(type_text) else plain
        return (method, kind) in self.operator_classes

    def equality(self, type_text: str) -> Equality:
        """Return how values of a type are compared; the type is spelled as format_type spells it."""
        return equality_of(type_text, self.equalities)

    def equals(self, type_text: str) -> QName:
        """Return the equality operator of a type; PostgreSQL's own for a type without one."""
        return self.equality(type_text).operator or EQUALS

    def function(self, name: QName) -> Function | None:
        """Return the function of this name without arguments."""
        return next((f for f in self.functions if f.name == name and not f.arguments), None)

    def partitions(self, name: QName) -> tuple[Relation, ...]:
        """Return the direct partitions, ordered by name."""
        return tuple(self.relations[child] for child in self.children.get(name, ()))

    def leaves(self, name: QName) -> tuple[Relation, ...]:
        """Return the tables that hold the rows: the relation itself, or all leaf partitions below it."""
        relation = self.relations[name]
        if relation.kind is not RelationKind.PARTITIONED:
            return (relation,)
        return tuple(leaf for part in self.partitions(name) for leaf in self.leaves(part.name))

    def family(self, name: QName) -> Iterator[Relation]:
        """Yield the relation and all partitions below it, parents first."""
        yield self.relations[name]
        for child in self.children.get(name, ()):
            yield from self.family(child)

    def above(self, name: QName) -> Iterator[Relation]:
        """Yield the relation, then the partitioned tables above it."""
        at = self.relations.get(name)
        while at is not None:
            yield at
            at = self.relations.get(at.partition_of) if at.partition_of is not None else None

    def root(self, name: QName) -> Relation:
        """Return the uppermost partitioned table above a relation of the catalog, or the relation itself."""
        *_, top = self.above(name)
        return top

    def publications(self, name: QName) -> tuple[str, ...]:
        """Return the publications that publish UPDATEs of the relation: its own, and those of the tables above it."""
        if self.relations[name].persistence is Persistence.UNLOGGED:
            return ()
        return tuple(sorted({publication for relation in self.above(name) for publication in relation.publications}))

    def roots(self) -> Iterator[Relation]:
        """Yield the relations that are not partitions."""
        return (r for r in self.relations.values() if r.partition_of is None)
