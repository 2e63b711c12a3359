"""The text of a Ruby file: its encoding, and the bytes that come back unchanged."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from planner.errors import PlanError
from planner.orm.encoded import ruby


@dataclass(frozen=True, slots=True)
class Source:
    """A file's text as UTF-8. `written` gives back the bytes of the file's own encoding."""

    path: Path
    raw: bytes
    text: bytes
    encoding: str
    mark: bytes
    """The byte order mark, which is not in `text`."""

    def written(self, text: bytes) -> bytes:
        """Return an edited text in the file's encoding. Raises UnicodeEncodeError when the encoding lacks a letter."""
        return self.mark + text.decode().encode(self.encoding)


def read_source(path: Path) -> Source | str:
    """Return the source, or the reason why planner leaves the file. Raises PlanError when it can't be read.

    Ruby accepts bytes of any encoding in the comments of a file that names none. They are read as Latin-1, in which
    each byte stays what it is.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise PlanError(f"{path} can't be read: {error.strerror}", hint="check the path") from None
    if b"\0" in raw:
        return "it has zero bytes, as UTF-16 has: save it as UTF-8"
    try:
        found = ruby(raw)
        text = raw.removeprefix(found.mark).decode(found.name)
    except UnicodeDecodeError as error:
        return f"it is not in the encoding {error.encoding} that it names: save it as UTF-8"
    except ValueError as error:
        return f"{error}: save it as UTF-8"
    mark, encoding = found.mark, found.name
    if mark + text.encode(encoding) != raw:
        return f"its bytes are not the only ones for its text in {encoding}: save it as UTF-8"
    return Source(path, raw, text.encode(), encoding, mark)
