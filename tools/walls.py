"""The wall around each room, as a contract of import-linter.

A module of another room may be imported only when it is one of `open` (or inside a package of that
name), or when the whole room is in `open_rooms`. The room `site` may also import `open_to_site`.
Tests may import anything.
"""

from __future__ import annotations

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

PACKAGE = "pilothouse"


class WallsContract(Contract):
    """From another room only the open modules."""

    type_name = "walls"

    # A field is a descriptor: on the contract at work each of these is a set of words.
    open: Any = fields.SetField(subfield=fields.StringField())
    open_rooms: Any = fields.SetField(subfield=fields.StringField())
    open_to_site: Any = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        broken = [
            (importer, imported)
            for importer in sorted(graph.modules)
            if importer.startswith(f"{PACKAGE}.") and "tests" not in importer.split(".")
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if not self.allows(importer, imported)
        ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def allows(self, importer: str, imported: str) -> bool:
        """Whether `importer` may import `imported`, both dotted names."""
        source, target = importer.split("."), imported.split(".")
        if target[0] != PACKAGE or len(target) < 2 or source[1] == target[1] or target[1] in self.open_rooms:
            return True
        inside = target[2] if len(target) > 2 else ""
        return inside in self.open or (source[1] == "site" and inside in self.open_to_site)

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} imports {imported}, which is private to its room.")
        names = ", ".join(sorted(self.open))
        output.print(f"Ask the other room through its {names}.")
