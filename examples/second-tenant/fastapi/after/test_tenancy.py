"""The tenant of a session's transactions, tried in $DATABASE_URL. planner 0.2.0.dev0 wrote it; it is yours from now on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from tenancy import SETTING, of_tenant, set_tenant

ONE, OTHER = "one", "other"


@pytest.fixture
def engine() -> Iterator[Engine]:
    url = make_url(os.environ["DATABASE_URL"])
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    engine = create_engine(url, pool_size=1, max_overflow=0)
    yield engine
    engine.dispose()


def current(session: Session) -> str | None:
    """Return the session's tenant as the default of the tenant column sees it."""
    found: str | None = session.scalar(text("SELECT nullif(current_setting(:setting, true), '')"), {"setting": SETTING})
    return found


def test_each_session_has_its_tenant(engine: Engine) -> None:
    for tenant_id in (ONE, OTHER):
        with Session(engine, info=of_tenant(tenant_id)) as session:
            assert current(session) == str(tenant_id)


@pytest.mark.parametrize("nobody", [None, ""])
def test_nobody_is_no_tenant(nobody: Any) -> None:
    with pytest.raises(ValueError):
        of_tenant(nobody)


def test_the_tenant_is_there_after_a_commit(engine: Engine) -> None:
    with Session(engine, info=of_tenant(ONE)) as session:
        session.commit()
        assert current(session) == str(ONE)
        session.rollback()
        assert current(session) == str(ONE)


def test_the_next_session_of_the_pool_has_no_tenant(engine: Engine) -> None:
    with Session(engine, info=of_tenant(ONE)) as session, session.begin():
        assert current(session) == str(ONE)
    with Session(engine) as session:
        assert current(session) is None


def test_a_worker_has_a_tenant_for_the_rest_of_its_transaction(engine: Engine) -> None:
    with Session(engine) as session:
        assert current(session) is None
        set_tenant(session, ONE)
        assert current(session) == str(ONE)
        with pytest.raises(RuntimeError):
            set_tenant(session, OTHER)
        session.rollback()
        assert current(session) == str(ONE)
    with Session(engine) as session:
        set_tenant(session, OTHER)
        assert current(session) == str(OTHER)


def test_autocommit_is_refused(engine: Engine) -> None:
    with Session(engine.execution_options(isolation_level="AUTOCOMMIT"), info=of_tenant(ONE)) as session:
        with pytest.raises(RuntimeError):
            current(session)
