"""A story in the name of a role that no one described serves a reader that no one has met.

Reported where personas are known, of stories whose role is none of them.

Fix: name the persona, or describe the role as one.

Source: Lucassen et al. 2016 (uniform roles).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.graph import Graph
from pilothouse.engine.review.rule import Hit, Rule

_ROLE = re.compile(r"^\W*+as\s++(?:an?|the)\s++(.{2,60}?)\s*+(?:,|\bI\b)", re.I)


def _check(graph: Graph) -> Iterator[Hit]:
    known = [_plain(re.split(r"[:,;(–—.]", node.text)[0]) for node in graph.of("persona")]
    known += [_plain(name) for name in graph.personas or ()]
    known = [name for name in known if name]
    if not known:
        return
    for node in graph.of("story"):
        found = _ROLE.match(node.text)
        role = _plain(found.group(1)) if found else ""
        if role and not any(role in name or name in role for name in known):
            yield node.hit(f"'{found.group(1) if found else role}' is none of the personas.")


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


RULE = Rule(
    code="TRC006",
    name="unknown-role",
    family="traceability",
    scope="graph",
    summary="A story told by someone who is no persona",
    check=_check,
    severity="note",
)
