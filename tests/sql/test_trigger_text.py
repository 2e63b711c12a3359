"""Definitions of triggers are cut where PostgreSQL's grammar has WHEN and EXECUTE, and nowhere else."""

from __future__ import annotations

import pytest

from planner.sql import build
from planner.sql.trigger_text import TriggerText, mentions

NAMES = 'CREATE TRIGGER execute BEFORE UPDATE OF execute, "when" ON public.execute FOR EACH ROW'
CASES = {
    "no condition": (NAMES, None, "EXECUTE FUNCTION public.f()"),
    "words as names": (NAMES, "(new.execute = 'when (1) EXECUTE FUNCTION f()'::text)", "EXECUTE FUNCTION execute.execute()"),
    "words in arguments": (NAMES, None, "EXECUTE FUNCTION f('WHEN (a) EXECUTE FUNCTION g()')"),
    "CASE inside": (NAMES, "CASE WHEN (new.a > 1) THEN true ELSE false END", "EXECUTE FUNCTION public.f()"),
    "strings with backslashes": (NAMES, r"(new.a <> E'\\'::text)", r"EXECUTE FUNCTION f('\', E'\\')"),
    "quotes in names": ('CREATE TRIGGER "a""b WHEN (" AFTER UPDATE ON public."t(" FOR EACH ROW', "(new.a > 1)", "EXECUTE FUNCTION f()"),
    "other alphabets": (
        'CREATE TRIGGER "Übung 表 😀" AFTER UPDATE ON public.t FOR EACH ROW', "(new.a = 'ß😀'::text)", "EXECUTE FUNCTION f()"),
    "comments in strings": (NAMES, "(new.a = '-- /*'::text)", "EXECUTE FUNCTION f('$$')"),
    "statement": (
        "CREATE TRIGGER begin AFTER UPDATE ON public.t REFERENCING OLD TABLE AS execute NEW TABLE AS function FOR EACH STATEMENT",
        None,
        "EXECUTE FUNCTION public.f()",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("head", "condition", "tail"), CASES.values(), ids=CASES)
def test_cut(head: str, condition: str | None, tail: str) -> None:
    when = f" WHEN ({condition})" if condition is not None else ""
    text = TriggerText.of(f"{head}{when} {tail}")
    assert text == TriggerText(head.removeprefix("CREATE "), condition, tail, False)
    again = build.render(text.create(text.own_condition(), replace=False))
    assert "".join(again.split()) == "".join(f"{head}{when} {tail}".split())


def test_constraint_triggers() -> None:
    text = "CREATE CONSTRAINT TRIGGER a AFTER UPDATE ON public.t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION f()"
    assert TriggerText.of(text).constraint


@pytest.mark.parametrize(
    "text", ["", "DROP TRIGGER a ON b", "CREATE TABLE execute (function int)", f"{NAMES} EXECUTE f()"]
)
def test_anything_else_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="not a trigger's definition"):
        TriggerText.of(text)


def test_a_setting_is_found_as_a_constant_only() -> None:
    whole = f"{NAMES} WHEN ((current_setting('planner.backfill'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION f()"
    assert mentions(whole, "planner.backfill")
    assert not mentions(f'{NAMES} EXECUTE FUNCTION "planner.backfill"()', "planner.backfill")
