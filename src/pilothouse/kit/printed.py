"""Short documents that leave the program: the same parts as Markdown, as PDF and on a page.

PDF is made here by Typst, which comes with `pilothouse[documents]`; it reads no file and asks no other host.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass

from pilothouse.kit.extras import load_extra

_MARKED = "\\`*_{}[]<>#|"


@dataclass(frozen=True, slots=True)
class Said:
    """A text, and what it refers to, empty for nothing."""

    text: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document: its heading, a table with `heads`, or a list. `empty` stands where it holds
    nothing. Columns in `right` hold numbers."""

    heading: str
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[Said, ...], ...] = ()
    lines: tuple[Said, ...] = ()
    empty: str = "Nothing."
    right: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Printed:
    """A document: its title, a line below it, figures with what they are, and its parts."""

    title: str
    under: str
    figures: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]


def as_markdown(document: Printed) -> str:
    """CommonMark with tables; what people wrote changes nothing of its form."""
    found = [f"# {_plain(document.title)}", _plain(document.under)]
    if document.figures:
        found.append("\n".join(f"- {_plain(name)}: **{_plain(value)}**" for name, value in document.figures))
    for part in document.parts:
        found.append(f"## {_plain(part.heading)}")
        if part.rows:
            found.append(_table(part))
        elif part.lines:
            found.append("\n".join(f"- {_plain(line.text)}" for line in part.lines))
        else:
            found.append(_plain(part.empty))
    return "\n\n".join(found) + "\n"


def _table(part: Part) -> str:
    marks = ["---:" if place in part.right else "---" for place in range(len(part.heads))]
    lines = [[_plain(head) for head in part.heads], marks]
    lines += [[_plain(cell.text) for cell in row] for row in part.rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _plain(text: str) -> str:
    line = " ".join(text.split())
    return "".join(f"\\{letter}" if letter in _MARKED else letter for letter in line)


def as_pdf(document: Printed) -> bytes:
    """A4 pages. Raises `Unavailable` where Typst is not installed."""
    typst = load_extra("typst", extra="documents", what="A PDF")
    with tempfile.TemporaryDirectory() as nothing:
        made: bytes = typst.compile(as_typst(document).encode(), root=nothing, format="pdf")
    return made


def as_typst(document: Printed) -> str:
    """Its source: every text of people's is a string there, so that none can be a command."""
    found = [
        '#set page(paper: "a4", margin: 2cm, numbering: "1 / 1")',
        "#set text(size: 10pt)",
        "#set heading(numbering: none)",
        "#set table(stroke: (x, y) => (bottom: 0.5pt + luma(200)), inset: 5pt)",
        f"#set document(title: {_text(document.title)})",
        f"= #{_text(document.title)}",
        f"#text(fill: luma(90), {_text(document.under)})",
    ]
    if document.figures:
        cells = [
            f"[#text(size: 8pt, fill: luma(90), {_text(name)}) \\ #strong({_text(value)})]"
            for name, value in document.figures
        ]
        found.append(f"#grid(columns: {len(cells)}, gutter: 14pt, {', '.join(cells)})")
    for part in document.parts:
        found.append(f"== #{_text(part.heading)}")
        if part.rows:
            found.append(_typst_table(part))
        elif part.lines:
            found += [f"- #{_text(line.text)}" for line in part.lines]
        else:
            found.append(f"#text(fill: luma(90), {_text(part.empty)})")
    return "\n\n".join(found) + "\n"


def _typst_table(part: Part) -> str:
    sides = ", ".join("right" if place in part.right else "left" for place in range(len(part.heads)))
    widths = ", ".join("auto" if place in part.right else "1fr" for place in range(len(part.heads)))
    heads = ", ".join(f"strong({_text(head)})" for head in part.heads)
    cells = ", ".join(_cell(cell) for row in part.rows for cell in row)
    return f"#table(columns: ({widths},), align: ({sides},), table.header({heads}), {cells})"


def _cell(cell: Said) -> str:
    return f"text({_text(cell.text)})"


def _text(text: str) -> str:
    line = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{line}"'
