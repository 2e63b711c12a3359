"""Text of a SQL_ASCII database: bytes of any encoding, even of several. The server neither knows nor converts them.

planner reads UTF-8 where the bytes are UTF-8. It keeps every other byte as it is (Python's surrogateescape), so that what
goes back to the server is what came from it.
"""

from __future__ import annotations

import json
from typing import Any

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.types.json import set_json_loads
from psycopg.types.string import StrDumper, StrDumperUnknown

NAME = "SQL_ASCII"

_TEXT = (0, "text", "varchar", "bpchar", "name", '"char"')
"""The types whose values psycopg reads as text; 0 stands for every type that psycopg does not know."""


def encoded(text: str) -> bytes:
    """Return the bytes of a text for the server, with the bytes of unknown encoding as they were."""
    return text.encode("utf-8", "surrogateescape")


def adapt(driver: psycopg.Connection[Any]) -> None:
    """Read and write text as this module says, if the database is SQL_ASCII."""
    if driver.info.parameter_status("server_encoding") != NAME:
        return
    for name in _TEXT:
        driver.adapters.register_loader(name, _TextLoader)
    for dumper in (_TextDumper, _UnknownDumper):  # The last one is the default.
        driver.adapters.register_dumper(str, dumper)
    set_json_loads(_json, driver)


def _decoded(data: Buffer) -> str:
    return bytes(data).decode("utf-8", "surrogateescape")


def _json(data: str | bytes) -> Any:
    return json.loads(data if isinstance(data, str) else _decoded(data))


class _TextLoader(Loader):
    def load(self, data: Buffer) -> str:
        return _decoded(data)


class _TextDumper(StrDumper):
    def dump(self, obj: str) -> Buffer | None:
        return encoded(obj)


class _UnknownDumper(StrDumperUnknown):
    def dump(self, obj: str) -> Buffer | None:
        return encoded(obj)
