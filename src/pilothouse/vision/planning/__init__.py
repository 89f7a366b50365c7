"""Rows in, the engine's graph out; its findings in, a gate out. The only place that knows both."""

from pilothouse.vision.planning.comparing import difference
from pilothouse.vision.planning.cutting import Cut, cut_text
from pilothouse.vision.planning.gate import gate_of
from pilothouse.vision.planning.pack import pack
from pilothouse.vision.planning.reviewing import product_graph, reviewed

__all__ = ["Cut", "cut_text", "difference", "gate_of", "pack", "product_graph", "reviewed"]
