"""Editing in place: a room declares which fields of its nouns can be changed where they are shown."""

from pilothouse.kit.editing.declared import Editable, Kind, Many
from pilothouse.kit.editing.finding import by_noun, editable, of_row, own
from pilothouse.kit.editing.showing import address_of_many, shown, spans

__all__ = [
    "Editable",
    "Kind",
    "Many",
    "address_of_many",
    "by_noun",
    "editable",
    "of_row",
    "own",
    "shown",
    "spans",
]
