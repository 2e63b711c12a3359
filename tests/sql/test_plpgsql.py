"""Bodies of plpgsql take nodes and other bodies, never bare text."""

from __future__ import annotations

import pytest

from planner.sql import build, plpgsql


def test_bodies_are_joined() -> None:
    one = plpgsql.body("RETURN {value};", value=build.literal(1))
    assert plpgsql.joined(one, one) == "\nRETURN 1;\n\nRETURN 1;\n"
    assert plpgsql.joined() == ""


def test_bare_text_is_refused() -> None:
    with pytest.raises(TypeError, match="never bare text"):
        plpgsql.joined(plpgsql.joined(), "DROP TABLE users;")
    with pytest.raises(TypeError, match="never bare text"):
        plpgsql.body("{value}", value="DROP TABLE users;")
