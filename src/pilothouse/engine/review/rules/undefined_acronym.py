"""An acronym is a word that only its authors can read.

Instead of: *The RTO is 4 h.*
Write: *The recovery time objective (RTO) is 4 h.* once, or give a glossary.

Told once per acronym, where the document nowhere writes it out. Acronyms that the whole field reads are
known.
Source: ISO/IEC/IEEE 29148:2018, 9.3 (definitions and acronyms).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.rule import Hit, Rule

_ACRONYM = re.compile(r"\b[A-Z][A-Z0-9]{2,6}\b")
_KNOWN = frozenset(
    [
        "API",
        "APIS",
        "HTTP",
        "HTTPS",
        "HTML",
        "CSS",
        "JSON",
        "XML",
        "CSV",
        "PDF",
        "PNG",
        "SVG",
        "URL",
        "URI",
        "SQL",
        "TLS",
        "SSL",
        "SSH",
        "DNS",
        "TCP",
        "UDP",
        "CPU",
        "GPU",
        "RAM",
        "SSD",
        "USB",
        "CLI",
        "GUI",
        "UTF",
        "ASCII",
        "ISO",
        "RFC",
        "PEP",
        "KEP",
        "REST",
        "SDK",
        "IDE",
        "OS",
        "UTC",
        "ID",
        "UUID",
        "JWT",
        "OAUTH",
        "SSO",
        "VPN",
        "LAN",
        "WAN",
        "YAML",
        "TOML",
        "XLSX",
        "DOCX",
        "ODT",
        "FAQ",
        "TODO",
        "TBD",
        "MUST",
        "SHALL",
        "SHOULD",
        "NOT",
        "MAY",
        "AND",
        "WILL",
        "README",
        "LICENSE",
        "GIT",
        "NULL",
        "TRUE",
        "FALSE",
        "GET",
        "POST",
        "PUT",
        "PATCH",
        "DELETE",
        "HEAD",
        "MIT",
        "BSD",
        "GPL",
        "EUR",
        "USD",
        "GDPR",
        "WCAG",
        "MVP",
        "KPI",
        "OKR",
        "ROI",
        "SLA",
        "CEO",
        "CTO",
        "CFO",
        "QA",
        "UX",
        "UI",
        "AWS",
        "IBM",
        "IEEE",
        "AM",
        "PM",
        "NOTE",
        "IMPORTANT",
        "WARNING",
        "TIP",
    ]
)


def _check(document: Document) -> Iterator[Hit]:
    seen: set[str] = set()
    for sentence in document.sentences:
        for found in _ACRONYM.finditer(sentence.text):
            name = found.group()
            if name in seen or name in _KNOWN:
                continue
            seen.add(name)
            if f"({name}" in document.text or f"{name} (" in document.text or f"{name}:" in document.text:
                continue
            start = sentence.start + found.start()
            yield Hit(start, start + len(name), f"'{name}' is nowhere written out.")


RULE = Rule(
    code="REQ010",
    name="undefined-acronym",
    family="requirement",
    scope="document",
    summary="An acronym that is nowhere written out",
    check=_check,
    severity="note",
)
