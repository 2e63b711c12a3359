"""The rules of `planner verify`: every id that a check, a result of the probe or a drift can have.

A rule's id is stable: it is a file of docs/rules/, a rule of SARIF, and a word of `verify --only` and of
`verify.suppress` in the plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum


class Severity(StrEnum):
    """The severity of a finding of a rule. A note of any rule stays a note."""

    ERROR = "error"
    """A tenant can reach another tenant's rows, or nothing is proven."""
    WARNING = "warning"
    """Nothing leaks today: an index, a guard or a key is not as the plan says."""
    NOTE = "note"
    """For your information: it never changes the exit code."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `risk` is SARIF's security-severity: 9 and more is critical, 7 high, 4 medium, above 0 low."""

    id: str
    severity: Severity
    risk: float
    title: str
    """What must hold, in one line."""
    live: bool = False
    """Whether the rule asks the live database: for its rows, or for its server's settings. The others read the catalog."""
    of_roles: bool = False
    """Whether the rule is about roles, settings, code or the server. Where its results name the tenants table, they are
    about no table of the plan, and belong to `rls`."""

    @property
    def page(self) -> str:
        """Return the rule's page, as a path in planner's repository."""
        return f"docs/rules/{self.id}.md"


LIVE = True
_E, _W, _N = Severity

