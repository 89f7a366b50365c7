"""Who is who in a history: identities are merged only where that is certain."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BOT = re.compile(
    r"\[bot\]|(?:^|[^a-z])bot$|^(?:dependabot|renovate|greenkeeper|github-actions|travis|jenkins|semantic-release"
    r"|weblate|pre-commit-ci|snyk|codecov|copilot|claude|devin|cursor ?agent|openhands)\b",
    re.IGNORECASE,
)
# Addresses and names that many share.
_SHARED = re.compile(
    r"^$|^(?:root|admin|user|none|unknown|noreply|git|dev|test|me|mail|info)@|@(?:localhost|example\.\w+)$"
    r"|\(none\)$|^(?:noreply|none|unknown|localhost)$",
    re.IGNORECASE,
)
_NAMELESS = frozenset({"", "root", "admin", "unknown", "user", "ubuntu", "author", "no author", "anonymous"})
_NUMBERED = re.compile(r"^\d+\+(?P<login>[^@]+)@users\.noreply\.github\.com$", re.IGNORECASE)


class Identities:
    """People by (name, address), one entry for each time one is named.

    One address is one person, unless many share it; a full name (two words or more) with several addresses is
    one person as well. What stays undecided, such as one first name with two addresses, stays apart. Bots and
    agents are a class of their own and own nothing.
    """

    def __init__(self, people: Iterable[tuple[str, str]]) -> None:
        self._of: dict[tuple[str, str], str] = {}
        self.bots: set[str] = set()
        parent: dict[str, str] = {}
        shown: dict[str, dict[str, int]] = {}

        def root(key: str) -> str:
            parent.setdefault(key, key)
            while parent[key] != key:
                parent[key] = parent[parent[key]]
                key = parent[key]
            return key

        count: dict[tuple[str, str], int] = {}
        for person in people:
            count[person] = count.get(person, 0) + 1
        for name, mail in sorted(count):
            if _BOT.search(name) or _BOT.search(mail.partition("@")[0]):
                self.bots.add(name or mail)
                continue
            keys = _keys(name, mail)
            for key in keys[1:]:
                one, other = sorted((root(keys[0]), root(key)))
                parent[other] = one
            root(keys[0])
        for (name, mail), times in sorted(count.items()):
            if (name or mail) not in self.bots:
                own = shown.setdefault(root(_keys(name, mail)[0]), {})
                own[name or mail] = own.get(name or mail, 0) + times
        labels = {key: min(own, key=lambda name: (-own[name], name)) for key, own in shown.items()}
        often: dict[str, int] = {}
        for label in labels.values():
            often[label] = often.get(label, 0) + 1
        for name, mail in count:
            if (name or mail) in self.bots:
                continue
            key = root(_keys(name, mail)[0])
            label = labels[key]
            self._of[name, mail] = f"{label} <{mail}>" if often[label] > 1 and mail else label

    def of(self, people: Iterable[tuple[str, str]]) -> tuple[str, ...]:
        """Who they are, each once; no one where all are bots."""
        return tuple(dict.fromkeys(self._of[row] for row in people if row in self._of))


def _keys(name: str, mail: str) -> list[str]:
    plain, address = " ".join(name.lower().split()), mail.lower()
    numbered = _NUMBERED.match(address)
    if numbered is not None:
        address = f"{numbered['login']}@users.noreply.github.com"
    keys = [] if _SHARED.search(address) else [f"mail {address}"]
    if plain not in _NAMELESS and " " in plain:
        keys.append(f"name {plain}")
    return keys or [f"both {plain} {address}"]
