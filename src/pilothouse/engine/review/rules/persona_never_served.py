"""A persona that no story and no requirement names is either not a user or forgotten.

Personas are those kept beside the blueprint and those under a heading such as "Personas".

Fix: write the story that serves the persona, or take the persona out.

Source: Cooper 1999 (personas); Lucassen et al. 2016 (roles of user stories).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.graph import Graph
from pilothouse.engine.review.rule import Hit, Rule


def _check(graph: Graph) -> Iterator[Hit]:
    told = graph.of("story", "requirement", "feature", "criterion")
    if not told:
        return
    words = " ".join(_plain(node.text) for node in told)
    named = {_name(node.text): node for node in graph.of("persona")}
    for name in (*named, *(row for row in graph.personas or () if row not in named)):
        node = named.get(name)
        if (
            _plain(name).strip()
            and _plain(name).strip() not in words
            and not (node and node.key in graph.supported)
        ):
            message = f"No story or requirement serves {name}."
            yield node.hit(message) if node else Hit(0, 0, message, subject=name)


def _name(text: str) -> str:
    """The persona's name: the words before its description."""
    return re.split(r"[:,;(–—.]| - ", text)[0].strip()


def _plain(text: str) -> str:
    return " " + re.sub(r"[^a-z0-9]+", " ", text.lower()) + " "


RULE = Rule(
    code="TRC005",
    name="persona-never-served",
    family="traceability",
    scope="graph",
    summary="A persona for whom nothing is built",
    check=_check,
    severity="warning",
)
