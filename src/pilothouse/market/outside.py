"""Addresses for people without a log-in: what proves that whoever opens one was sent it. Nothing here reads
rows."""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing
from django.urls import reverse

from pilothouse.kit.errors import NotFound


@dataclass(frozen=True, slots=True)
class Signed:
    """Addresses of page `view`, each signed for one workspace and one row; `message` answers a wrong one."""

    salt: str
    view: str
    message: str

    def path(self, workspace_id: int, id: int) -> str:
        """The path of the address; it is as long secret as the key that signs it."""
        return reverse(self.view, args=(signing.Signer(salt=self.salt).sign_object([workspace_id, id]),))

    def read(self, token: str) -> tuple[int, int]:
        """The workspace and the row of a token. Raises `NotFound`."""
        try:
            workspace_id, id = signing.Signer(salt=self.salt).unsign_object(token)
        except (signing.BadSignature, ValueError, TypeError):
            raise self.missing() from None
        return int(workspace_id), int(id)

    def missing(self) -> NotFound:
        return NotFound(self.message, cure="Check that the link is whole.")


SURVEY = Signed("pilothouse.market.survey", "survey", "There is no survey at this address.")
PORTAL = Signed("pilothouse.market.portal", "portal", "There is no portal at this address.")
VOTE = Signed("pilothouse.market.vote", "vote", "There is no vote at this address.")
