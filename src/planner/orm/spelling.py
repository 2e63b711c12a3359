"""Names in code for names in the database."""

from __future__ import annotations

import re
from collections.abc import Container


def camel(text: str) -> str:
    """clientId for client_id; a name that starts with an upper-case letter starts with a lower-case one."""
    first, *rest = [part for part in re.split(r"[^0-9A-Za-z]+", text) if part] or ["tenant"]
    return first[:1].lower() + first[1:] + "".join(part[:1].upper() + part[1:] for part in rest)


def class_name(table: str, taken: Container[str] = ()) -> str:
    """Client for clients, in the singular where that is a plain s less; ClientTenant where that is in `taken`."""
    name = "".join(part[:1].upper() + part[1:] for part in re.split(r"[^0-9A-Za-z]+", table))
    name = name[:-1] if name.endswith("s") and not name.endswith("ss") else name
    return f"{name}Tenant" if name in taken else name
