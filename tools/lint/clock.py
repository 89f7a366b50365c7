"""Engine, planning, queries and services read no clock and roll no dice: time and seed are arguments."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.lint.source import Finding, Source, dotted

DUTIES = {"services", "planning", "queries", "models"}
CLOCKS = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
    *("timezone.now", "timezone.localdate", "clock.now", "clock.today"),
    *("time.time", "time.localtime", "time.gmtime", "now", "today", "Now"),
}
# numpy's explicit generators take a seed; everything else in numpy.random is one shared, hidden state.
SEEDED = {"Generator", "SeedSequence", "PCG64", "PCG64DXSM", "Philox", "SFC64", "BitGenerator"}
CURE = "Take it as an argument; a door calls kit.clock."


def check(source: Source) -> Iterator[Finding]:
    if not source.is_room_code or not (source.room == "engine" or source.duty in DUTIES):
        return
    for node in source.nodes():
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = {getattr(node, "module", None), *(row.name for row in node.names)}
            if names & ({"random", "secrets", "uuid"} if source.room == "engine" else {"random"}):
                yield source.at(node, "Hidden randomness.", "Take a seed as an argument.")
        elif isinstance(node, ast.Call):
            yield from _judge(source, node)


def _judge(source: Source, call: ast.Call) -> Iterator[Finding]:
    name = dotted(call.func)
    parts = name.split(".")
    if name in CLOCKS or ".".join(parts[-2:]) in CLOCKS:
        yield source.at(call, f"{name}() reads the clock.", CURE)
    elif parts[:-1] in (["np", "random"], ["numpy", "random"]) and parts[-1] not in SEEDED:
        if parts[-1] != "default_rng" or not (call.args or call.keywords):
            yield source.at(call, f"{name}() draws from a hidden state.", "Use default_rng(seed).")
    elif name == "default_rng" and not (call.args or call.keywords):
        yield source.at(call, "default_rng() without a seed.", "Take a seed as an argument.")
