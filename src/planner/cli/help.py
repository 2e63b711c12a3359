"""How --help lists commands: in groups, in the order of the job, with each command's first sentence as a whole."""

from __future__ import annotations

from itertools import chain
from typing import Any

from typer.core import TyperGroup

GROUPS: dict[str, tuple[str, ...]] = {
    "Start": ("init", "check", "graph", "docs", "schema-json", "demo"),
    "Review": ("diff", "render", "report", "rehearse"),
    "Change": ("apply", "status", "pause", "resume", "resolve", "rollback"),
    "Prove": ("verify", "test"),
    "Application": ("orm", "queries", "app"),
    "Tenants": ("tenant", "merge", "sample"),
    "Access": ("grant-read",),
}
"""The commands under their headings, in the order in which you would use them."""

OTHERS = "More"
"""The heading of a command that has no place in GROUPS."""


class WholeSentences(TyperGroup):
    """A group of commands whose help is wrapped, and never cut."""

    def groups(self, names: list[str]) -> dict[str, tuple[str, ...]]:
        """Return the names under their headings."""
        return {"Commands": tuple(names)}

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands under their headings. click itself cuts each sentence at the width of the terminal."""
        names = self.list_commands(ctx)
        width = max((len(name) for name in names), default=0)
        for heading, members in self.groups(names).items():
            rows = [(name.ljust(width), _first_sentence(self.get_command(ctx, name))) for name in members]
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)


class Grouped(WholeSentences):
    """The root of the command line: its commands are listed under GROUPS."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names in the order of GROUPS."""
        names = super().list_commands(ctx)
        known = [name for name in chain.from_iterable(GROUPS.values()) if name in names]
        return [*known, *(name for name in names if name not in known)]

    def groups(self, names: list[str]) -> dict[str, tuple[str, ...]]:
        """Return the names under the headings of GROUPS."""
        found = {heading: tuple(name for name in members if name in names) for heading, members in GROUPS.items()}
        placed = {*chain.from_iterable(found.values())}
        return {**found, OTHERS: tuple(name for name in names if name not in placed)}


def _first_sentence(command: Any) -> str:
    """Return the first sentence of a command's help, on one line."""
    paragraph = " ".join((command.help or "").split("\n\n")[0].split())
    return paragraph.partition(". ")[0].rstrip(".") + "." if paragraph else ""
