from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Text, Index, UniqueConstraint
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Account(Base):
    __tablename__ = "accounts"

    id = Column(BigInteger, primary_key=True)
    name = Column(Text, nullable=False)


class Member(Base):
    __tablename__ = "members"
    __table_args__ = (UniqueConstraint("tenant_id", "email"),)

    id = Column(Integer, primary_key=True)
    account_id = Column(BigInteger, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False)
    email = Column(Text, nullable=False)
    tenant_id = Column(BigInteger, ForeignKey("accounts.id", ondelete="CASCADE"), index=True, nullable=False)


class Note(Base):
    __tablename__ = "notes"
    __table_args__ = (
        Index("ix_notes_tenant_id_code", "tenant_id", "code", unique=True),
        UniqueConstraint("tenant_id", "short"),
    )

    id = Column(Integer, primary_key=True)
    member_id = Column(Integer, ForeignKey("members.id"), nullable=False)
    slug = Column("short", Text)
    code = Column(Text)
    tenant_id = Column(BigInteger, ForeignKey("accounts.id", ondelete="CASCADE"), index=True, nullable=False)
