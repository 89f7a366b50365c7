"""What counts as an e-mail address: the same through a page, the API and an import."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

LONGEST = 254


def is_mailbox(text: str) -> bool:
    """Whether `text` is an e-mail address: before the @ letters and digits of ASCII and the usual signs,
    behind it a domain of any script. Nothing around it."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= LONGEST
