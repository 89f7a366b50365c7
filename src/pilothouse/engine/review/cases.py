"""Cases of a rule, read from the Markdown file that shows them to people: `cases/CODE.md`.

Under `## Finds` and `## Leaves alone` each fenced block of `text` is a document. Below a block of the first
kind a line `Finds:` names the words of every finding, in order of place; one that ends in "…" is their
beginning. A block after a line `Fixed:` is the text with the certain fixes made. A line that links to
`blueprint.md` puts the text of that file in front of the next block.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_FENCE = re.compile(r"(`{3,})(\w*)\s*$")
_FOLDER = files("pilothouse.engine.review").joinpath("cases")


@dataclass(frozen=True, slots=True)
class Case:
    """A text, the words of the findings that the rule makes of it, and the text mended where it mends."""

    text: str
    excerpts: tuple[str, ...] = ()
    mended: str | None = None

    @property
    def findings(self) -> int:
        return len(self.excerpts)


def codes() -> list[str]:
    """Codes that have a file of cases."""
    return sorted(
        name[:-3] for row in _FOLDER.iterdir() if (name := row.name).endswith(".md") and name[0].isupper()
    )


def page(code: str) -> str:
    """The file of cases as written, empty where there is none."""
    file = _FOLDER.joinpath(f"{code}.md")
    return file.read_text(encoding="utf-8") if file.is_file() else ""


@cache
def _blueprint() -> str:
    return page("blueprint")


def cases(code: str) -> tuple[Case, ...]:
    """The cases of a rule in order; none where it has no file."""
    found: list[Case] = []
    part, fence, before, mended = "", "", "", False
    text: list[str] = []
    for line in page(code).splitlines():
        if fence:
            if line.rstrip() != fence:
                text.append(line)
                continue
            fence = ""
            told = before + "\n".join(text) + "\n"
            if mended:
                found[-1] = Case(found[-1].text, found[-1].excerpts, told)
            else:
                found.append(Case(told))
            text, before, mended = [], "", False
        elif (opened := _FENCE.match(line)) and part in ("Finds", "Leaves alone"):
            fence = opened.group(1)
        elif line.startswith("## "):
            part = line[3:].strip()
        elif line.startswith("Finds: ") and part == "Finds":
            found[-1] = Case(found[-1].text, tuple(re.findall(r"`([^`]+)`", line)), found[-1].mended)
        elif line.startswith("Fixed:"):
            mended = True
        elif "(blueprint.md)" in line:
            before = _blueprint() + "\n"
    return tuple(found)
