"""Reading a mailbox file (mbox) a message at a time: words, sender, day. Whatever is broken in one message is
said of that message alone. Nothing here stores anything, and no header proves who wrote."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser
from typing import BinaryIO

from pilothouse.kit.errors import Invalid
from pilothouse.kit.mailboxes import is_mailbox
from pilothouse.kit.text import MOST_TEXT, many_lines, one_line

MOST_BYTES = 10_000_000  # of one message, attachments and all
MOST_PARTS = 200
_LINE = 1 << 16
_SEPARATOR = re.compile(rb"From \S+ .*\d:\d\d")  # who, and a moment: a sentence may begin with From
_DROPPED = frozenset(("script", "style", "head", "title", "template"))
_BLOCKS = frozenset(
    ("p", "div", "br", "tr", "li", "ul", "ol", "table", "blockquote", "pre", "hr", "h1", "h2", "h3", "h4")
)


@dataclass(frozen=True, slots=True)
class Mail:
    """A message. `fault` says why it cannot be taken; then only `subject` is known."""

    subject: str
    text: str = ""
    name: str = ""
    email: str = ""
    sent_at: datetime | None = None
    message_id: str = ""
    is_automatic: bool = False
    fault: str = ""


def read_mailbox(stream: BinaryIO) -> Iterator[Mail]:
    """The messages of a file in order. Raises `Invalid` for a file that is no mailbox."""
    for raw in _messages(stream):
        if raw is None:
            yield Mail("", fault=f"It is larger than {MOST_BYTES // 1_000_000} MB.")
        else:
            yield _mail(raw)


def _messages(stream: BinaryIO) -> Iterator[bytes | None]:
    """Each message without its separator; None for one that is too large, which is skipped over."""
    first = stream.readline(_LINE)
    while first.strip() == b"" and first:
        first = stream.readline(_LINE)
    if not first.startswith(b"From "):
        cure = "Export the mailbox as mbox: each message begins with a line 'From '."
        raise Invalid("This file is no mailbox.", where="file", cure=cure)
    part: list[bytes] = []
    size, after_blank, whole = 0, False, True
    while line := stream.readline(_LINE):
        if whole and after_blank and _SEPARATOR.match(line):
            yield None if size > MOST_BYTES else b"".join(part)
            part, size = [], 0
        else:
            size += len(line)
            if size <= MOST_BYTES:
                part.append(line[1:] if whole and line.startswith(b">From ") else line)
        after_blank = whole and line.strip() == b""
        whole = line.endswith(b"\n")
    yield None if size > MOST_BYTES else b"".join(part)


def _mail(raw: bytes) -> Mail:
    try:
        found = BytesParser().parsebytes(raw)
    except (MessageError, ValueError, LookupError, TypeError, RecursionError) as error:
        return Mail("", fault=f"It cannot be read: {str(error) or type(error).__name__}.")
    subject = one_line(_header(found, "Subject"))[:300]
    try:
        body = _body(found)
    except (MessageError, ValueError, TypeError, AttributeError, RecursionError) as error:
        return Mail(subject, fault=f"It cannot be read: {str(error) or type(error).__name__}.")
    text = many_lines(f"{subject}\n\n{body}" if subject and body else subject or body)
    if not text:
        return Mail(subject, fault="It has neither a subject nor words.")
    if len(text) > MOST_TEXT:
        return Mail(subject, fault=f"It has {len(text):,} characters; {MOST_TEXT:,} are the most.")
    name, email = parseaddr(_header(found, "From"))
    return Mail(
        subject,
        text,
        one_line(name)[:200],
        email if is_mailbox(email) else "",
        _moment(_header(found, "Date")),
        one_line(_header(found, "Message-ID"))[:500],
        _is_automatic(found),
    )


def _header(mail: Message, name: str) -> str:
    """A header in words, whatever its coding; broken coding as it stands."""
    told = mail.get(name)
    if told is None:
        return ""
    try:
        parts = decode_header(str(told))
    except (HeaderParseError, binascii.Error, ValueError):
        return str(told)
    return "".join(each if isinstance(each, str) else _decoded(each, code or "utf-8") for each, code in parts)


def _decoded(data: bytes, code: str) -> str:
    try:
        return data.decode(code, "replace")
    except LookupError:
        return data.decode("utf-8", "replace")


def _body(mail: Message) -> str:
    """The plain text, else the words of the HTML; attachments are left out."""
    plain: list[str] = []
    marked: list[str] = []
    for place, part in enumerate(mail.walk()):
        if place >= MOST_PARTS:
            break
        if part.is_multipart() or part.get_content_disposition() == "attachment":
            continue
        kind = part.get_content_type()
        if kind not in ("text/plain", "text/html"):
            continue
        data = part.get_payload(decode=True)
        words = _decoded(data if isinstance(data, bytes) else b"", part.get_content_charset() or "utf-8")
        (plain if kind == "text/plain" else marked).append(words)
    told = "\n".join(plain)
    return told if told.strip() else words_of_html("\n".join(marked))


def words_of_html(html: str) -> str:
    """The words of a page, a line for each block; what runs or styles is left out."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.found).split("\n"))
    return "\n".join(line for line in lines if line)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.within = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in _DROPPED:
            self.within += 1
        elif tag in _BLOCKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _DROPPED:
            self.within = max(0, self.within - 1)
        elif tag in _BLOCKS:
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.within:
            self.found.append(data.replace("\n", " "))


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _is_automatic(mail: Message) -> bool:
    told = _header(mail, "Auto-Submitted").strip().lower()
    bulk = _header(mail, "Precedence").strip().lower() in ("bulk", "junk", "list")
    return (told not in ("", "no")) or bulk
