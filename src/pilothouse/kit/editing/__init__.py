"""Editing in place: a room declares which fields of its nouns can be changed where they are shown."""

from pilothouse.kit.editing.declared import Act, Editable, Kind, Many
from pilothouse.kit.editing.finding import acts_of, by_noun, editable, of_row, own
from pilothouse.kit.editing.many import RunMany, SetMany, trash
from pilothouse.kit.editing.showing import address_of_act, address_of_many, shown, spans

__all__ = [
    "Act",
    "Editable",
    "Kind",
    "Many",
    "RunMany",
    "SetMany",
    "acts_of",
    "address_of_act",
    "address_of_many",
    "by_noun",
    "editable",
    "of_row",
    "own",
    "shown",
    "spans",
    "trash",
]
