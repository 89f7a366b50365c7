"""What doors say of what was done."""

from __future__ import annotations

from pilothouse.roadmap.contracts import Moving


def told(moved: Moving) -> str:
    """What moving items to another product changed, in a few sentences."""
    if not moved.items:
        return f"Nothing moved: all of it belongs to {moved.product} already."
    many = "1 item" if moved.items == 1 else f"{moved.items} items"
    text = f"{many} moved from {moved.came_from} to {moved.product}, parts included. Keys stay as they are."
    if moved.releases:
        text += f" Cleared: {_each('release', moved.releases)} of {moved.came_from}."
    if moved.parents:
        text += f" No longer part of {', '.join(moved.parents)}, which stayed in {moved.came_from}."
    return text


def _each(noun: str, names: tuple[str, ...]) -> str:
    return f"the {noun}{'' if len(names) == 1 else 's'} {', '.join(names)}"
