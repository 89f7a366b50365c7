"""Words of headers and cells, written so that they can be compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Self, TypeVar

from pilothouse.kit.tables.limits import LONGEST_VALUE

T = TypeVar("T")


def remembered(read: Callable[[str], T]) -> Callable[[str], T]:
    """`read` with its latest answers kept, as columns repeat their words, but for texts too long for one."""
    kept = lru_cache(maxsize=4096)(read)

    @wraps(read)
    def answer(text: str) -> T:
        return kept(text) if len(text) <= LONGEST_VALUE else read(text)

    return answer


def bare(text: str) -> str:
    """`text` in small letters without marks: `Déc.` is `dec.`, `Şub` is `sub`."""
    parts = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i")).casefold()
    return unicodedata.normalize("NFC", "".join(each for each in parts if not unicodedata.combining(each)))


def plain(header: str) -> str:
    """A header in small letters with single spaces and no marks; as it is where it has nothing but marks."""
    return " ".join(re.sub(r"[\W_]+", " ", bare(header)).split()) or header.strip()


# Errors of spreadsheets, some of which write them in their own language.
_ERRORS = """
#n/a #n/d #nv #ref! #bezug! #rif! #¡ref! #div/0! #¡div/0! #value! #wert! #valeur! #valor! #¡valor! #valore!
#name? #nom? #nome? #¿nombre? #num! #zahl! #nombre! #núm! #¡num! #null! #nul! #¡nulo! #nulo! #leer! #spill!
#überlauf! #calc! #error! #field! #дел/0! #знач! #ссылка! #имя? #н/д #число!
"""
_KNOWN = frozenset(_ERRORS.split())


class Broken(str):
    """A cell that holds an error: empty, with the error as `said`."""

    __slots__ = ("said",)

    said: str

    def __new__(cls, said: str) -> Self:
        made = super().__new__(cls)
        made.said = said
        return made


def error_in(cell: str) -> str:
    """The error of a spreadsheet that a cell holds; empty where it holds none."""
    if isinstance(cell, Broken):
        return cell.said
    return cell.strip() if cell[:1] == "#" and cell.strip().casefold() in _KNOWN else ""
