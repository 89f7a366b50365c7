"""What counts as an e-mail address, and which spellings are the same one: through a page, the API and an
import alike.

A domain may be written in its own script or in the ASCII that mail servers speak (`exämple.de`,
`xn--exmple-cua.de`), in capitals, in wide letters. It is stored in one form: in its own script where that
says the same as the ASCII, else in ASCII.
"""

from __future__ import annotations

import idna
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

LONGEST = 254
_ASCII = "xn--"


def is_mailbox(text: str) -> bool:
    """Whether `text` is an e-mail address: before the @ letters and digits of ASCII and the usual signs,
    behind it a domain of any script. Nothing around it."""
    if len(text) > LONGEST:
        return False
    try:
        found = on_the_wire(text)
        validate_email(found)
    except (ValidationError, ValueError):
        return False
    return len(found) <= LONGEST and len(tidy(text)) <= LONGEST


def tidy(text: str) -> str:
    """An address as it is stored: its domain in the one form, what is before the @ as it was typed. What is
    no address stays as it is."""
    name, at, domain = text.rpartition("@")
    if not at or len(text) > LONGEST:
        return text
    try:
        return f"{name}@{'.'.join(map(_own_script, _labels(domain)))}"
    except ValueError:
        return text


def same_as(text: str) -> str:
    """What two addresses have in common when they are the same mailbox, in capitals or not."""
    return tidy(text.strip()).lower()


def spellings(text: str) -> tuple[str, ...]:
    """How an address may stand in a text, in small letters: as it is stored, and as mail servers speak it."""
    try:
        return tuple(dict.fromkeys((same_as(text), on_the_wire(text).lower())))
    except ValueError:
        return (text.lower(),) if text else ()


def on_the_wire(text: str) -> str:
    """An address as mail servers speak it, its domain in ASCII. Raises `ValueError` where it has none."""
    name, at, domain = text.rpartition("@")
    if not at:
        raise ValueError("no domain")
    return f"{name}@{'.'.join(map(_in_ascii, _labels(domain)))}"


def _labels(domain: str) -> list[str]:
    """The parts between its dots, of whatever script those are, in small letters. Raises `ValueError`."""
    plain = domain.lower()
    if not plain.isascii():
        plain = idna.uts46_remap(domain, std3_rules=False, transitional=False)
    return plain.split(".")


def _own_script(label: str) -> str:
    if label.isascii() and not label.startswith(_ASCII):
        return label
    ascii_form = _in_ascii(label)
    try:
        return idna.ulabel(ascii_form)
    except idna.IDNAError:
        return ascii_form


def _in_ascii(label: str) -> str:
    """The label for a mail server; what the standard has no place for, such as a heart, is coded alike."""
    if label.isascii():
        return label
    try:
        return idna.alabel(label).decode()
    except idna.IDNAError:
        return _ASCII + label.encode("punycode").decode()
