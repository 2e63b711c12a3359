"""Text that fits into the room that it has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.names import middle

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions
    from rich.measure import Measurement
    from rich.text import Text


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
