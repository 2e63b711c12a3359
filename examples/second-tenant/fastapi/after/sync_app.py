"""The orders of a shop over HTTP, with a Session: uvicorn sync_app:app"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Request
from pydantic import BaseModel
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

import orders
from tenancy import of_tenant

url = make_url(os.environ["DATABASE_URL"]).set(drivername="postgresql+psycopg")
engine = create_engine(url, pool_size=4, max_overflow=0)
app = FastAPI()


class New(BaseModel):
    email: str
    name: str
    note: str


class Change(BaseModel):
    note: str


def open_session(request: Request) -> Iterator[Session]:
    client = request.url.hostname.partition(".")[0]  # acme.shop.example is the shop of acme
    with Session(engine, info=of_tenant(client)) as session, session.begin():
        yield session


# Scope function: the transaction ends before the answer is sent, so that a failed commit is an error of the request.
Database = Annotated[Session, Depends(open_session, scope="function")]


@app.get("/orders")
def newest(session: Database) -> list[dict[str, Any]]:
    return orders.newest(session)


@app.get("/customers")
def customers(session: Database) -> list[dict[str, Any]]:
    return orders.customers(session)


@app.post("/orders", status_code=201)
def add(new: New, session: Database) -> dict[str, int]:
    return {"id": orders.add(session, new.email, new.name, new.note)}


@app.put("/orders/{number}")
def change(number: int, changed: Change, session: Database) -> dict[str, int]:
    if not orders.change(session, number, changed.note):
        raise HTTPException(404)
    return {}
