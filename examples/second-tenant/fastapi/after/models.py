"""The shop's tables."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Identity, BigInteger, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    """What all models have."""


class Client(Base):
    __tablename__ = "clients"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)


class Customer(Base):
    __tablename__ = "customers"
    __table_args__ = (
        Index("customers_client_id_idx", "client_id"),
        Index("customers_client_id_id_key", "client_id", "id", unique=True),
        UniqueConstraint("client_id", "email"),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    email: Mapped[str] = mapped_column()
    name: Mapped[str] = mapped_column()
    client_id: Mapped[str] = mapped_column(Text, ForeignKey("clients.id"), server_default=text("NULLIF(current_setting('app.client_id'::text, true), ''::text)"))


class Order(Base):
    __tablename__ = "orders"
    __table_args__ = (
        Index("orders_client_id_idx", "client_id"),
        ForeignKeyConstraint(["client_id", "customer_id"], ["customers.client_id", "customers.id"]),
    )

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    customer_id: Mapped[int] = mapped_column(BigInteger, index=True)
    note: Mapped[str] = mapped_column()
    confirmed: Mapped[bool] = mapped_column(server_default="false")
    client_id: Mapped[str] = mapped_column(Text, ForeignKey("clients.id"), server_default=text("NULLIF(current_setting('app.client_id'::text, true), ''::text)"))

    customer: Mapped[Customer] = relationship()


class Job(Base):
    __tablename__ = "jobs"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