RULES = {
    rule.id: rule
    for rule in (
        # The tenants table
        Rule("tenants-table", _E, 7.0, "the tenants table exists"),
        Rule("tenants-row", _E, 4.0, "the tenants table has at least one tenant", LIVE),
        Rule("tenants-reference", _E, 7.0, "a key of the tenants table leads to a row of the same tenant", LIVE),
        # The tenant column
        Rule("column", _E, 8.0, "the tenant column exists, with the type of the tenants table's key"),
        Rule("not-null", _E, 6.0, "the tenant column is NOT NULL"),
        Rule("foreign-key", _E, 6.0, "the tenant column's foreign key to the tenants table is valid"),
        Rule("index", _W, 0.0, "a valid index begins with the tenant column"),
        Rule("followed-index", _W, 0.0, "an ordinary index has its copy (tenant, …) where policies bar it"),
        Rule("barred-index", _N, 0.0, "policies bar no condition from an index"),
        Rule("write-guard", _W, 4.0, "the write guard is there exactly while the plan wants it"),
        Rule("guard-constant", _E, 7.0, "where the write guard fills in a constant, there is one tenant", LIVE),
        Rule("tenant-default", _E, 7.0, "where the column's default names a tenant, there is one tenant", LIVE),
        Rule("session-default", _W, 4.0, "the tenant column's default is the session's tenant where the plan says so"),
        Rule("tenant-comment", _N, 0.0, "the tenant column has planner's comment"),
        Rule("trigger-restored", _W, 0.0, "a suppressed trigger has its own definition again"),
        Rule("trigger-insert", _W, 3.0, "no trigger inserts into a scoped table without the tenant"),
        # Rows
        Rule("no-null", _E, 7.0, "every row has a tenant", LIVE),
        Rule("known-tenant", _E, 7.0, "every row's tenant is in the tenants table", LIVE),
        Rule("same-tenant", _E, 8.5, "every row has the tenant of its parent", LIVE),
        Rule("pointer", _E, 7.0, "a pointer of a shared table leads to a tenant that the row is a member of", LIVE),
        # Keys
        Rule("global-key", _W, 4.0, "a unique key holds within a tenant only"),
        Rule("tenant-key", _E, 5.0, "the keys per tenant that planner made are valid"),
        Rule("reference", _E, 8.0, "a foreign key between scoped tables carries the tenant"),
        Rule("keys-off", _E, 7.0, "the triggers of foreign keys fire"),
        Rule("cascade", _E, 8.0, "a row that the application deletes takes no tenant's rows along"),
        # Policies
        Rule("rls", _E, 9.5, "row level security is enabled"),
        Rule("rls-force", _E, 8.0, "row level security binds the owner of the table too"),
        Rule("rls-policy", _E, 9.5, "a restrictive policy holds the tenant column to the session's tenant"),
        Rule("rls-reference", _E, 8.0, "a reference leads to a row of the same tenant, or for everybody"),
        Rule("tenant-function", _E, 9.5, "the function of the policies is planner's, in every attribute", of_roles=True),
        # Roles and settings
        Rule("stranger", _E, 8.5, "only roles that the plan names have rights on scoped tables", of_roles=True),
        Rule("role", _E, 9.0, "the application's roles cannot act past the policies", of_roles=True),
        Rule("setting", _E, 8.0, "no role and no database sets a tenant, or switches triggers or policies off", LIVE, of_roles=True),
        Rule("truncate", _E, 7.5, "no role may TRUNCATE a scoped table"),
        Rule("trigger-right", _E, 7.5, "nobody adds code that other roles' statements run"),
        Rule("references-right", _E, 5.0, "nobody learns of other tenants' keys through a foreign key"),
        Rule("maintain-right", _N, 3.0, "nobody holds up the tables of all tenants"),
        Rule("record-right", _E, 6.0, "the application does not reach planner's record", of_roles=True),
        Rule("server-right", _E, 8.5, "the application has no rights on the server that no policy limits", of_roles=True),
        Rule("foreign-server", _E, 7.5, "the application makes no foreign tables", of_roles=True),
        Rule("search-path", _E, 7.0, "the application finds no tables in front of the scoped ones", of_roles=True),
        Rule("partition", _E, 9.0, "a partition is reached through its table alone"),
        Rule("future-right", _W, 6.0, "default privileges give no rights past the plan", of_roles=True),
        # Objects that show rows
        Rule("view", _E, 9.0, "no view shows the rows of all tenants"),
        Rule("rule", _E, 8.5, "no rule of a table acts on the rows of all tenants"),
        Rule("function", _E, 9.0, "no function shows the rows of all tenants", of_roles=True),
        Rule("trigger", _E, 8.0, "no trigger function acts on the rows of all tenants"),
        Rule("copy", _E, 8.5, "no table outside the plan holds rows of tenants"),
        Rule("trusted", _E, 7.0, "what the plan trusts is as it was reviewed", of_roles=True),
        Rule("emptied", _W, 0.0, "policies empty no view, function or materialized view"),
        Rule("shared-rows", _E, 8.0, "no reference table holds rows of tenants"),
        Rule("publication", _N, 3.0, "no publication sends rows of tenants", of_roles=True),
        Rule("notify", _N, 3.0, "no trigger of a scoped table notifies"),
        Rule("hole", _N, 3.0, "an exempt table references a scoped table"),
        # On a Citus cluster
        Rule("distribution", _E, 6.0, "tables are distributed by tenant, in one colocation group"),
        Rule("restored-key", _E, 7.0, "foreign keys are back as they were before the distribution"),
        Rule("placement", _E, 5.0, "every shard of a distributed table is on its node", LIVE),
        Rule("node", _E, 5.0, "the nodes of the cluster are active, synced and reachable", LIVE, of_roles=True),
        Rule("cleanup", _W, 0.0, "no interrupted copy has left shards behind", LIVE, of_roles=True),
        Rule("shell", _W, 3.0, "the coordinator keeps no rows of a distributed table"),
        Rule("shard-policy", _E, 9.5, "every shard has the row level security of the coordinator", LIVE),
        Rule("shard-key", _E, 7.0, "foreign keys and indexes are valid on every shard", LIVE),
        Rule("local-key", _E, 6.0, "no local table has a foreign key to a distributed one", LIVE),
        # Drift
        Rule("unlisted", _E, 7.0, "every table of the managed schemas is in the plan"),
        Rule("gone", _W, 0.0, "every table of the plan is in the database"),
        Rule("exemption", _E, 6.0, "an exempt table is still rightly exempt"),
        # Proofs
        Rule("probe", _E, 9.5, "every way to another tenant's rows was tried, and leads nowhere"),
        Rule("certificate", _E, 6.0, "plan and schema are those that were certified, without a finding"),
        Rule("suppression", _N, 0.0, "every suppression of the plan matches a finding"),
    )
}  # fmt: skip
"""Every rule by its id, in the order of docs/rules/README.md."""

FIXED = ("certificate", "suppression")
"""Rules that no plan can suppress."""


def near(word: str) -> str:
    """Return a hint for a word that names no rule."""
    found = get_close_matches(word, RULES, n=3)
    return f"did you mean {' or '.join(found)}?" if found else f"rules: {', '.join(RULES)}"
