"""The orders of a shop over HTTP, with an AsyncSession: uvicorn async_app:app"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Request
from pydantic import BaseModel
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

import orders
from tenancy import of_tenant

url = make_url(os.environ["DATABASE_URL"]).set(drivername="postgresql+psycopg")
engine = create_async_engine(url, pool_size=4, max_overflow=0)
app = FastAPI()


class New(BaseModel):
    email: str
    name: str
    note: str


class Change(BaseModel):
    note: str


async def open_session(request: Request) -> AsyncIterator[AsyncSession]:
    client = request.url.hostname.partition(".")[0]  # acme.shop.example is the shop of acme
    async with AsyncSession(engine, info=of_tenant(client)) as session, session.begin():
        yield session


# Scope function: the transaction ends before the answer is sent, so that a failed commit is an error of the request.
Database = Annotated[AsyncSession, Depends(open_session, scope="function")]


@app.get("/orders")
async def newest(session: Database) -> list[dict[str, Any]]:
    return await session.run_sync(orders.newest)


@app.get("/customers")
async def customers(session: Database) -> list[dict[str, Any]]:
    return await session.run_sync(orders.customers)


@app.post("/orders", status_code=201)
async def add(new: New, session: Database) -> dict[str, int]:
    return {"id": await session.run_sync(orders.add, new.email, new.name, new.note)}


@app.put("/orders/{number}")
async def change(number: int, changed: Change, session: Database) -> dict[str, int]:
    if not await session.run_sync(orders.change, number, changed.note):
        raise HTTPException(404)
    return {}
