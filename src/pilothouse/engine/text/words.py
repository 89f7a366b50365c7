"""Text without markup, its words, and which of them mean nothing by themselves."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

MOST = 4_000  # characters of a record that are read for meaning; the whole text is kept where it lies

_BLOCK = re.compile(r"\{(code|noformat)[^{}\n]{0,80}\}.*?(?:\{\1\}|\Z)|```.*?(?:```|\Z)", re.DOTALL)
_TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,400}>")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s\]|)>\"']{1,2000}")
_LINKED = re.compile(r"\[([^\[\]|\n]{1,200})\|[^\[\]\n]{0,2000}\]|\[([^\[\]\n]{1,200})\]\([^()\n]{0,2000}\)")
_IMAGE = re.compile(
    r"!\[[^\[\]\n]{0,200}\]\([^()\n]{0,2000}\)|!\S{1,200}\.(?:png|jpe?g|gif|svg)[^!\n]{0,80}!"
)
_MARK = re.compile(
    r"\[~[^\[\]\n]{1,80}\]|\{\{|\}\}|\{[a-z]{1,20}(?::[^{}\n]{0,80})?\}|^h[1-6]\. "
    r"|^#{1,6} |[*_~`]{2,}|^[*#>-]{1,4} ",
    re.M,
)
_BLANK = re.compile(r"\s+")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def clean(text: str, most: int = MOST) -> str:
    """The prose of `text` on one line: no code blocks, tags, addresses or marks of Markdown and wikis.

    At most `most` characters are read. Time is linear in them.
    """
    text = text[: 2 * most]
    if "{" in text or "`" in text:
        text = _BLOCK.sub(" ", text)
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = html.unescape(text)
    if "!" in text:
        text = _IMAGE.sub(" ", text)
    if "[" in text:
        text = _LINKED.sub(lambda found: found[1] or found[2], text)
    text = _MARK.sub(" ", _ADDRESS.sub(" ", text))
    return _BLANK.sub(" ", text).strip()[:most]


def words(text: str) -> list[str]:
    """Its words in lower case, in order; digits count as words, underscores and signs part them."""
    return _WORD.findall(text.lower())


@cache
def stop_words() -> frozenset[str]:
    """Words of English that mean nothing by themselves."""
    return frozenset((files("pilothouse.engine.text") / "stop_words.txt").read_text("utf-8").split())


def telling(listed: Sequence[str]) -> list[str]:
    """Those words that can name something: no stop words, no single letters, no bare numbers."""
    stop = stop_words()
    return [word for word in listed if len(word) > 1 and word not in stop and not word.isdigit()]


def terms(listed: Sequence[str]) -> Iterator[str]:
    """Telling words and pairs of telling words that stand next to each other."""
    stop = stop_words()
    before = ""
    for word in listed:
        if len(word) < 2 or word in stop or word.isdigit():
            before = ""
            continue
        yield word
        if before:
            yield f"{before} {word}"
        before = word
