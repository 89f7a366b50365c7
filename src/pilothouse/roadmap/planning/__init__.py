"""Rows in, engine problem out; engine answer in, rows out. The only place that knows both."""

from pilothouse.roadmap.planning.asking import Answers, Count, CutList, When, answers, cut_list
from pilothouse.roadmap.planning.plan import ComputedPlan, Inputs, Step, compute, inputs_hash, read

__all__ = [
    "Answers",
    "ComputedPlan",
    "Count",
    "CutList",
    "Inputs",
    "Step",
    "When",
    "answers",
    "compute",
    "cut_list",
    "inputs_hash",
    "read",
]
