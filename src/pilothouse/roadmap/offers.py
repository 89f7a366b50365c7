"""What the roadmap offers the house: its place in the rail, and its items, releases and runs."""

from __future__ import annotations

from pilothouse.kit.offering import Action, Noun, Rail
from pilothouse.roadmap import queries

rail = Rail("Roadmap", "roadmap:timeline", key="r", icon="timeline", order=30)

actions = (
    Action("New item", "roadmap:new-item"),
    Action("New release", "roadmap:new-release"),
    Action("All items", "roadmap:items"),
    Action("Plan runs", "roadmap:runs"),
    Action("Track record", "roadmap:record"),
)

nouns = (
    Noun(
        "roadmap.item",
        "roadmap:item",
        key_of=queries.key_of,
        title="Items",
        find=queries.find_items,
        named=queries.named_items,
        inside=queries.items_inside,
    ),
    Noun("roadmap.release", "roadmap:release"),
    Noun("roadmap.run", "roadmap:run", key_of=queries.run_number),
)
