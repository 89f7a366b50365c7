"""Four commits to three files: degrees of authorship, authors and the truck factor."""

from __future__ import annotations

from functools import cache

from pilothouse.engine.staffing.history import Change, Commit
from pilothouse.engine.staffing.ownership import Files, Ownership, degrees, owned
from pilothouse.engine.staffing.people import Identities
from tools.docs.algorithms.drawing import Picture, Scale, percent, row

_ANA, _BEN, _CAI = (("Ana Ruiz", "ana@x"),), (("Ben Okafor", "ben@x"),), (("Cai Lin", "cai@x"),)
_COMMITS = (
    Commit("1", _ANA, 1, (Change("A", "parse"), Change("A", "plan"))),
    Commit("2", _BEN, 2, (Change("M", "parse"), Change("A", "page"))),
    Commit("3", _BEN, 3, (Change("M", "parse"), Change("M", "page"))),
    Commit("4", _CAI, 4, (Change("R", "read", "parse"), Change("M", "plan"))),
)


@cache
def _files() -> tuple[Files, Ownership]:
    files, who = Files(), Identities(person for commit in _COMMITS for person in commit.people)
    files.add(_COMMITS, who)
    return files, owned(files, who)


def draw() -> str:
    found = _files()[1]
    bars = [(known.path, *share) for known in found.files for share in known.shares]
    picture = Picture(
        "Who knows which file",
        "Degree of authorship as a share of the largest of the file; authors are above 75 %.",
        64 + 26 * len(bars),
    )
    share = Scale(0, 1, 190, 700)
    picture.across(share, 24 + 26 * len(bars), [(part / 4, percent(part / 4)) for part in range(5)], up_to=10)
    for place, (path, name, part, _) in enumerate(bars):
        y = 14 + 26 * place
        picture.text(176, y + 13, f"{path}: {name.split()[0]}", at="end")
        picture.bar(share.at(0), y, share.at(part) - share.at(0), 16, faint=1 if part > 0.75 else 0.35)
    return picture.svg()


def worked() -> list[str]:
    files, found = _files()
    lines = []
    for known in found.files:
        degree = degrees(files.creator.get(known.path), files.changes[known.path])
        lines += [
            row(known.path, name, changes, f"{degree[name]:.3f}", percent(share))
            for name, share, changes in known.shares
        ]
    names = " and ".join(name for name, _ in found.removed)
    return [*lines, f"The truck factor is {found.truck_factor}: {names}."]
