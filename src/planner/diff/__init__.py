"""Work out the missing steps (`forward`), and the steps that undo planner's work (`back`), in segments.

Both modules ask every operation, and know no kind of database object themselves.
"""

from planner.diff.back import undo, ways_back
from planner.diff.forward import Diff, check_server, diff

__all__ = ["Diff", "check_server", "diff", "undo", "ways_back"]
