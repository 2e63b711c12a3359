"""`planner orm --stage none`: take planner's edits of the files back, and say what the ORM's runner still holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from planner.cli.files import replace_file, write_file
from planner.cli.options import tell
from planner.names import in_line
from planner.orm.orm import Orm


def take_back(orm: Orm, paths: Sequence[Path], plan: Path, folder: Path | None, *, confirm: bool) -> bool:
    """Print what changes, and write it with `confirm`. Return whether files change or something is left to people.

    Raise PlanError when the record has no edit of these files, or `folder` is not the ORM's.
    """
    from planner.orm import record
    from planner.orm.back import back

    place = record.place(plan)
    found = back(record.read(place), orm.name, paths, place)
    tracked = orm.work().tracked(folder) if folder is not None else None
    for edited in found.edited:
        print(edited.diff(), end="")
    for path in found.made:
        tell(in_line(f"goes: {path}, which planner made"))
    if confirm:
        for edited in found.edited:
            replace_file(edited.file, edited.content)
        for path in found.made:
            path.unlink()
        if found.entries:
            write_file(place, record.written(found.entries))
        else:
            place.unlink()
    for leftover in found.leftovers:
        tell(in_line(f"left to do: {leftover}"))
    count = len(found.edited) + len(found.made)
    tell(f"{count} file{'s' if count != 1 else ''} {'taken' if confirm else 'would be taken'} back.")
    if tracked is not None and tracked.files:
        tell(f"planner's migrations in {folder}; remove them when no database has them any more:")
        for name in tracked.files:
            tell(in_line(f"  {name}"))
        tell(f"In each database that has them, after planner rollback, in {tracked.where}:")
        for line in tracked.lines:
            print(line)
    elif tracked is None:
        tell(f"{orm.title}'s runner may still hold planner's migrations: --migrations DIR says how to take them out.")
    if not confirm:
        tell("Dry-run: nothing was written. Next: the same command with --confirm")
    return bool(count or found.leftovers)
