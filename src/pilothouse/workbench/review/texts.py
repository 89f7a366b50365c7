"""The texts to review."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pilothouse.engine.review.document import Document
from pilothouse.kit.errors import Invalid
from pilothouse.workbench.files import read_text

_SUFFIXES = (".md", ".markdown", ".txt", ".rst")
_LARGEST = 50  # MB


def read_texts(paths: Iterable[Path]) -> list[Document]:
    """The files named, and the texts in the folders named, in order of name. Raises `Invalid`."""
    return [Document(read_text(file, most=_LARGEST), str(file)) for path in paths for file in _files(path)]


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(row for row in path.rglob("*") if row.suffix.lower() in _SUFFIXES and row.is_file())
    if not path.is_file():
        raise Invalid("There is no such file.", where=str(path), cure="Check its name.")
    return [path]
