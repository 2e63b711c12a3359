from sqlalchemy import BigInteger, Column, ForeignKey, Integer, Text
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Account(Base):
    __tablename__ = "accounts"

    id = Column(BigInteger, primary_key=True)
    name = Column(Text, nullable=False)


class Member(Base):
    __tablename__ = "members"

    id = Column(Integer, primary_key=True)
    account_id = Column(BigInteger, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False)
    email = Column(Text, nullable=False, unique=True)


class Note(Base):
    __tablename__ = "notes"

    id = Column(Integer, primary_key=True)
    member_id = Column(Integer, ForeignKey("members.id"), nullable=False)
    slug = Column("short", Text, unique=True)
    code = Column(Text, index=True, unique=True)
