"""Long work of accounts: notifying members of what the record tells, and mailing what they want mailed."""

from __future__ import annotations

from pilothouse.accounts import queries, services
from pilothouse.journal import queries as journal
from pilothouse.kit import clock, jobs, mail
from pilothouse.kit.actor import Actor
from pilothouse.kit.jobs import Progress, job, regular
from pilothouse.kit.jobs.starting import Outcome


@job(name="accounts.notify", title="Notify members", quiet=True)
def notify(progress: Progress, *, actor: Actor) -> Outcome:
    """Read the record from where the last run ended to its end."""
    read = 0
    while many := services.notify(actor=actor, now=clock.now()):
        read += many
        progress.step("Notifying members", done=read)
    return {"read": read}


class _Seen:
    """The newest entry that this process saw, so that a record at rest costs one look at its end."""

    newest = -1


@regular(seconds=3)
def hear() -> None:
    """Notify the members of every workspace in which something happened."""
    newest = journal.newest_anywhere()
    if newest == _Seen.newest:
        return
    for row in queries.unheard():
        actor = queries.system_actor(slug=row.slug, channel="job")
        jobs.start(notify, actor=actor, now=clock.now())
    _Seen.newest = newest


@job(name="accounts.mail", title="Send e-mail", quiet=True)
def send_mail(progress: Progress, *, actor: Actor) -> Outcome:
    """Make the letters that are due and hand over all that wait. Letters have tries of their own."""
    services.tidy_letters(actor=actor, now=clock.now())
    services.write_letters(actor=actor, now=clock.now())
    due = queries.letters_to_send(actor=actor, now=clock.now())
    sent = 0
    if due:
        try:
            with mail.Post() as post:
                for done, id in enumerate(due):
                    progress.step("Sending e-mail", done=done, of=len(due))
                    sent += _send(post, actor, id)
        except mail.Failed as failed:  # the server is not there, or does not let us in
            for id in due:
                services.letter_failed(actor=actor, now=clock.now(), id=id, failed=failed)
    return {"sent": sent}


def _send(post: mail.Post, actor: Actor, id: int) -> bool:
    """Hand one letter over; whether the server has it."""
    letter = services.letter_to_send(actor=actor, now=clock.now(), id=id)
    if letter is None:
        return False
    begun = False
    try:
        made = post.offer(letter)
        begun = services.begin_letter(actor=actor, now=clock.now(), id=id)
        if not begun:
            post.withdraw()
            return False
        answer = post.deliver(made)
    except mail.Failed as failed:
        services.letter_failed(actor=actor, now=clock.now(), id=id, failed=failed, begun=begun)
        return False
    services.letter_sent(actor=actor, now=clock.now(), id=id, answer=answer)
    return True


@regular(seconds=10)
def post() -> None:
    """Send what is due in every workspace; nothing where no mail server is set."""
    if mail.server() is None:
        return
    for slug in sorted(queries.to_mail(now=clock.now())):
        jobs.start(send_mail, actor=queries.system_actor(slug=slug, channel="job"), now=clock.now())


@regular(seconds=3600)
def forget_what_is_over() -> None:
    """Forget what members were told of long ago, and tokens and invitations that ended long ago."""
    for row in queries.all_workspaces():
        actor, now = queries.system_actor(slug=row.slug, channel="job"), clock.now()
        services.forget_notifications(actor=actor, now=now)
        services.forget_ended(actor=actor, now=now)
