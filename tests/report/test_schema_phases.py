"""The JSON Schemas know each phase and each kind of work, those of Citus too."""

from __future__ import annotations

import json

import pytest

from harness.catalogs import after, forward
from operations.test_distribute_steps import FACTS, PLAN, shop
from planner.catalog.fingerprint import Fingerprint
from planner.cli.schemas import schema
from planner.diff.back import ways_back
from planner.report.machine import diff_json

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")


def test_the_schema_of_diff_takes_phase_distribute() -> None:
    of = shop(chats=2 * 1024**2)
    segments = forward(PLAN, of, facts=FACTS).segments
    text = diff_json(segments, ways_back(segments, of, after(of, segments)), of, Fingerprint.of(of).hex, ())
    jsonschema.validate(json.loads(text), schema("diff"))


@pytest.mark.parametrize("name", ["diff", "status", "saved-plan"])
def test_phase_distribute_is_a_word_of_the_schema(name: str) -> None:
    assert "distribute" in json.dumps(schema(name))
