"""Rows in, the engine's graph out; its findings in, a gate out. The only place that knows both."""

from pilothouse.vision.planning.comparing import difference
from pilothouse.vision.planning.cutting import Cut, Said, cut_text, said
from pilothouse.vision.planning.gate import gate_of
from pilothouse.vision.planning.pack import pack
from pilothouse.vision.planning.reading import LONG, digest_of, read_text
from pilothouse.vision.planning.reviewing import gate_now, known_reading, product_graph, reviewed

__all__ = [
    "LONG",
    "Cut",
    "Said",
    "cut_text",
    "difference",
    "digest_of",
    "gate_now",
    "gate_of",
    "known_reading",
    "pack",
    "product_graph",
    "read_text",
    "reviewed",
    "said",
]
