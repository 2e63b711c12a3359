"""Text that fits into the room that it has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions
    from rich.measure import Measurement
    from rich.text import Text


def cut(text: str, width: int) -> str:
    """Return the text, or its beginning and an ellipsis."""
    return text if len(text) <= width else f"{text[: width - 1]}…"


def middle(text: str, width: int) -> str:
    """Return the text, or its two ends with an ellipsis between them: names differ at both ends."""
    if len(text) <= width:
        return text
    first = (width - 1) // 2
    return f"{text[:first]}…{text[first - width + 1 :]}"


@dataclass(frozen=True, slots=True)
class Fitting:
    """A cell of a table on a terminal: the first of its texts that fits, else the last one without its middle."""

    texts: tuple[str, ...]

    def within(self, width: int) -> str:
        """Return the text for a width."""
        return next((text for text in self.texts if len(text) <= width), middle(self.texts[-1], width))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        from rich.text import Text

        yield Text(self.within(options.max_width), no_wrap=True)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        from rich.measure import Measurement

        return Measurement(min(8, options.max_width), min(max(map(len, self.texts)), options.max_width))
