"""Render the page: one HTML file that needs no network and no script. Every value is escaped by the template library."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import msgspec
from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from planner.files.psql import limit_text
from planner.names import in_line, shown
from planner.report.human import count, size_text
from planner.report.review import words
from planner.report.review.content import Review, Undecided
from planner.report.review.model import Change
from planner.report.review.owners import names, tree
from planner.report.review.timeline import LEVELS, timeline

MANY = 12
"""The number of names that a cell of a table shows."""


def page(review: Review) -> str:
    """Return the HTML of a review."""
    return _environment().get_template("review.html.jinja").render(
        r=review, tree=tree(review.owners), names=names(review.owners), timeline=timeline(review.locks)
    )  # fmt: skip


def undecided_page(questions: Undecided) -> str:
    """Return the HTML for a plan that still asks."""
    return _environment().get_template("undecided.html.jinja").render(r=questions)


def as_json(review: Review) -> str:
    """Return the content of the page as JSON (docs/json.md)."""
    return json.dumps(msgspec.to_builtins(review), ensure_ascii=False, indent=2)


def _environment() -> Environment:
    made = Environment(
        autoescape=True,
        finalize=_in_line,
        loader=FunctionLoader(_template),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.filters |= {
        "count": count,
        "size": lambda size: size_text(size) if size >= 1 else "–",
        "time": words.time_text,
        "range": words.range_text,
        "short_range": words.short_range,
        "moment": words.moment_text,
        "limit": limit_text,
        "bound": words.bound_text,
        "sql": _sql,
        "some": _some,
        "within": _within,
    }
    made.globals |= {"css": Markup(_template("page.css")), "levels": LEVELS}  # noqa: S704 - planner's own file
    return made


def _template(name: str) -> str:
    return files("planner.report.review").joinpath(name).read_text(encoding="utf-8")


def _in_line(value: Any) -> Any:
    """Write out line feeds and every character that hides or turns text. A name can't forge a line of the page."""
    return in_line(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _sql(text: str) -> Markup:
    """Return a statement for <pre>, where line feeds stay."""
    return escape(shown(text))


def _some(several: tuple[str, ...], most: int = MANY) -> str:
    """Return the first names, and the number of the others."""
    more = f" and {len(several) - most} more" if len(several) > most else ""
    return ", ".join(several[:most]) + more


def _within(changes: Sequence[Change], phase: str) -> str:
    """Return the operations of a phase, in words."""
    return ", ".join(operation for change in changes if change.phase == phase for operation in change.operations)
