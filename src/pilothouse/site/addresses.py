"""Where the page of anything is that a reference points to. Nothing is asked of the database."""

from __future__ import annotations

from pilothouse.kit.actor import Actor
from pilothouse.kit.doors import wurl
from pilothouse.kit.offering import Noun
from pilothouse.kit.refs import Ref
from pilothouse.site import offering


def address(actor: Actor, ref: Ref, key: str = "") -> str:
    """The page of what `ref` points to, in the actor's workspace; empty where there is none.

    A page that is addressed by key has its own address when `key` is given, else that of the page that
    looks the key up and leads on. The object itself is not looked for: its page may answer that it is gone.
    """
    noun = offering.nouns().get(ref.kind)
    if noun is None:
        return ""
    if noun.key_of is not None and not key:
        return wurl(actor, "ref", ref.kind, ref.id)
    return _page(actor, noun, ref.id, key)


def looked_up(actor: Actor, ref: Ref) -> str:
    """The same, with the key looked up where the page needs it. Raises `NotFound` for what is gone."""
    noun = offering.nouns().get(ref.kind)
    key = str(noun.key_of(actor=actor, id=ref.id)) if noun is not None and noun.key_of is not None else ""
    return address(actor, ref, key)


def _page(actor: Actor, noun: Noun, id: int, key: str) -> str:
    own: tuple[int | str, ...] = () if noun.whole else (key,) if noun.key_of is not None else (id,)
    anchor = f"#{noun.anchor.format(id=id)}" if noun.anchor else ""
    return wurl(actor, noun.page, *own) + anchor
