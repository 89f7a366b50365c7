"""The documents that people read, and what they quote: links, commands of the shell, paths of files."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parent.parent
INDEX = ROOT / "docs/index.md"
_AT_ROOT = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")
_NOT_OURS = {"node_modules", "built", "artifacts", "build", "dist"}
_ENDINGS = ("py", "md", "toml", "json", "ts", "css", "scss", "html", "svg", "yaml", "ini", "tmpl")
_PATH = re.compile(rf"[\w.@$<>*{{}},-]*(?:/[\w.@$<>*{{}},-]+)*(?:/|\.(?:{'|'.join(_ENDINGS)}))")
_MADE = re.compile(r"make ([a-z-]+)")
_RUN = re.compile(r"(?:\S*python3? )?(-m tools\.[\w.]+|(?:bench|tools)/\w+\.py)")


@dataclass(frozen=True)
class Quoted:
    """Text set as code in `file` at `line`; `fenced` in a block of its own."""

    file: Path
    line: int
    text: str
    fenced: bool

    def __str__(self) -> str:
        return f"{self.file.relative_to(ROOT)}:{self.line}: {self.text}"


def documents(*, generated: bool = False) -> list[Path]:
    """Every document in the root, in docs/ and the README of every room and connector."""
    found = [ROOT / name for name in _AT_ROOT]
    found += sorted((ROOT / "docs").rglob("*.md"))
    found += sorted((ROOT / "src/pilothouse").rglob("README.md"))
    return [path for path in found if generated or path.parent.name != "reference"]


@cache
def _tokens(path: Path) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(path.read_text(encoding="utf-8"))


def prose(path: Path) -> str:
    """The words of a document without code, pictures and addresses."""
    parts = [
        child.content for token in _tokens(path) for child in token.children or () if child.type == "text"
    ]
    return "\n".join(parts)


def links(path: Path) -> Iterator[str]:
    """The targets of links and pictures in order."""
    for token in _tokens(path):
        for child in token.children or ():
            target = child.attrGet("href") if child.type == "link_open" else None
            target = child.attrGet("src") if child.type == "image" else target
            if target:
                yield str(target)


@cache
def anchors(path: Path) -> frozenset[str]:
    """The fragments under which the headings of a document can be reached, as GitHub makes them."""
    found = []
    for opened, inline in pairwise(_tokens(path)):
        if opened.type == "heading_open":
            text = "".join(child.content for child in inline.children or ())
            found.append(re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-"))
    return frozenset(found)


def linked(path: Path) -> dict[str, Path]:
    """Links of a document to files of this repository, with the file each leads to."""
    return {
        target: (path.parent / target.partition("#")[0]).resolve() if target[0] != "#" else path
        for target in links(path)
        if not re.match(r"[a-z]+:", target)
    }


def reachable(start: Path) -> set[Path]:
    """Every document to which links lead from `start`, itself included."""
    found, left = {start}, [start]
    while left:
        for target in linked(left.pop()).values():
            if target.suffix == ".md" and target.is_file() and target not in found:
                found.add(target)
                left.append(target)
    return found


def quoted(path: Path) -> Iterator[Quoted]:
    """Code in the text, and each line of blocks of shell commands."""
    for token in _tokens(path):
        line = (token.map or [0])[0] + 1
        for child in token.children or ():
            if child.type == "code_inline":
                yield Quoted(path, line, child.content, fenced=False)
        if token.type == "fence" and token.info.strip() in {"", "sh"}:
            for place, text in enumerate(token.content.splitlines(), start=1):
                yield Quoted(path, line + place, text.strip(), fenced=True)


def excerpts(path: Path) -> Iterator[tuple[Path, list[list[str]]]]:
    """Blocks that name a file behind their language: the file, and runs of lines that must stand in it.

    A line `…` parts the runs. White space around a line does not count.
    """
    for token in _tokens(path):
        words = token.info.split() if token.type == "fence" else []
        if len(words) == 2:
            runs: list[list[str]] = [[]]
            for line in token.content.splitlines():
                if line.strip() == "…":
                    runs.append([])
                else:
                    runs[-1].append(line.strip())
            yield ROOT / words[1], [run for run in runs if run]


def holds(file: Path, run: list[str]) -> bool:
    """Whether the lines stand in the file, one below the other."""
    lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    return any(lines[place : place + len(run)] == run for place in range(len(lines)))


def blocks(path: Path, language: str) -> list[str]:
    """The blocks of one language in order."""
    return [
        row.content for row in _tokens(path) if row.type == "fence" and row.info.split()[:1] == [language]
    ]


def commands(row: Quoted) -> Iterator[list[str]]:
    """The words of each call of `pilothouse` in what is quoted, without the name of the program."""
    try:
        words = shlex.split(re.sub(r"\$\([^)]*\)", "made", row.text), comments=True)
    except ValueError:
        return
    found: list[str] | None = None
    for word in [*words, ";"]:
        if word in {"&&", "|", ";", ">"}:
            if found:
                yield found
            found = None
        elif found is not None:
            found.append(word)
        elif "=" not in word and Path(word).name == "pilothouse" and (row.fenced or word is words[0]):
            found = []


def targets(row: Quoted) -> list[str]:
    """Targets of `make` that are quoted."""
    return list(_MADE.findall(row.text)) if row.text.startswith("make ") else []


def scripts(row: Quoted) -> list[Path]:
    """Our own scripts that are quoted as a call of Python."""
    found = []
    for name in _RUN.findall(row.text):
        module = name.removeprefix("-m ")
        place = ROOT / (module if module.endswith(".py") else module.replace(".", "/"))
        found.append(place if place.suffix or place.is_dir() else place.with_suffix(".py"))
    return found


def paths(row: Quoted) -> list[str]:
    """Paths of the repository that are quoted, one for each choice in braces.

    `<room>` and `*` stand for any name. A name without a folder counts where it ends in `.py` or `.ts`:
    other files may be the reader's own.
    """
    text = row.text
    if row.fenced or not _PATH.fullmatch(text) or text.startswith("/"):
        return []
    if "/" not in text[:-1] and not text.endswith((".py", ".ts")):
        return []
    parts = re.split(r"\{([^}]*)\}", text)
    choices = [part.split(",") if place % 2 else [part] for place, part in enumerate(parts)]
    return ["".join(chosen) for chosen in product(*choices)]


@cache
def files() -> str:
    """Every file and folder of the repository, one a line, each with "/" in front; folders end in "/"."""
    found: list[str] = []
    left = [ROOT]
    while left:
        for path in sorted(left.pop().iterdir()):
            if path.name in _NOT_OURS or (path.is_dir() and path.name.startswith(".") and path.name != ".ci"):
                continue
            found.append(f"/{path.relative_to(ROOT).as_posix()}{'/' if path.is_dir() else ''}")
            if path.is_dir() and not path.is_symlink():
                left.append(path)
    return "\n".join(found) + "\n"


def exists(path: str) -> bool:
    """Whether a file or folder has this path, or one that ends in it: `engine/calendar.py` is enough."""
    pattern = re.sub(r"<\w+>|\\\*", r"[^/\n]+", re.escape(path))
    return re.search(rf"(?:^|/){pattern}$", files(), re.MULTILINE) is not None
