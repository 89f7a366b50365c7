"""Documents in and out, also hostile ones."""

from __future__ import annotations

import io
import shutil
import sys
import zipfile

import pytest

from pilothouse.kit.errors import Invalid, Unavailable
from pilothouse.vision import papers
from pilothouse.vision.papers import LARGEST, read_paper, write_paper
from pilothouse.vision.tests.conftest import TEXT

RICH = f"""{TEXT}
1. One
2. *Two* and **three**

| Id | Must |
| -- | ---- |
| R7 | open |

`code` and [a link](https://example.com).
"""


@pytest.mark.parametrize("form", ["md", "docx", "odt", "html"])
def test_a_blueprint_survives_the_way_out_and_in(form: str) -> None:
    data = write_paper(text=RICH, title="Checkout", form=form)
    title, text = read_paper(name=f"x.{form}", data=data)

    assert title == "Checkout"
    for part in ("## Goals", "R1: The checkout must take a saved card.", "*Two*", "**three**", "R7", "open"):
        assert part in text
    assert "[a link](https://example.com)" in text


def test_a_document_without_heading_is_called_as_its_file() -> None:
    assert read_paper(name="Our plan.md", data=b"Only words.")[0] == "Our plan"


def test_without_the_extra_and_without_pandoc_documents_are_refused_with_the_command_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    docx = write_paper(text="Hi", title="x", form="docx")
    monkeypatch.setitem(sys.modules, "pypandoc", None)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    for ask in (
        lambda: read_paper(name="plan.docx", data=docx),
        lambda: write_paper(text="Hi", title="x", form="odt"),
    ):
        with pytest.raises(Unavailable) as caught:
            ask()
        assert "pip install 'pilothouse[documents]'" in caught.value.cure
    assert read_paper(name="plan.md", data=write_paper(text="# Hi", title="x", form="md")) == ("Hi", "# Hi")


def test_pandoc_of_the_machine_serves_where_the_extra_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    import pypandoc

    own = pypandoc.get_pandoc_path()
    monkeypatch.setitem(sys.modules, "pypandoc", None)
    monkeypatch.setattr(shutil, "which", lambda _: own)

    assert b"<p>Hi</p>" in write_paper(text="Hi", title="x", form="html")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("plan.pdf", b"%PDF", "no kind that can be read"),
        ("", b"x", "no kind that can be read"),
        ("plan.md", b"  \n", "holds no text"),
        ("plan.md", b"caf\xe9", "Byte 4 of plan.md is not UTF-8"),
        ("plan.docx", b"no archive", "cannot be read"),
        ("plan.odt", b"PK\x03\x04broken", "cannot be read"),
        ("plan.md", b"x" * (LARGEST + 1), "more than 20 MB"),
    ],
)
def test_what_cannot_be_read_is_told(name: str, data: bytes, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        read_paper(name=name, data=data)


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    source = zipfile.ZipFile(io.BytesIO(write_paper(text="Hi", title="x", form="docx")))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            if name != "word/document.xml":
                archive.writestr(name, source.read(name))
        archive.writestr("word/document.xml", b"<w:document>" + b"a" * 300_000_000)

    assert len(bomb.getvalue()) < 10**6
    with pytest.raises(Invalid, match="unpacks to more"):
        read_paper(name="bomb.docx", data=bomb.getvalue())


@pytest.mark.parametrize(
    ("encoding", "declared"), [("utf-16", ""), ("latin-1", '<meta charset="iso-8859-1">'), ("utf-8-sig", "")]
)
def test_encodings_that_say_what_they_are_are_read(encoding: str, declared: str) -> None:
    page = f"<html><head>{declared}</head><body><h1>Über uns</h1><p>Größe</p></body></html>"

    assert read_paper(name="x.html", data=page.encode(encoding)) == ("Über uns", "# Über uns\n\nGröße")


def test_no_script_and_no_file_comes_in() -> None:
    page = """<h1>T</h1><script>alert(1)</script><p onclick="x()">Hi</p>
        <img src="file:///etc/passwd"><iframe src="file:///etc/passwd"></iframe>"""
    _, text = read_paper(name="x.html", data=page.encode())

    assert "alert" not in text
    assert "root:" not in text
    assert "<" not in text


def test_another_form_is_refused() -> None:
    with pytest.raises(Invalid, match="no kind of document"):
        write_paper(text="x", title="x", form="exe")


def test_the_title_of_a_word_document_is_kept_as_its_first_heading() -> None:
    """Word holds it in the style "Title", apart from the headings of the text."""
    options = ["-f", "gfm", "-t", "docx", "--metadata", "title=Checkout in two steps"]
    docx = papers._pandoc(options, b"# Goal\n\nThe buyer pays.", "plan.docx")

    title, text = read_paper(name="plan.docx", data=docx)

    assert title == "Checkout in two steps"
    assert text == "# Checkout in two steps\n\n# Goal\n\nThe buyer pays."
