"""Text files, read within limits."""

from __future__ import annotations

from pathlib import Path

from pilothouse.kit.errors import Invalid

_MB = 2**20


def read_text(path: Path, *, most: int) -> str:
    """The text of `path`, without a byte order mark, at most `most` MB. Raises `Invalid`."""
    try:
        with path.open("rb") as stream:
            data = stream.read(most * _MB + 1)
    except OSError as error:
        raise Invalid(
            f"It cannot be read: {error.strerror or error}.",
            where=str(path),
            cure="Check the name of the file.",
        ) from None
    if len(data) > most * _MB:
        raise Invalid(
            f"The file has more than {most} MB.", where=str(path), cure="No such file is that large."
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(
            f"Byte {error.start + 1} is not UTF-8.", where=str(path), cure="Save the file as UTF-8 text."
        ) from None
