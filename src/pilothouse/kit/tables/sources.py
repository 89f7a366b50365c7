"""What a file is by its first bytes, whatever its name says, and what to say of those that hold no table."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Literal

from pilothouse.kit.errors import Invalid

Form = Literal["text", "xlsx", "html"]

_OLE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_AS_TABLE = "Save it as XLSX or CSV and import that."
_ARCHIVES = {
    "content.xml": ("an OpenDocument file", _AS_TABLE),
    "xl/workbook.bin": ("a binary Excel workbook (XLSB)", _AS_TABLE),
    "word/document.xml": ("a Word document", "Copy its table into a spreadsheet and save that as CSV."),
    "Index/Document.iwa": ("a Numbers file", "Export it as XLSX or CSV."),
}
_XML = (
    (
        b"schemas.microsoft.com/project",
        "Microsoft Project XML",
        "In Project, save it as an Excel workbook or CSV.",
    ),
    (b"urn:schemas-microsoft-com:office:spreadsheet", "an Excel 2003 XML spreadsheet", _AS_TABLE),
    (b"<rss", "an RSS feed, as Jira exports issues as XML", "In Jira, export as CSV."),
)


def form_of(path: Path, head: bytes, name: str) -> Form:
    """How the table in a file is written. Raises `Invalid` naming a format that is none, with the way out."""
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")[:4096].replace(b"\x00", b"")
    if head.startswith(_ZIP):
        return _archive(path, name)
    if head.startswith(_OLE):
        cure = "Save it as XLSX (without a password) or CSV and import that."
        raise _unread("an Excel workbook of 2003 or before, or one with a password", name, cure)
    if head.startswith(b"%PDF"):
        raise _unread("a PDF", name, "Export the table as CSV or XLSX.")
    if start.startswith((b"{", b"[{", b"[\n", b"[\r")):
        raise _unread("JSON", name, "Export the table as CSV or XLSX.")
    return _marked(start, name) if start.startswith(b"<") else "text"


def _archive(path: Path, name: str) -> Form:
    try:
        with zipfile.ZipFile(path) as archive:
            inside = set(archive.namelist())
    except (OSError, zipfile.BadZipFile):
        raise Invalid("The archive is damaged.", where=name, cure="Export the file anew.") from None
    if "xl/workbook.xml" in inside:
        return "xlsx"
    for part, (what, cure) in _ARCHIVES.items():
        if part in inside:
            raise _unread(what, name, cure)
    raise _unread("a ZIP archive", name, "Unpack it, and import the tables in it one by one.")


def _marked(start: bytes, name: str) -> Form:
    """HTML is read; of XML the known kinds are named."""
    small = start.lower()
    for mark, what, cure in _XML:
        if mark in small:
            raise _unread(what, name, cure)
    if any(
        tag in small
        for tag in (b"<html", b"<!doctype html", b"<table", b"<head", b"<body", b"<meta", b"<div")
    ):
        return "html"
    raise _unread("XML", name, "Export the table as CSV or XLSX.")


def _unread(what: str, name: str, cure: str) -> Invalid:
    return Invalid(
        f"The file is {what}, which cannot be imported.", where=name, cure=cure, code="other_format"
    )
