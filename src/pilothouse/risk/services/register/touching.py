"""What a risk touches, by what people call it: the key of an item, a product by key or name, a release by
name, or a reference."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid, NotFound
from pilothouse.kit.products import choice_of
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import called, listed, named

KINDS = ("roadmap.item", "roadmap.release", "vision.product")
MOST = 200  # things that one risk touches
_RELEASES = 1_000


class Touching:
    """What there is to be touched in a workspace; asked at most once for each kind and key."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self._items: dict[str, str | None] = {}

    @cached_property
    def products(self) -> dict[str, str]:
        """Key and name in small letters to reference."""
        rows = choice_of(self.actor, "").products
        return {row.name.casefold(): str(row.ref) for row in rows} | {
            row.key.casefold(): str(row.ref) for row in rows
        }

    @cached_property
    def releases(self) -> dict[str, list[str]]:
        """Name in small letters to references: several products may have one of the same name."""
        found: dict[str, list[str]] = {}
        for row in listed(actor=self.actor, kind="roadmap.release", limit=_RELEASES):
            found.setdefault(row.title.casefold(), []).append(str(row.ref))
            found.setdefault(f"{row.subtitle} {row.title}".casefold(), []).append(str(row.ref))
        return found

    def refs(self, texts: Iterable[str]) -> list[str]:
        """References of all that `texts` call, each once. Raises `NotFound`, and `Invalid` for a name that
        several have."""
        wanted = list(dict.fromkeys(text.strip() for text in texts if text.strip()))
        if len(wanted) > MOST:
            raise Invalid(
                f"A risk touches at most {MOST} things.",
                where="touches",
                cure="Name the release or the product as a whole.",
            )
        self._look_up(wanted)
        return list(dict.fromkeys(self._ref(text) for text in wanted))

    def unknown(self, texts: Sequence[str]) -> list[str]:
        """Those of `texts` that call nothing, or several things."""
        self._look_up(texts)
        found = []
        for text in texts:
            try:
                self._ref(text)
            except (NotFound, Invalid):
                found.append(text)
        return found

    def _look_up(self, texts: Iterable[str]) -> None:
        """Items by key, with one question for each product."""
        keys = {text.upper() for text in texts if ":" not in text} - set(self._items)
        if not keys:
            return
        self._items |= dict.fromkeys(keys)
        for ref in dict.fromkeys(self.products.values()):
            for key, row in called(actor=self.actor, whole=Ref.parse(ref), keys=keys).items():
                if row.ref.startswith("roadmap.item:"):
                    self._items[key.upper()] = row.ref

    def _ref(self, text: str) -> str:
        if text.partition(":")[0] in KINDS:
            return self._checked(text)
        if found := self._items.get(text.upper()) or self.products.get(text.casefold()):
            return found
        releases = self.releases.get(text.casefold(), [])
        if len(set(releases)) > 1:
            raise Invalid(
                f"Several products have a release called {text[:60]}.",
                where="touches",
                cure="Write the name of the product before it.",
            )
        if releases:
            return releases[0]
        raise NotFound(
            f"There is no item, release or product {text[:60]}.",
            where="touches",
            cure="Give the key of an item, or the name of a release or a product.",
        )

    def _checked(self, text: str) -> str:
        ref = str(Ref.parse(text))
        if named(actor=self.actor, refs=[ref])[ref].gone:
            raise NotFound(
                f"There is no {text.partition('.')[2].partition(':')[0]} {text[:60]}.",
                where="touches",
                cure="It may have been removed.",
            )
        return ref
