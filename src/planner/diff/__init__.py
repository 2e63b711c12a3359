"""What is missing (`forward`), and what takes planner's work back (`back`): ordered steps in segments, projected.

Both ask every operation and know no kind of object themselves.
"""

from planner.diff.back import undo, ways_back
from planner.diff.forward import Diff, check_server, diff

__all__ = ["Diff", "check_server", "diff", "undo", "ways_back"]
