"""An acronym is a word that only its authors can read.

Instead of: *The RTO is 4 h.*
Write: *The recovery time objective (RTO) is 4 h.* once, or give a glossary.

Reported once per acronym of a requirement or story, where the document nowhere writes it out. Acronyms that
the whole field reads are known. Source: ISO/IEC/IEEE 29148:2018, 9.3 (definitions and acronyms).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.lexicon import STATED
from pilothouse.engine.review.rule import Hit, Rule, words_of

_ACRONYM = re.compile(r"\b[A-Z][A-Z0-9]{2,6}\b")
_LEAST, _MOST = 3, 7
_BEHIND = re.compile(r"\(([A-Z][A-Z0-9]{2,6})")
_BEFORE = re.compile(r" \(|:")
_KNOWN = words_of(
    "ACL AES AJAX AMD AND API APIS ASCII AUD AWS BIOS BSD CAD CDN CEO CFO CHF CLI CNY CORS CPU CPUS CRUD",
    "CSS CSV CTO DELETE DNS DOCX DOM EMAIL ETA EUR FALSE FAQ FTP FYI GBP GDP GDPR GET GIF GIT GPL GPS GPU",
    "GPUS GUI HDF5 HDMI HEAD HTML HTML5 HTTP HTTPS IBM IDE IEEE IMAP IMO IMPORTANT INR INVALID ISO JPEG",
    "JPG JPY JSON JWT KEP KPI LAN LCD LDAP LED LICENSE MAY MIT MMS MP3 MP4 MUST MVP NFC NOT NOTE NULL",
    "OAUTH ODT OKR ORM PATCH PDF PEP PIN PNG POSIX POST PRO PUT RAM README REST RFC ROI RSA SDK SHA256",
    "SHALL SHOULD SIM SLA SMS SMTP SQL SSD SSH SSL SSO SVG TBD TCP TIP TLS TODO TOML TRUE UDP URI URL USB",
    "USD UTC UTF UTF8 UUID VPN WAN WARNING WCAG WIFI WILL WLAN XLSX XML YAML ZIP",
)


def _check(document: Document) -> Iterator[Hit]:
    seen: set[str] = set()
    explained: set[str] | None = None
    for sentence in document.sentences:
        if sentence.role not in STATED:
            continue
        for found in _ACRONYM.finditer(sentence.text):
            name = found.group()
            if name in seen or name in _KNOWN:
                continue
            seen.add(name)
            if explained is None:
                explained = _explained(document.text)
            if name in explained:
                continue
            start = sentence.start + found.start()
            yield Hit(start, start + len(name), f"'{name}' is nowhere written out.")


def _explained(text: str) -> set[str]:
    """What stands behind a bracket, or before one or a colon: acronyms that are written out, among others."""
    found: set[str] = set()
    for row in _BEHIND.finditer(text):
        name = row.group(1)
        found.update(name[:end] for end in range(_LEAST, len(name) + 1))
    for row in _BEFORE.finditer(text):
        name = text[max(0, row.start() - _MOST) : row.start()]
        found.update(name[begin:] for begin in range(len(name) - _LEAST + 1))
    return found


RULE = Rule(
    code="REQ010",
    name="undefined-acronym",
    family="requirement",
    scope="document",
    summary="An acronym that is nowhere written out",
    check=_check,
    severity="note",
)
