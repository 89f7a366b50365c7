"""Words brought to the part that their forms share: *invoice, invoices, invoiced* and *invoicing* are one.

Source of the method: Porter, An algorithm for suffix stripping, 1980.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pilothouse.engine.text.words import words

# Scripts that are written without spaces: each sign is a word, and its neighbours make the phrase.
_SIGNS = re.compile(
    r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
LONGEST = 64

_VOWEL = r"(?:[aeiou]|(?<=[^aeiou])y)"
_CONSONANT = r"(?:[^aeiouy]|(?<=[aeiou])y|^y)"
_TURNS = re.compile(f"{_VOWEL}+{_CONSONANT}+")
_HAS_VOWEL = re.compile(_VOWEL)
_DOUBLED = re.compile(r"([^aeioulsz])\1$")
_SHORT = re.compile(f"{_CONSONANT}{_VOWEL}[^aeiouwxy]$")

_SECOND = {
    "ational": "ate", "tional": "tion", "enci": "ence", "anci": "ance", "izer": "ize", "abli": "able",
    "alli": "al", "entli": "ent", "eli": "e", "ousli": "ous", "ization": "ize", "ation": "ate", "ator": "ate",
    "alism": "al", "iveness": "ive", "fulness": "ful", "ousness": "ous", "aliti": "al", "iviti": "ive",
    "biliti": "ble",
}  # fmt: skip
_THIRD = {"icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ful": "", "ness": ""}
_FOURTH = (
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize",
    "al", "er", "ic", "ou",
)  # fmt: skip


def told(text: str) -> list[str]:
    """The words of `text` in order and in lower case, cut at 64 characters."""
    if _SIGNS.search(text):
        text = _SIGNS.sub(lambda sign: f" {sign[0]} ", text)
    return [word[:LONGEST] for word in words(text)]


@lru_cache(65_536)
def stem(word: str) -> str:
    """What the forms of an English word share; short words, other scripts and numbers stay as they are."""
    word = word.replace("’", "'").removesuffix("'s").replace("'", "")
    if len(word) < 3 or not word.isascii() or not word.isalpha():
        return word
    word = _past(_singular(word))
    if word.endswith("y") and _HAS_VOWEL.search(word[:-1]):
        word = word[:-1] + "i"
    for endings in (_SECOND, _THIRD):
        for size in range(7, 2, -1):
            if (ending := word[-size:]) in endings:
                if _turns(word[:-size]) > 0:
                    word = word[:-size] + endings[ending]
                break
    return _bare(_shortened(word))


def _turns(part: str) -> int:
    """How often vowels are followed by consonants."""
    return len(_TURNS.findall(part))


def _singular(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _turns(word[:-3]) > 0 else word
    for ending in ("ed", "ing"):
        if word.endswith(ending) and _HAS_VOWEL.search(word[: -len(ending)]):
            word = word[: -len(ending)]
            if word.endswith(("at", "bl", "iz")):
                return word + "e"
            if _DOUBLED.search(word):
                return word[:-1]
            return word + "e" if _turns(word) == 1 and _SHORT.search(word) else word
    return word


def _shortened(word: str) -> str:
    for ending in _FOURTH:
        if word.endswith(ending):
            return word[: -len(ending)] if _turns(word[: -len(ending)]) > 1 else word
    if word.endswith(("sion", "tion")) and _turns(word[:-3]) > 1:
        return word[:-3]
    return word


def _bare(word: str) -> str:
    if word.endswith("e"):
        turns = _turns(word[:-1])
        if turns > 1 or (turns == 1 and not _SHORT.search(word[:-1])):
            word = word[:-1]
    return word[:-1] if word.endswith("ll") and _turns(word[:-1]) > 1 else word
