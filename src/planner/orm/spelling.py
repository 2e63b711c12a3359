"""The names in code that belong to names in the database."""

from __future__ import annotations

import re
from collections.abc import Container


def camel(text: str) -> str:
    """Return clientId for client_id. If the name starts with an upper-case letter, the result starts with a
    lower-case letter."""
    first, *rest = [part for part in re.split(r"[^0-9A-Za-z]+", text) if part] or ["tenant"]
    return first[:1].lower() + first[1:] + "".join(part[:1].upper() + part[1:] for part in rest)


def class_name(table: str, taken: Container[str] = ()) -> str:
    """Return Client for clients: the singular, if it is the name without a final s. Return ClientTenant if the name
    is in `taken`."""
    name = "".join(part[:1].upper() + part[1:] for part in re.split(r"[^0-9A-Za-z]+", table))
    name = name[:-1] if name.endswith("s") and not name.endswith("ss") else name
    return f"{name}Tenant" if name in taken else name
