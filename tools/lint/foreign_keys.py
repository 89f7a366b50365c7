"""Foreign keys point down the ladder, and across rooms leave no name on the other side."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.lint.source import Finding, Source, dotted, keyword, ladder

KINDS = {"ForeignKey", "OneToOneField", "ManyToManyField"}


def check(source: Source) -> Iterator[Finding]:
    if not source.is_room_code or source.duty != "models":
        return
    for node in source.nodes():
        if isinstance(node, ast.Call) and dotted(node.func).split(".")[-1] in KINDS:
            yield from _judge(source, node)


def _judge(source: Source, call: ast.Call) -> Iterator[Finding]:
    target = call.args[0] if call.args else keyword(call, "to")
    room = source.room
    if isinstance(target, ast.Constant) and isinstance(target.value, str) and "." in target.value:
        room = target.value.split(".")[0]
    elif target is not None and dotted(target) == "settings.AUTH_USER_MODEL":
        room = "accounts"
    if room == source.room:
        return
    rooms = ladder()
    if room not in rooms or rooms.index(room) <= rooms.index(source.room):
        yield source.at(
            call,
            f"A foreign key from {source.room} to {room} points up the ladder.",
            "Store a kit.refs reference, or move the key to the room above.",
        )
    name = keyword(call, "related_name")
    if not (isinstance(name, ast.Constant) and name.value == "+"):
        yield source.at(
            call, f"A foreign key into {room} leaves a name on its rows.", 'Add related_name="+".'
        )
