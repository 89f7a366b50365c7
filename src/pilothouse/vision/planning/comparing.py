"""What differs between two hand-offs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pilothouse.kit.lines import differing
from pilothouse.vision.contracts import ChangedStatement, Difference

Content = dict[str, Any]


def difference(before: Content, after: Content) -> Difference:
    """What differs between the contents of two hand-offs."""
    return Difference(
        tuple(_statements(before, after)),
        tuple(_answers(before, after)),
        tuple(_dates(before, after)),
        tuple(differing(before["blueprint"]["text"], after["blueprint"]["text"])),
    )


def _statements(before: Content, after: Content) -> Iterator[ChangedStatement]:
    old = {row["key"]: row for row in before["statements"]}
    new = {row["key"]: row for row in after["statements"]}
    for key in dict.fromkeys((*new, *old)):
        texts = (old[key]["text"] if key in old else "", new[key]["text"] if key in new else "")
        if key not in old or key not in new or texts[0] != texts[1]:
            yield ChangedStatement(key, (new.get(key) or old[key])["kind"], *texts)


def _answers(before: Content, after: Content) -> Iterator[str]:
    answered = {row["question"]: (row["state"], row["answer"]) for row in before["uncertainties"]}
    for row in after["uncertainties"]:
        if answered.get(row["question"], (None, None)) != (row["state"], row["answer"]):
            yield f"{row['question']} {row['answer'] or row['state']}"


def _dates(before: Content, after: Content) -> Iterator[tuple[str, str, str]]:
    old, new = _p85(before), _p85(after)
    for name in dict.fromkeys((*new, *old)):
        if old.get(name, "") != new.get(name, ""):
            yield name, old.get(name, ""), new.get(name, "")


def _p85(content: Content) -> dict[str, str]:
    """The 85 % date of every release and item, by how it is shown."""
    plan = content["plan"]
    found = {row["name"]: row["p85"] or "" for row in plan["releases"]}
    return found | {f"{row['key']} {row['title']}": row["p85"] or "" for row in plan["items"]}
