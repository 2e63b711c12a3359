"""What `apply --require-rehearsal` takes and what it refuses, from the file and from the database."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harness import catalogs
from harness.applications import CHAT_PLAN, edited
from harness.catalogs import catalog, table
from harness.schemas import must_fit
from planner.catalog.fingerprint import Fingerprint
from planner.catalog.model import Catalog
from planner.errors import Refused
from planner.names import QName
from planner.plan.load import LoadedPlan, parse_plan
from planner.rehearse.certificate import RehearsalCertificate, certify, check_required, read_required
from planner.rehearse.load import LoadReport
from planner.rehearse.measured import Measured
from planner.rehearse.model import Range, Size, Sizes
from planner.rehearse.rehearsal import Rehearsal, Stage, Where
from planner.rehearse.report import rehearsal_text
from planner.run.project import View
from planner.steps.step import Work
from planner.target.phase import PHASES, Phase
from planner.tenancy.model import Facts

DAY = 86400.0
USERS = QName("public", "users")
SHOP = catalog(
    table("users", "id bigint", "email text"),
    table("chats", "id bigint", "user_id bigint", references={"user_id": "users"}),
    table("messages", "id bigint", "chat_id bigint", references={"chat_id": "chats"}),
)


def plan(text: str = CHAT_PLAN) -> LoadedPlan:
    return parse_plan(text, "plan.yaml")


def rehearsal(phases: tuple[Phase, ...] = PHASES) -> Rehearsal:
    good = Stage(ok=True, seconds=1.0)
    step = Measured(1, "backfill", "backfill.public.users", USERS, Work.ROWS, 2.0, 1000, 4096, 8192, held="locks")
    sizes = {USERS: Sizes(Size(1000, 10), Size(10_000, 100))}
    predicted = (Range(10.0, 20.0, 30.0),)
    return Rehearsal("embedded", phases, "18.1", {"fsync": "on"}, sizes, (step,), predicted, good, good, good, good)


def certificate(found: Rehearsal, of: Catalog = SHOP) -> RehearsalCertificate:
    return certify(found, View(plan(), of, catalogs.tenancy(CHAT_PLAN, of), Facts()))


@pytest.fixture
def written(tmp_path: Path) -> Callable[[RehearsalCertificate], Path]:
    def write(found: RehearsalCertificate) -> Path:
        file = tmp_path / "rehearsal.json"
        file.write_text(found.model_dump_json(), encoding="utf-8")
        return file

    return write


def test_a_green_certificate_comes_back_as_it_was(written: Callable[[RehearsalCertificate], Path]) -> None:
    made = certificate(rehearsal())
    assert made.green
    assert read_required(written(made), Path("plan.yaml"), 7 * DAY) == made
    check_required(made, Path("rehearsal.json"), plan(), SHOP, PHASES, Where())


def test_the_json_fits_its_schema() -> None:
    must_fit("rehearse", json.loads(certificate(rehearsal()).model_dump_json()))


def test_a_run_that_was_stopped_goes_on_with_the_same_certificate() -> None:
    made = certificate(rehearsal())
    segments = catalogs.forward(CHAT_PLAN, SHOP).segments
    half = catalogs.after(SHOP, segments[: len(segments) // 2])
    assert Fingerprint.of(half).hex != Fingerprint.of(SHOP).hex
    check_required(made, Path("rehearsal.json"), plan(), half, PHASES, Where())


def test_a_certificate_of_something_else_is_refused() -> None:
    made, file = certificate(rehearsal((Phase.ADD,))), Path("rehearsal.json")
    other = catalog(*SHOP.relations.values(), table("more", "id bigint"))
    elsewhere = replace(SHOP, server=replace(SHOP.server, database="staging"))
    newer = replace(SHOP, server=replace(SHOP.server, version=190000))
    changed = plan(edited(CHAT_PLAN, "column: client_id", "column: tenant_id"))
    for loaded, live, phases, why in (
        (changed, SHOP, (Phase.ADD,), "another plan"),
        (plan(), other, (Phase.ADD,), "the schema has changed"),
        (plan(), elsewhere, (Phase.ADD,), "database 'shop' on PostgreSQL 18, and this is 'staging'"),
        (plan(), newer, (Phase.ADD,), "on 19"),
        (plan(), SHOP, PHASES, "left out phase backfill, tighten"),
    ):
        with pytest.raises(Refused, match=why) as refused:
            check_required(made, file, loaded, live, phases, Where())
        assert "planner rehearse plan.yaml --on embedded --certificate rehearsal.json" in str(refused.value.hint)
        assert "nothing was changed" in refused.value.message
    check_required(made, file, plan(), SHOP, (Phase.ADD,), Where())


def test_a_certificate_of_another_server_is_refused_when_both_are_known() -> None:
    made = certificate(replace(rehearsal(), source=Where("1", 5)))
    for here in (Where("1", 5), Where()):
        check_required(made, Path("a.json"), plan(), SHOP, PHASES, here)
    for here in (Where("2", 5), Where("1", 6)):
        with pytest.raises(Refused, match="of a database of this name elsewhere"):
            check_required(made, Path("a.json"), plan(), SHOP, PHASES, here)
    check_required(certificate(rehearsal()), Path("a.json"), plan(), SHOP, PHASES, Where("1", 5))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"apply": Stage(ok=False, why=("no room",))}, "not green: apply"),
        ({"verify": Stage(ok=False)}, "not green: verify"),
        ({"rollback": Stage(ok=False)}, "not green: rollback"),
        ({"same_schema": Stage(ok=False)}, "not green: same schema"),
        ({"load": LoadReport(10, 2, (("no", 2),))}, "2 statements of the load"),
        ({"load_back": LoadReport(10, 1, (("no", 1),))}, "1 statements of the load"),
    ],
)
def test_a_red_certificate_is_refused(
    change: dict[str, object], why: str, written: Callable[[RehearsalCertificate], Path]
) -> None:
    made = certificate(replace(rehearsal(), **change))  # type: ignore[arg-type]
    with pytest.raises(Refused, match=why):
        read_required(written(made), Path("plan.yaml"), DAY)


@pytest.mark.parametrize(
    ("age", "why"),
    [(timedelta(days=8), "8 days old, and --max-age allows 7 days"), (timedelta(hours=-1), "in the future")],
)
def test_age_counts(age: timedelta, why: str, written: Callable[[RehearsalCertificate], Path]) -> None:
    made = certificate(rehearsal()).model_copy(update={"made_at": datetime.now(UTC) - age})
    with pytest.raises(Refused, match=why):
        read_required(written(made), Path("plan.yaml"), 7 * DAY)


@pytest.mark.parametrize("text", ["", "{}", '{"format": 1}', "[1]", "\x00"])
def test_a_file_that_is_no_certificate_is_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match=r"no certificate of a rehearsal.*nothing was changed"):
        read_required(file, Path("plan.yaml"), DAY)
    with pytest.raises(Refused, match="can't be read: No such file"):
        read_required(tmp_path / "b.json", Path("plan.yaml"), DAY)


def test_the_report_says_green_or_red_first_and_last() -> None:
    green = rehearsal_text(rehearsal()).splitlines()
    assert green[0] == green[-1]
    assert green[0].startswith("Rehearsal: green")
    assert any("20 s (10 s to 30 s)" in line for line in green)
    kept = rehearsal_text(replace(rehearsal(), on="copy", rollback=Stage(ok=True, tried=False), load=LoadReport(9)))
    assert kept.splitlines()[0] == (
        "Rehearsal: green. Everything ran and was proven; no rollback was tried. What the load wrote stays in the copy. "
        "The copy stays as the run left it."
    )
    red = rehearsal_text(replace(rehearsal(), rollback=Stage(ok=False, why=("rows are in the way",)))).splitlines()
    assert red[0] == red[-1] == "Rehearsal: RED. rollback"
    assert "  rollback: rows are in the way" in red
