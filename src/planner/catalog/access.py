"""Who may reach rows: roles, functions that run with other rights, rules, settings, and rights to come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from planner.catalog.words import Volatility
from planner.names import QName


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the server, without the predefined ones."""

    name: str
    superuser: bool
    bypass_rls: bool
    login: bool
    member_of: tuple[str, ...] = ()
    """The roles that the role is a member of, directly or through other roles, also predefined ones.

    A membership without INHERIT, SET and ADMIN, which gives nothing, does not count.
    """
    inherits: tuple[str, ...] = ()
    """Those of `member_of` whose rights the role has without SET ROLE."""
    replication: bool = False
    creates_roles: bool = False
    becomes: tuple[str, ...] = ()
    """Those of `member_of` that the role can SET ROLE to, at once or after it has granted itself the right (ADMIN OPTION)."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function that runs with its owner's rights, one that such a function may call, or planner's own."""

    name: QName
    arguments: str
    """pg_get_function_identity_arguments."""
    owner: str
    source: str
    trigger: bool
    """The function returns trigger or event_trigger, so no statement can call it."""
    definer: bool
    """The function is SECURITY DEFINER."""
    volatility: Volatility
    executors: tuple[str, ...]
    """The roles with EXECUTE, also on an aggregate that calls the function; `public` stands for everybody."""
    tree: str = ""
    """The body as the server stores it, when the body is SQL (BEGIN ATOMIC, RETURN). `source` is empty then."""
    reads: tuple[QName, ...] = ()
    """The relations that such a body names."""
    calls: tuple[QName, ...] = ()
    """The functions that such a body names."""
    language: str = "sql"
    leakproof: bool = False
    config: tuple[str, ...] = ()
    """The settings of the function itself (CREATE FUNCTION … SET), as `name=value`."""
    parallel: str = "SAFE"
    """SAFE, RESTRICTED or UNSAFE."""
    strict: bool = False
    """The function is not called when an argument is NULL."""
    types: str = ""
    """The types of the arguments, without their names."""
    runs_text: bool = False
    """The body is SQL and calls a function of the server or of an extension that runs a text as SQL (ts_stat, dblink)."""
    member: bool = False
    """The function is a member of an extension."""

    def has_signature_of(self, other: Function) -> bool:
        """Return whether both functions have the same name and arguments, so that only one of them can exist."""
        return (self.name, self.arguments) == (other.name, other.arguments)


@dataclass(frozen=True, slots=True)
class FixedSetting:
    """A setting that a role or a database gives its sessions (ALTER ROLE … SET, ALTER DATABASE … SET)."""

    role: str | None
    """The role; None for all roles."""
    name: str
    value: str
    here: bool = False
    """The setting is for this database alone (ALTER ROLE … IN DATABASE). It goes before one for all databases."""


@dataclass(frozen=True, slots=True)
class FutureRight:
    """A right on tables that do not exist yet (ALTER DEFAULT PRIVILEGES)."""

    owner: str
    """The role that will create the tables."""
    schema: str | None
    """The schema; None for all schemas."""
    grantee: str
    """The role that gets the right; `public` stands for everybody."""
    privilege: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule on a table or view: its statements run with the rights of the relation's owner."""

    name: str
    relation: QName
    reads: tuple[QName, ...]
    """The relations that the rule names; its own only when the rule acts on it again."""
    definition: str = ""
    """pg_get_ruledef, and how the rule fires (ev_enabled)."""


@dataclass(frozen=True, slots=True)
class OtherTrigger:
    """A trigger on a relation of a schema that planner does not manage."""

    name: str
    relation: QName
    events: tuple[str, ...]
    function: QName


@dataclass(frozen=True, slots=True)
class EventTrigger:
    """A trigger that fires at commands or at logins, whoever runs them, with the rights of its function."""

    name: str
    event: str
    function: QName


@dataclass(frozen=True, slots=True)
class ServerRight:
    """A right on a table or function of the server or of an extension, which neither initdb nor CREATE EXTENSION gave.

    Rights on languages such as C that somebody made trusted count too.
    """

    what: str
    """As GRANT names it: `FUNCTION pg_read_file(text)`, `TABLE pg_statistic`."""
    grantee: str
    """The role; `public` stands for everybody."""
    privilege: str


@dataclass(frozen=True, slots=True)
class ForeignCode:
    """Code that runs when a row of a relation is written, and that belongs to another role, which is no superuser."""

    relation: QName
    thing: str
    """In words: `function public.touch()`, `operator public.=(text,text)`, `domain public.email`."""
    owner: str


@dataclass(frozen=True, slots=True)
class Access:
    """What isolation depends on besides relations, roles, and the functions of the managed schemas."""

    functions: tuple[Function, ...] = ()
    """SECURITY DEFINER functions of other schemas, and the functions that SECURITY DEFINER functions may call."""
    rules: tuple[Rule, ...] = ()
    settings: tuple[FixedSetting, ...] = ()
    settable: tuple[tuple[str, str, str], ...] = ()
    """The roles that may change a setting that is a superuser's: (setting, role, SET or ALTER SYSTEM). From 15 on."""
    future: tuple[FutureRight, ...] = ()
    owners: tuple[tuple[str, str], ...] = ()
    """The owners of the database, of the managed schemas and of schema planner: (`DATABASE shop`, role)."""
    keys_off: tuple[tuple[QName, str, QName], ...] = ()
    """Foreign keys that are not checked: (the table whose triggers are disabled, the key, the key's table)."""
    creators: tuple[tuple[str | None, str], ...] = ()
    """Who may create objects in a schema, or schemas in the database (None): (schema, role)."""
    record: tuple[tuple[str, str], ...] = ()
    """Rights on schema planner (USAGE) and on its tables: (role, privilege)."""
    kept_calls: tuple[tuple[QName, QName], ...] = ()
    """The functions that fill materialized views: (view, function)."""
    remote: Mapping[QName, QName] = field(default_factory=dict)
    """The remote tables of foreign tables of postgres_fdw."""
    triggers: tuple[OtherTrigger, ...] = ()
    event_triggers: tuple[EventTrigger, ...] = ()
    server_rights: tuple[ServerRight, ...] = ()
    server_leakproof: tuple[str, ...] = ()
    """The server's own functions that somebody has made LEAKPROOF."""
    foreign_servers: tuple[tuple[str, str], ...] = ()
    """Who may make foreign tables that connect as another role: (foreign server, role); `public` stands for everybody."""
    operators: tuple[tuple[str, QName], ...] = ()
    """The application's own operators, with their functions."""
