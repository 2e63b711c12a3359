"""A drafted plan as YAML. Each choice has its evidence beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from planner.draft.links import Link
from planner.draft.model import Draft, Entry, Group
from planner.names import QName, spelled


class _Todo(str):
    __slots__ = ()


TODO = _Todo("TODO")
"""The mark of a decision that a person has to make; planner check refuses it. A name that reads the same is quoted."""

WIDE = 1 << 30
"""A width that no flow reaches, so that each stays on one line."""

LINE = 150
"""The width of a line in characters. Longer evidence goes to lines of its own."""


_CITUS = """
target: { dialect: citus }  # the database is a coordinator of Citus; see docs/citus.md
keys:  # Citus has no key across tenants, so that each key gets the tenant column
  unique: per_tenant
  primary_key: composite
  foreign_keys: composite
transition:
  drop: never  # write `drop: tighten` when every writer sends the tenant: Citus takes no table with triggers
"""
"""What a plan for Citus says in addition."""


def plan_yaml(draft: Draft, dialect: str = "postgres") -> str:
    """Return the drafted plan as YAML, with a comment on each choice."""
    return "\n".join(_lines(draft)) + "\n" + (_CITUS if dialect == "citus" else "")


def counts(draft: Draft) -> str:
    """Return one sentence that counts the tables and the decisions that are left."""
    kinds = Counter(entry.kind for entry in draft.entries)
    root = "one default tenant" if draft.default else str(draft.root)
    found = ", ".join(f"{kinds[kind]} {kind}" for kind in ("scoped", "reference", "exempt") if kinds[kind])
    todo = f"; {draft.todos} TODO for you to decide" if draft.todos else ""
    return f"Tenants: {root}. {len(draft.entries)} tables: {found or 'none decided'}{todo}."


def _lines(draft: Draft) -> Iterator[str]:
    yield "# Drafted by planner init. Read every line: the comments give the evidence for each choice."
    yield "# TODO marks a decision that the database does not answer; planner check refuses the plan until you decide."
    yield "version: 1"
    yield f"schemas: {_flow(list(draft.schemas))}"
    yield ""
    for note in draft.notes:
        yield f"# {_comment(note)}"
    if draft.asked:
        yield f"# {_comment(_choice(draft))}"
    yield "tenant:"
    yield f"  table: {TODO if draft.asked else _flow(_name(draft, draft.root))}"
    yield f"  key: {_flow({'column': draft.key, 'type': draft.type})}"
    if draft.default:
        yield f"  default: {_flow({'id': 'default', 'values': {'name': 'Default Client'}})}"
    yield f"  column: {_flow(draft.column)}"
    yield ""
    grouped = {name for group in draft.groups for name in group.tables}
    yield "tables:"
    for entry in draft.entries:
        if entry.relation not in grouped:
            yield from _entry(draft, entry)
    if draft.groups:
        yield ""
        yield "defaults:  # one answer for the tables with such a name that are not listed above"
        for group in draft.groups:
            yield from _line(f"  {_flow(_pattern(draft, group))}: {_flow({'kind': TODO})}", group.evidence)
    if draft.naming is not None:
        name, evidence = draft.naming
        yield ""
        yield f"naming: {name}  # {_comment(evidence)}"


def _choice(draft: Draft) -> str:
    """Return the question about the root."""
    rivals = [_name(draft, rival) for rival in draft.rivals]
    if draft.default:
        drafted = "one default tenant"
        made = "a table that you make of the tenants"
        could = [*(rivals or [made]), f"one default tenant ({_name(draft, draft.root)})"]
    else:
        drafted = _name(draft, draft.root)
        could = [drafted, *rivals, *([] if rivals else ["another table, or one default tenant"])]
    return f"TODO: {' or '.join(could)}? The tables below are drafted for {drafted}; planner init --root takes another"


def _pattern(draft: Draft, group: Group) -> str:
    schema = group.tables[0].schema
    return group.pattern if schema == draft.schemas[0] else f"{_name(draft, QName(schema, ''))}{group.pattern}"


def _entry(draft: Draft, entry: Entry) -> Iterator[str]:
    head = f"  {_flow(_name(draft, entry.relation))}: {_flow(_value(draft, entry))}"
    yield from _line(head, entry.evidence)


def _line(head: str, evidence: Sequence[str]) -> Iterator[str]:
    """Yield the line of a choice with its evidence, which may need more lines."""
    said = [_comment(sentence) for sentence in evidence]
    line = f"{head}  #"
    first = True
    for sentence in said:
        if first or len(line) + len(sentence) + 2 <= LINE:
            line += f"{'' if first else ';'} {sentence}"
        else:
            yield line
            line = f"    # {sentence}"
        first = False
    yield line


def _value(draft: Draft, entry: Entry) -> dict[str, Any]:
    if entry.kind == "exempt":
        return {"kind": "exempt", "reason": entry.reason}
    if entry.kind != "scoped":
        return {"kind": TODO if entry.kind == TODO else entry.kind}
    value: dict[str, Any] = {"column": entry.column} if entry.column is not None else {}
    if entry.undecided:
        value["backfill"] = TODO
    elif entry.via:
        value["backfill"] = {"via": _via(draft, entry), **dict.fromkeys(entry.rules, TODO)}
        if entry.default:
            value["backfill"]["on_orphan"] = "default"
    return value


def _via(draft: Draft, entry: Entry) -> object:
    paths = [_path(draft, entry, link) for link in entry.via]
    if len(paths) == 1 and len(paths[0]) == 1:
        (columns,) = paths[0].values()
        return columns[0] if len(columns) == 1 else columns
    return paths


def _path(draft: Draft, entry: Entry, link: Link) -> dict[str, Any]:
    path: dict[str, Any] = {"columns": list(link.columns)}
    alone = [other.columns for other in entry.via].count(link.columns) == 1
    if link.constraint is None or not alone:
        path |= {"references": _name(draft, link.parent), "key": [theirs for _, theirs in link.pairs]}
    return path


def _name(draft: Draft, name: QName) -> str:
    return spelled(name, draft.schemas[0])


def _flow(value: object) -> str:
    """Return the value on one line, with quotes where YAML needs them."""
    text: str = yaml.dump(
        value, Dumper=_Dumper, default_flow_style=True, width=WIDE, allow_unicode=True, sort_keys=False
    )
    return text.removesuffix("\n").removesuffix("\n...")


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """libyaml's dumper where it is there: 500 tables take 0.02 s instead of 0.2 s."""


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    strange = text == TODO or not text.isprintable()
    node: yaml.ScalarNode = dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if strange else None)
    return node


def _plain(dumper: _Dumper, text: _Todo) -> yaml.ScalarNode:
    node: yaml.ScalarNode = dumper.represent_scalar("tag:yaml.org,2002:str", str(text))
    return node


_Dumper.add_representer(str, _text)
_Dumper.add_representer(_Todo, _plain)


def _comment(text: str) -> str:
    """Return the text without the characters that would end a comment: names may hold any character."""
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)
