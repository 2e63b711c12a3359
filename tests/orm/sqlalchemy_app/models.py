"""A shop with SQLAlchemy, as it is after planner: the tests take lines away."""

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from sqlalchemy import ForeignKey, Text, UniqueConstraint


class Base(DeclarativeBase):
    pass


class Client(Base):
    __tablename__ = "clients"
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(Text)
    client_id: Mapped[str] = mapped_column(Text, ForeignKey("clients.id"), index=True)
    __table_args__ = (UniqueConstraint("client_id", "email"),)
