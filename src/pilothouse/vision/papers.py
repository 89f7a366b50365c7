"""Documents in and out: Markdown, Word, OpenDocument and HTML.

Pandoc does the work in a process of its own that may read no file and open no address (`--sandbox`), within
300 MB and a time in proportion to the size: an archive that unpacks to more is refused, whatever it claims.
Web pages are cleaned on the way in and on the way out: no script, style or form, no address but of the web
and of mail.
"""

from __future__ import annotations

import codecs
import re
import shutil
import subprocess
from pathlib import Path, PurePath

from django.http import HttpResponse

from pilothouse.kit.errors import Invalid, Unavailable
from pilothouse.kit.extras import load_extra, missing_extra
from pilothouse.kit.markup import clean_document, clean_page
from pilothouse.kit.tables.encodings import known_encoding

LARGEST = 20 * 2**20
MIME = {
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "html": "text/html; charset=utf-8",
}
FORMATS = tuple(MIME)
_SUFFIXES = {
    ".md": "md",
    ".markdown": "md",
    ".txt": "md",
    ".docx": "docx",
    ".odt": "odt",
    ".html": "html",
    ".htm": "html",
}
_HEAP = "-M300M"
_BYTES_A_SECOND = 200_000
_LEAST_SECONDS, _MOST_SECONDS = 10, 60
_CHARSET = re.compile(rb"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_-]+)", re.I)
# A title that a document has apart from its text, as in the style "Title" of Word, becomes its first heading.
_TITLED = Path(__file__).parent / "titled.md"
# Takes out whatever runs, and addresses of other kinds than those of the web and of mail.
_SAFE = Path(__file__).parent / "safe.lua"
_TITLE_TWICE = re.compile(r"\A(# .+\n)\s*\1")
_GAP = re.compile(r"^&nbsp;$\n?", re.M)
# GitHub's Markdown without HTML: what a document cannot say in Markdown comes in as plain words.
_MARKDOWN = "gfm-raw_html"


def read_paper(*, name: str, data: bytes) -> tuple[str, str]:
    """Title and Markdown of an uploaded document; the title is its first heading, else the file's name.

    Raises `Invalid` for another kind of file, one that is too large, damaged, empty, or in an unknown
    encoding.
    """
    path = PurePath(name)
    form = _SUFFIXES.get(path.suffix.lower())
    if form is None:
        raise Invalid(
            f"'{path.name[:80]}' is of no kind that can be read.",
            where="file",
            cure="Give a .md, .docx, .odt or .html file; save others as one of these.",
        )
    if len(data) > LARGEST:
        raise Invalid(
            f"{path.name} has more than {LARGEST // 2**20} MB.", where="file", cure="Take pictures out of it."
        )
    if form == "md":
        text = _decoded(data, path.name)
    else:
        source = clean_page(_decoded(data, path.name)).encode() if form == "html" else data
        options = ["-f", form, "-t", _MARKDOWN]
        if form != "html":  # the title of a web page is that of its window
            options += ["--standalone", "--template", str(_TITLED)]
        text = _TITLE_TWICE.sub(r"\1", _pandoc(options, source, path.name).decode())
        text = _GAP.sub("", text)
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Invalid(f"{path.name} holds no text.", where="file", cure="Choose another file.")
    return (_heading(text) or path.stem)[:300] or "Untitled", text


def _heading(text: str) -> str:
    """The words of the first heading of the first level; empty where there is none."""
    heads = (line[1:].strip() for line in text.splitlines() if line[:1] == "#" and line[1:2].isspace())
    words = (head.rstrip("#").strip("*_ \t") for head in heads)
    return next(filter(None, words), "")


def write_paper(*, text: str, title: str, form: str) -> bytes:
    """`text`, Markdown, as a document of the kind `form`: md, docx, odt or html. Raises `Invalid`."""
    if form not in MIME:
        raise Invalid(
            f"'{form[:20]}' is no kind of document.", where="format", cure=f"Use one of {', '.join(FORMATS)}."
        )
    if form == "md":
        return f"{text}\n".encode()
    options = [
        "-f",
        "gfm",
        "-t",
        form,
        "--standalone",
        "--metadata",
        f"pagetitle={title}",
        "--metadata",
        "lang=en",
    ]
    done = _pandoc(options, text.encode(), title)
    return clean_document(done.decode(), title).encode() if form == "html" else done


def file_name(title: str, form: str) -> str:
    """A name for a download."""
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", title).strip("-")[:80] or "blueprint"
    return f"{stem}.{form}"


def _decoded(data: bytes, name: str) -> str:
    """Text by its mark, else UTF-8, else the encoding that an HTML page names."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        found = _CHARSET.search(data[:4096])
        if found and (named := known_encoding(found.group(1).decode())):
            return data.decode(named, "replace")
        raise Invalid(
            f"Byte {error.start + 1} of {name} is not UTF-8.",
            where="file",
            cure="Save the file as UTF-8 text.",
        ) from None


def _pandoc(options: list[str], source: bytes, name: str) -> bytes:
    command = [
        _program(),
        "+RTS",
        _HEAP,
        "-RTS",
        "--sandbox",
        "--wrap=none",
        "--lua-filter",
        str(_SAFE),
        *options,
    ]
    seconds = min(_MOST_SECONDS, max(_LEAST_SECONDS, len(source) / _BYTES_A_SECOND))
    try:
        done = subprocess.run(
            command, input=source, capture_output=True, timeout=seconds, env={"LANG": "C.UTF-8"}
        )
    except subprocess.TimeoutExpired:
        cure = "Split it into smaller ones."
        raise Invalid(f"{name} took longer than {seconds:.0f} seconds.", where="file", cure=cure) from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        if any("Heap exhausted" in row for row in said):
            cure = "It may be damaged, or made to be. Save it anew from your word processor."
            raise Invalid(f"{name} unpacks to more than can be read.", where="file", cure=cure)
        told = f" ({said[0][:200]})" if said else ""
        cure = "Open it in a word processor and save it anew."
        raise Invalid(f"{name} cannot be read{told}.", where="file", cure=cure)
    return done.stdout


def _program() -> str:
    """Pandoc: that of the extra `documents`, else the machine's own. Raises `Unavailable`."""
    what = "Reading or writing a document that is not Markdown"
    try:
        return str(load_extra("pypandoc", extra="documents", what=what).get_pandoc_path())
    except (Unavailable, OSError):
        if own := shutil.which("pandoc"):
            return own
        raise missing_extra("documents", what) from None


def download(*, data: bytes, title: str, form: str) -> HttpResponse:
    """The answer that a browser keeps as a file."""
    response = HttpResponse(data, content_type=MIME[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(title, form)}"'
    return response
