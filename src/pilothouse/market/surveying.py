"""The address of a survey: what proves that whoever opens it was sent the link. Nothing here reads rows."""

from __future__ import annotations

from django.core import signing
from django.urls import reverse

from pilothouse.kit.errors import NotFound

_SALT = "pilothouse.market.survey"


def survey_path(workspace_id: int, link_id: int) -> str:
    """The path of the address; it is as long secret as the key that signs it."""
    token = signing.Signer(salt=_SALT).sign_object([workspace_id, link_id])
    return reverse("survey", args=(token,))


def read_token(token: str) -> tuple[int, int]:
    """The workspace and the link of a token. Raises `NotFound`."""
    try:
        workspace_id, link_id = signing.Signer(salt=_SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        raise NotFound("There is no survey at this address.", cure="Check that the link is whole.") from None
    return int(workspace_id), int(link_id)
