"""Pages as tests read them: `html(answer)`, without the white space that a browser does not show."""

from __future__ import annotations

import re
from typing import Any

_INLINE = "a|abbr|b|code|del|em|i|ins|kbd|small|span|strong|time"
_SPACES = re.compile(r"[ \t\r\n\f]+")  # a no-break space is seen
_AROUND_BLOCKS = re.compile(rf" ?(</?(?!(?:{_INLINE})\b)[a-z][^<>]*>) ?")
_WITHIN = re.compile(r"(<[a-z][^<>/]*>) | (</[a-z0-9]+>)")
_END_OF_TAG = re.compile(r"(?<=[\"'\w]) >")


def html(answer: Any) -> str:
    """The page of an answer (or a text) on one line: how its template is laid out does not show.

    Runs of white space are one space; there is none beside an element that stands on a line of its own,
    nor just inside an element.
    """
    text = answer if isinstance(answer, str) else answer.content.decode()
    line = _END_OF_TAG.sub(">", _SPACES.sub(" ", text).strip())
    return _WITHIN.sub(r"\1\2", _AROUND_BLOCKS.sub(r"\1", line))
