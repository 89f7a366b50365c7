"""What is mailed to a member, over REST."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router

from pilothouse.accounts import contracts, queries, services
from pilothouse.accounts.contracts.mail import LetterState, When
from pilothouse.kit import clock
from pilothouse.kit.doors import request_actor
from pilothouse.kit.paging import Page
from pilothouse.kit.rest import Id, IfMatch, PageNumber, PageSize, Schema, confirm, given, read, tagged, write

router = Router()


class MailChange(Schema):
    """What to change; what is left out stays."""

    mentioned: When | None = None
    alert: When | None = None
    assigned: When | None = None
    owner: When | None = None
    watching: When | None = None
    plan: When | None = None
    zone: Annotated[str, Field(max_length=60, description="Such as Europe/Vienna")] | None = None
    hour: Annotated[int, Field(ge=0, le=23)] | None = None


@router.get(
    "/mail", response=contracts.MailChoices, **read("get_mail", "When notifications are mailed to you")
)
def get_mail(request: HttpRequest, response: HttpResponse) -> contracts.MailChoices:
    """At once, in the daily digest, or never; by the reason of the notification."""
    return tagged(response, queries.mail_choices(actor=request_actor(request)))


@router.patch(
    "/mail", response=contracts.MailChoices, **write("change_mail", "Change when you are mailed what")
)
def change_mail(
    request: HttpRequest, response: HttpResponse, change: MailChange, if_match: IfMatch
) -> contracts.MailChoices:
    """For yourself alone."""
    actor, values = request_actor(request), given(change, *MailChange.model_fields)
    return tagged(response, services.change_mail(actor=actor, now=clock.now(), version=if_match, **values))


@router.get(
    "/emails", response=Page[contracts.Email], **read("list_emails", "E-mails and what became of them")
)
def list_emails(
    request: HttpRequest,
    state: Annotated[LetterState | None, Query()] = None,
    page: PageNumber = 1,
    size: PageSize = 50,
) -> Page[contracts.Email]:
    """Newest first, for owners. `unsure`: the worker stopped while it was handed over."""
    return queries.letters(actor=request_actor(request), state=state or "", page=page, size=size)


@router.post(
    "/emails/{int:email_id}/retry",
    response=contracts.Email,
    **confirm("retry_email", "Send an e-mail again that was not delivered"),
)
def retry_email(request: HttpRequest, email_id: Id) -> contracts.Email:
    """One that failed, or may not have arrived."""
    return services.retry_letter(actor=request_actor(request), now=clock.now(), id=email_id)
