from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Text, UniqueConstraint
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
    __table_args__ = (UniqueConstraint("tenant_id", "short"),)

    id = Column(Integer, primary_key=True)
    member_id = Column(Integer, ForeignKey("members.id"), nullable=False)
    slug = Column("short", Text)
    tenant_id = Column(BigInteger, ForeignKey("accounts.id", ondelete="CASCADE"), index=True, nullable=False)
