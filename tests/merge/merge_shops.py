"""The databases of examples/merge: one for each customer, and the target, which is empty and converted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from harness.databases import Database
from harness.runs import Done, Walk, in_process
from harness.templates import Templates

EXAMPLE = Path(__file__).parents[2] / "examples" / "merge"
CUSTOMERS = ("acme", "beta", "gamma")
TABLES = ("countries", "users", "orders", "order_lines", "notes")


@dataclass(frozen=True, slots=True)
class Shops:
    """The three sources, and the target with its plan."""

    sources: dict[str, Database]
    walk: Walk

    @property
    def target(self) -> Database:
        return self.walk.database

    def arguments(self, *more: object) -> list[object]:
        sources = [f"--source={name}={database.dsn}" for name, database in self.sources.items()]
        values = ["--values=beta.name=Beta Inc", "--values=gamma.name=Gamma"]
        return ["merge", self.walk.plan, "--dsn", self.target.dsn, *sources, *values, *more]

    def merge(self, *more: object) -> Done:
        return in_process(*self.arguments(*more))

    def everything(self) -> list[tuple[object, ...]]:
        """Return all rows of the target without their ids: by what they say and by what they point to."""
        return sorted(self.target.fetch(EVERYTHING), key=str)


EVERYTHING = """
SELECT 'user', u.customer_id, u.email, c.code, i.email FROM users AS u LEFT JOIN countries AS c ON c.id = u.country_id
  LEFT JOIN users AS i ON i.id = u.invited_by AND i.customer_id = u.customer_id
UNION ALL SELECT 'order', o.customer_id, o.number, c.code, u.email FROM orders AS o JOIN countries AS c ON c.id = o.ship_to
  JOIN users AS u ON u.id = o.user_id AND u.customer_id = o.customer_id
UNION ALL SELECT 'line', l.customer_id, l.item, l.line::text, o.number FROM order_lines AS l
  JOIN orders AS o ON o.id = l.order_id AND o.customer_id = l.customer_id
UNION ALL SELECT 'note', n.customer_id, n.body, coalesce(u.email, o.number), '' FROM notes AS n
  LEFT JOIN users AS u ON n.subject_type = 'User' AND u.id = n.subject_id AND u.customer_id = n.customer_id
  LEFT JOIN orders AS o ON n.subject_type = 'Order' AND o.id = n.subject_id AND o.customer_id = n.customer_id
UNION ALL SELECT 'country', '', code, name, '' FROM countries
UNION ALL SELECT 'customer', id, name, '', '' FROM customers
"""


@contextmanager
def shops(templates: Templates, folder: Path) -> Iterator[Shops]:
    """Yield copies of the databases. `folder` takes the plan."""
    schema = (EXAMPLE / "schema.sql").read_text(encoding="utf-8")
    plan = (EXAMPLE / "plan.yaml").read_text(encoding="utf-8")
    with ExitStack() as stack:
        sources = {}
        for name in CUSTOMERS:
            script = schema + (EXAMPLE / f"{name}.sql").read_text(encoding="utf-8")
            sources[name] = stack.enter_context(
                templates.copy(("customer", name), lambda database, script=script: database.load(script))
            )
        target = stack.enter_context(
            templates.copy("an empty shop, applied", lambda to: Walk.of(to, folder, plan, schema).apply().must())
        )
        yield Shops(sources, Walk.of(target, folder, plan))
