"""Who knows which file, and how many people a system can lose, from a history of changes to files.

Degree of authorship (Fritz et al. 2014; Avelino et al. 2016): 3.293 + 1.098 FA + 0.164 DL - 0.321 ln(1 + AC),
where FA is 1 for who created the file, DL counts the changes of a person, the creating one included, and AC
those of others. Who has more than 0.75 of the largest of a file is one of its authors. The truck factor is
the number of people, those with most files first, without whom fewer than half of the files have an author.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from math import log

from pilothouse.engine.staffing.history import Commit
from pilothouse.engine.staffing.people import Identities

AUTHOR = 0.75  # of the largest degree of authorship of the file
COVERED = 0.5  # of all files
_FIRST, _OWN, _OTHERS, _BASE = 1.098, 0.164, 0.321, 3.293


@dataclass(frozen=True)
class Known:
    """A file: what each person has of it, the most first (name, degree as a share of the largest, changes),
    and who of them are its authors."""

    path: str
    shares: tuple[tuple[str, float, int], ...]
    authors: tuple[str, ...]


@dataclass(frozen=True)
class Ownership:
    """`removed`: the people of the truck factor in order, each with the files that have an author still.
    `at_risk`: files with one author."""

    files: tuple[Known, ...]
    truck_factor: int
    removed: tuple[tuple[str, int], ...]
    people: tuple[tuple[str, int, int], ...]  # name, files authored, files of which the only author
    at_risk: tuple[str, ...]
    bots: tuple[str, ...]
    commits: int
    entities: int
    changes: int


class Files:
    """What people did to each file. Commits are added oldest first; more may be added later. All whom a
    squashed commit names as authors have changed its files."""

    def __init__(self) -> None:
        self.creator: dict[str, str] = {}
        self.changes: dict[str, dict[str, int]] = {}
        self.commits = 0
        self.touched: set[str] = set()
        self.count = 0
        self.gone: set[str] = set()

    def add(self, commits: Iterable[Commit], who: Identities) -> None:
        for commit in commits:
            self.commits += 1
            names = who.of(commit.people)
            for change in commit.changes:
                self.count += 1
                self.touched.add(change.path)
                self._change(change.kind, change.path, change.before, names)

    def _change(self, kind: str, path: str, before: str, names: Collection[str]) -> None:
        if kind == "D":  # on one branch perhaps: what is known of it stays, should it come back
            self.gone.add(path)
            return
        self.gone.discard(path)
        if kind == "R" and before in self.changes:
            self.changes[path] = self.changes.pop(before)
            if before in self.creator:
                self.creator[path] = self.creator.pop(before)
        own = self.changes.get(path)
        if own is None or kind == "C":
            own = self.changes[path] = {}
            self.creator.pop(path, None)
            if names:
                self.creator[path] = next(iter(names))
        for name in names:
            own[name] = own.get(name, 0) + 1


def degrees(creator: str | None, changes: Mapping[str, int]) -> dict[str, float]:
    """Degree of authorship of each person who changed a file."""
    total = sum(changes.values())
    return {
        name: _BASE + _FIRST * (name == creator) + _OWN * own - _OTHERS * log(1 + total - own)
        for name, own in changes.items()
    }


def known(files: Files, wanted: Collection[str] | None = None) -> list[Known]:
    """Each file that has been changed and is wanted (None: all that there are)."""
    found = []
    for path in sorted(files.changes.keys() - files.gone if wanted is None else set(wanted)):
        changes = files.changes.get(path)
        if not changes:
            continue
        degree = degrees(files.creator.get(path), changes)
        most = max(degree.values())
        # Where all are below nothing, the least below is the largest.
        shares = {name: each / most if most > 0 else float(each == most) for name, each in degree.items()}
        rows = sorted(shares.items(), key=lambda row: (-row[1], row[0]))
        authors = tuple(name for name, share in rows if share > AUTHOR)
        found.append(Known(path, tuple((name, share, changes[name]) for name, share in rows), authors))
    return found


def truck_factor(files: Collection[Known]) -> tuple[int, tuple[tuple[str, int], ...]]:
    """How many people, and who in order, with the files that still have an author without them.

    One with the most files goes first; where several have as many, the first by name.
    """
    left = [set(row.authors) for row in files if row.authors]
    total = len(files)
    removed: list[tuple[str, int]] = []
    while left and len(left) >= COVERED * total:
        count: dict[str, int] = {}
        for authors in left:
            for name in authors:
                count[name] = count.get(name, 0) + 1
        name = min(count, key=lambda each: (-count[each], each))
        for authors in left:
            authors.discard(name)
        left = [authors for authors in left if authors]
        removed.append((name, len(left)))
    return len(removed), tuple(removed)


def owned(files: Files, who: Identities, wanted: Collection[str] | None = None) -> Ownership:
    """What is known of the wanted files (None: of all that were not deleted)."""
    rows = known(files, wanted)
    factor, removed = truck_factor(rows)
    authored: dict[str, int] = {}
    alone: dict[str, int] = {}
    for row in rows:
        for name in row.authors:
            authored[name] = authored.get(name, 0) + 1
        if len(row.authors) == 1:
            alone[row.authors[0]] = alone.get(row.authors[0], 0) + 1
    people = sorted(authored, key=lambda name: (-authored[name], name))
    return Ownership(
        tuple(rows),
        factor,
        removed,
        tuple((name, authored[name], alone.get(name, 0)) for name in people),
        tuple(row.path for row in rows if len(row.authors) == 1),
        tuple(sorted(who.bots)),
        files.commits,
        len(files.touched),
        files.count,
    )
