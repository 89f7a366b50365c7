"""Files that commands write: whole or not at all, for their owner only."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from pilothouse.kit.errors import Conflict, Invalid, Unavailable


def written(target: Path, parts: Iterable[bytes]) -> int:
    """Write `parts` to a new file, on disk before it gets its name; returns how many they were.

    Raises `Conflict` when it exists, `Invalid` without its folder, `Unavailable` when the disk refuses;
    nothing is left then.
    """
    part = fresh(target)
    many = 0
    try:
        with open(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            for data in parts:
                file.write(data)
                many += 1
        settle(part, target)
    except OSError as error:
        raise Unavailable(
            f"The file could not be written: {error}.", where=str(target), cure="Look for room on the disk."
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return many


def fresh(target: Path) -> Path:
    """The file beside `target` in which it is made. Raises `Conflict`, `Invalid`."""
    if target.exists():
        raise Conflict("The file is there already.", where=str(target), cure="Choose another name.")
    if not target.absolute().parent.is_dir():
        raise Invalid("The folder does not exist.", where=str(target.parent), cure="Make it first.")
    return target.with_name(f"{target.name}.part")


def settle(part: Path, target: Path) -> None:
    """Put `part` in place of `target` so that it survives a power cut."""
    for path, move in ((part, True), (target.absolute().parent, False)):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError:
            if move:
                raise
        finally:
            os.close(handle)
        if move:
            part.replace(target)
