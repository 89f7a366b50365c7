"""E-mail: what is mailed, when, to whom, at most once, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.accounts import contracts, mailing, models, queries, services, tasks
from pilothouse.accounts.tests.post_office import Office, opened
from pilothouse.kit import clock, jobs, mail
from pilothouse.kit.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from pilothouse.kit.refs import Ref
from pilothouse.vision import services as vision

SITE = "https://plans.example.org"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def office(settings: Any) -> Iterator[Office]:
    with opened() as office:
        settings.PILOTHOUSE_SMTP, settings.PILOTHOUSE_ADDRESS = office.url, SITE
        settings.PILOTHOUSE_MAIL_FROM = "Plans <plans@example.org>"
        yield office


@pytest.fixture
def about(editor: Any, owner: Any, now: Any) -> Ref:
    """A product that the owner watches; what was recorded so far is heard."""
    ref = Ref("vision.product", vision.add_product(actor=editor, now=now, key="ATL", name="Atlas").id)
    _hear(owner, now)
    services.watch(actor=owner, now=now, about=ref, on=True)
    return ref


class Clock:
    """The clock of workers, set by the test."""

    def __init__(self, patch: Any, now: datetime) -> None:
        self.now = now
        patch.setattr(clock, "now", lambda: self.now)

    def work(self, ahead: timedelta = timedelta(0)) -> None:
        """Go on, and let the worker look and do."""
        self.now += ahead
        tasks.post()
        jobs.run_waiting()


@pytest.fixture
def at(monkeypatch: Any, now: Any) -> Clock:
    return Clock(monkeypatch, now)


def _hear(actor: Any, now: Any) -> None:
    while services.notify(actor=actor, now=now):
        pass


def _mention(editor: Any, owner: Any, now: Any, about: Ref, text: str = "@Olu Owner look") -> None:
    services.add_comment(actor=editor, now=now, about=about, body=text)
    _hear(owner, now)


def _rename(editor: Any, owner: Any, now: Any, about: Ref, name: str) -> None:
    vision.change_product(actor=editor, now=now, id=about.id, version=None, values={"name": name})
    _hear(owner, now)


def _states() -> list[str]:
    return list(models.Letter.objects.order_by("id").values_list("state", flat=True))


def test_a_mention_is_mailed_within_a_minute_as_text_and_html(
    office: Office, owner: Any, editor: Any, about: Ref, at: Clock
) -> None:
    _mention(editor, owner, at.now, about, "@Olu Owner is <b>this</b> right?")
    at.work()
    assert office.letters == []
    at.work(MINUTE)

    letter = office.letters[0]
    text, html = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[union-attr]
    assert letter["To"] == "Olu Owner <owner@acme.example>"
    assert letter["From"] == "Plans <plans@example.org>"
    assert letter["Subject"].startswith("[Acme] Edda Editor: commented, ")
    assert "@Olu Owner is <b>this</b> right?" in text
    assert "&lt;b&gt;this" in html
    assert f"{SITE}/w/acme/ref/accounts.comment/" in text
    assert queries.waiting(actor=owner) == 1


def test_a_letter_is_sent_once_however_often_workers_look(
    office: Office, owner: Any, editor: Any, about: Ref, at: Clock
) -> None:
    _mention(editor, owner, at.now, about)
    for _ in range(3):
        at.work(MINUTE)

    assert len(office.letters) == 1
    assert _states() == ["sent"]
    assert models.Letter.objects.get().text == ""


def test_what_is_watched_comes_in_the_digest_at_the_hour_of_the_member(
    office: Office, owner: Any, editor: Any, about: Ref, at: Clock
) -> None:
    services.change_mail(actor=owner, now=at.now, version=1, zone="America/New_York", hour=7)
    _rename(editor, owner, at.now, about, "Basket")  # 09:00 UTC, 4 o'clock in New York
    at.work(timedelta(hours=2, minutes=59))
    assert office.letters == []
    at.work(timedelta(minutes=4))
    _rename(editor, owner, at.now, about, "Crate")
    at.work(timedelta(hours=6))

    assert len(office.letters) == 1
    assert "name: Atlas → Basket" in office.letters[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    at.work(timedelta(hours=18))
    assert "Basket → Crate" in office.letters[1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    at.work(timedelta(hours=24))
    assert len(office.letters) == 2


@pytest.mark.parametrize(
    ("zone", "now", "moment"),
    [
        ("UTC", "2026-03-29T08:00", "2026-03-29T08:00"),
        ("UTC", "2026-03-29T07:59", "2026-03-28T08:00"),
        ("Europe/Vienna", "2026-03-28T12:00", "2026-03-28T07:00"),
        ("Europe/Vienna", "2026-03-29T12:00", "2026-03-29T06:00"),  # summer time begins that night
        ("Pacific/Auckland", "2026-01-11T19:30", "2026-01-11T19:00"),  # already the twelfth there
    ],
)
def test_the_hour_of_the_digest_follows_the_clock_on_the_wall(zone: str, now: str, moment: str) -> None:
    found = mailing.digest_moment(
        datetime.fromisoformat(now).replace(tzinfo=UTC), contracts.MailChoices(zone=zone, hour=8)
    )

    assert found.astimezone(UTC).isoformat()[:16] == moment


def test_what_is_never_mailed_or_done_is_not_mailed(
    office: Office, owner: Any, editor: Any, about: Ref, at: Clock
) -> None:
    services.change_mail(actor=owner, now=at.now, version=1, watching="never")
    _rename(editor, owner, at.now, about, "Basket")
    _mention(editor, owner, at.now, about)
    services.finish_notifications(actor=owner, now=at.now, reason="mentioned")
    at.work(timedelta(days=1))

    assert office.letters == []


def test_changes_of_one_thing_after_its_letter_are_mailed_anew(
    office: Office, owner: Any, editor: Any, about: Ref, at: Clock
) -> None:
    services.change_mail(actor=owner, now=at.now, version=1, watching="once")
    for name in ("Basket", "Crate"):
        _rename(editor, owner, at.now, about, name)
        at.work(MINUTE)

    assert len(office.letters) == 2


def test_without_a_mail_server_nothing_happens_and_old_news_is_never_mailed(
    settings: Any, owner: Any, editor: Any, about: Ref, at: Clock
) -> None:
    settings.PILOTHOUSE_SMTP = ""
    _mention(editor, owner, at.now, about)
    at.work(timedelta(days=3))
    assert _states() == []
    with opened() as office:
        settings.PILOTHOUSE_SMTP = office.url
        at.work()
        assert office.letters == []


def test_the_demo_mails_no_one(office: Office, owner: Any, editor: Any, about: Ref, at: Clock) -> None:
    models.Workspace.objects.filter(pk=owner.workspace_id).update(is_demo=True)
    _mention(editor, owner, at.now, about)
    at.work(MINUTE)

    assert _states() == []


def test_a_server_that_is_away_is_tried_again_and_then_given_up(
    settings: Any, owner: Any, editor: Any, about: Ref, at: Clock
) -> None:
    with opened() as office:
        url = office.url
    settings.PILOTHOUSE_SMTP = url
    _mention(editor, owner, at.now, about)
    at.work(MINUTE)
    assert _states() == ["waiting"]
    assert jobs.recent(actor=owner) == ()
    for minutes in mailing.WAITS:
        at.work(timedelta(minutes=minutes))

    row = models.Letter.objects.get()
    assert (row.state, row.tries) == ("failed", len(mailing.WAITS))
    assert "refused" in row.answer


@pytest.mark.parametrize(
    ("where", "answer", "state"),
    [
        ("to_recipients", "450 later", "waiting"),
        ("to_recipients", "550 no such box", "failed"),
        ("to_letters", "451 later", "waiting"),
        ("to_letters", "554 not here", "failed"),
    ],
)
def test_a_refusal_for_good_is_not_tried_again_one_for_now_is(
    office: Office, owner: Any, editor: Any, about: Ref, at: Clock, where: str, answer: str, state: str
) -> None:
    setattr(office, where, answer)
    _mention(editor, owner, at.now, about)
    at.work(MINUTE)
    row = models.Letter.objects.get()
    assert (row.state, row.answer) == (state, answer)
    setattr(office, where, "250 taken")
    at.work(MINUTE)

    assert len(office.letters) == (state == "waiting")


def test_a_letter_whose_worker_was_killed_is_not_sent_twice(
    office: Office, owner: Any, editor: Any, about: Ref, at: Clock, monkeypatch: Any
) -> None:
    def killed(**values: Any) -> None:
        raise SystemExit("killed after the server had it")

    _mention(editor, owner, at.now, about)
    with monkeypatch.context() as patch:
        patch.setattr(services, "letter_sent", killed)
        with pytest.raises(SystemExit):
            at.work(MINUTE)
    models_jobs_again(at)
    assert len(office.letters) == 1
    assert _states() == ["sending"]
    at.work(mailing.LOST + MINUTE)

    assert len(office.letters) == 1
    assert _states() == ["unsure"]
    number = queries.undelivered(actor=owner).rows[0].id
    services.retry_letter(actor=owner, now=at.now, id=number)
    at.work()
    assert [row["Message-ID"] for row in office.letters] == [office.letters[0]["Message-ID"]] * 2


def models_jobs_again(at: Clock) -> None:
    """What the watch does with the job of a worker that died."""
    from pilothouse.kit.models import Job

    Job.objects.filter(state="running").update(state="waiting")
    at.work()


def test_a_connection_that_ends_before_the_answer_leaves_a_letter_unsure(
    office: Office, owner: Any, editor: Any, about: Ref, at: Clock
) -> None:
    office.before_answer = lambda server: server.transport.abort()
    _mention(editor, owner, at.now, about)
    at.work(MINUTE)
    office.before_answer = None
    at.work(timedelta(days=1))

    assert _states() == ["unsure"]


def test_of_two_workers_one_sends(office: Office, owner: Any, editor: Any, about: Ref, at: Clock) -> None:
    _mention(editor, owner, at.now, about)
    at.now += MINUTE
    assert services.write_letters(actor=owner, now=at.now) == 1
    assert services.write_letters(actor=owner, now=at.now) == 0
    number = models.Letter.objects.get().pk
    assert services.begin_letter(actor=owner, now=at.now, id=number)
    assert not services.begin_letter(actor=owner, now=at.now, id=number)
    late = mail.Failed("450 later")
    services.letter_failed(actor=owner, now=at.now, id=number, failed=late)

    assert _states() == ["sending"]


def test_who_left_gets_no_letter_that_was_made_before(
    office: Office, owner: Any, editor: Any, about: Ref, at: Clock
) -> None:
    _mention(editor, owner, at.now, about)
    at.now += MINUTE
    services.write_letters(actor=owner, now=at.now)
    models.Membership.objects.filter(user_id=owner.user_id).delete()
    at.work()

    assert (office.letters, _states()) == ([], ["dropped"])


def _off(office: Office) -> str:
    return str(office.letters[0]["List-Unsubscribe"]).strip("<>").removeprefix(SITE)


def test_the_link_in_a_letter_shows_first_and_ends_all_letters_by_a_post_without_log_in(
    office: Office, client: Any, owner: Any, editor: Any, about: Ref, at: Clock
) -> None:
    from django.test import Client

    _mention(editor, owner, at.now, about)
    at.work(MINUTE)
    letter, url = office.letters[0], _off(office)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    shown = client.get(url)
    assert "Stop all e-mail from Acme" in shown.content.decode()
    assert queries.mail_choices(actor=owner).mentioned == "once"
    program = Client(enforce_csrf_checks=True)
    answer = program.post(url, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert queries.mail_choices(actor=owner).mentioned == "never"
    assert queries.mail_choices(actor=owner).plan == "never"
    _mention(editor, owner, at.now, about)
    at.work(timedelta(days=1))

    assert len(office.letters) == 1
    assert program.post(url).status_code == 200


def test_the_link_ends_letters_that_wait_too(
    office: Office, owner: Any, editor: Any, about: Ref, at: Clock
) -> None:
    office.to_recipients = "450 later"
    _mention(editor, owner, at.now, about)
    at.work(MINUTE)
    services.stop_mail(token=mailing.stop_token(owner.workspace_id, owner.user_id), now=at.now)

    assert _states() == ["dropped"]


@pytest.mark.parametrize("token", ["x", "WzEsMV0:AAAA", "WzEsMV0"])
def test_a_link_that_was_not_signed_ends_nothing(client: Any, owner: Any, token: str) -> None:
    assert client.post(f"/mail/off/{token}").status_code == 404
    with pytest.raises(NotFound):
        queries.mail_stopper(token=token)


def test_a_link_says_nothing_of_who_is_no_member_any_more(client: Any, owner: Any, editor: Any) -> None:
    token = mailing.stop_token(editor.workspace_id, editor.user_id)
    models.Membership.objects.filter(user_id=editor.user_id).delete()

    assert client.get(f"/mail/off/{token}").status_code == 404


_texts = st.text(min_size=1, max_size=60) | st.sampled_from(
    ["x\r\nBcc: a@b.c", "x\n\nbody", "a\x00b", "\u2028y"]
)


@given(name=_texts, subject=_texts, text=_texts)
@settings(max_examples=60, deadline=None)
def test_no_text_can_begin_a_header(name: str, subject: str, text: str) -> None:
    letter = mail.Letter("ana@acme.example", name, subject, text, text, "k1", "https://a.example/off")
    made = mail.message(letter)
    head = made.as_bytes().split(b"\r\n\r\n")[0]
    names = [line.split(b":")[0] for line in head.split(b"\r\n") if line[:1] not in (b" ", b"\t")]

    assert names == [
        b"From",
        b"To",
        b"Subject",
        b"Date",
        b"Message-ID",
        b"Auto-Submitted",
        b"List-Unsubscribe",
        b"List-Unsubscribe-Post",
        b"MIME-Version",
        b"Content-Type",
    ]
    assert made["To"].addresses[0].addr_spec == "ana@acme.example"
    assert made.as_bytes().isascii()


@pytest.mark.parametrize("to", ["", "ana", "ana@a.example\r\nRCPT TO:<b@b.example>", "a b@c.d", "x@y, z@w"])
def test_what_is_no_address_is_no_recipient(to: str) -> None:
    with pytest.raises(mail.Failed) as failed:
        mail.message(mail.Letter(to, "Ana", "s", "t", "h", "k"))

    assert failed.value.lasting


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("smtp://mail.example:2525", ("mail.example", 2525, "starttls", "", "")),
        ("smtp://a%40b:p%2Fw@mail.example", ("mail.example", 587, "starttls", "a@b", "p/w")),
        ("smtps://mail.example", ("mail.example", 465, "first", "", "")),
        ("smtp://localhost", ("localhost", 25, "none", "", "")),
        ("smtp://mail.example?tls=none", ("mail.example", 25, "none", "", "")),
    ],
)
def test_the_address_of_a_mail_server_says_all(url: str, found: tuple[Any, ...]) -> None:
    row = mail.parse(url)

    assert (row.host, row.port, row.tls, row.user, row.password) == found
    assert "p/w" not in repr(row)


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://", "smtps://m?tls=none"])
def test_what_is_no_address_of_a_mail_server_is_refused(url: str) -> None:
    with pytest.raises(Invalid):
        mail.parse(url)


def test_no_password_goes_to_a_server_that_does_not_speak_tls(office: Office, settings: Any) -> None:
    settings.PILOTHOUSE_SMTP = office.url.replace("smtp://", "smtp://ana:secret@") + "?tls=starttls"
    with pytest.raises(mail.Failed, match="STARTTLS"), mail.Post():
        pass


def test_a_test_from_the_shell_says_what_the_server_answered(office: Office, capsys: Any) -> None:
    from pilothouse.accounts import cli
    from pilothouse.kit.errors import Unavailable

    office.to_letters = "250 2.0.0 queued as 4F2"
    cli.test_mail("ana@acme.example")
    assert "The mail server answered: 250 2.0.0 queued as 4F2" in capsys.readouterr().out
    office.to_recipients = "550 5.7.1 relaying denied"
    with pytest.raises(Unavailable, match=r"550 5\.7\.1 relaying denied"):
        cli.test_mail("ana@acme.example")


def test_choices_are_the_members_own_and_checked(owner: Any, viewer: Any, now: Any) -> None:
    services.change_mail(actor=viewer, now=now, version=1, plan="never", hour=17)
    assert queries.mail_choices(actor=viewer).version == 2
    assert queries.mail_choices(actor=owner).plan == "daily"
    with pytest.raises(Stale):
        services.change_mail(actor=viewer, now=now, version=1, plan="once")
    for wrong in ({"plan": "hourly"}, {"zone": "Mars/Base"}, {"hour": 24}):
        with pytest.raises(Invalid):
            services.change_mail(actor=viewer, now=now, version=None, **wrong)
    with pytest.raises(Forbidden):
        queries.letters(actor=viewer)


def test_the_page_of_choices_keeps_them(client_for: Any, viewer: Any) -> None:
    client = client_for("viewer")
    assert "no mail server is set" in client.get("/w/acme/accounts/mail").content.decode()
    values = {"version": 1, "mentioned": "once", "assigned": "once", "owner": "never", "watching": "daily"}
    values |= {"plan": "daily", "alert": "once", "zone": "Europe/Vienna", "hour": 9}
    assert client.post("/w/acme/accounts/mail", values).status_code == 302

    found = queries.mail_choices(actor=viewer)
    assert (found.owner, found.zone, found.hour) == ("never", "Europe/Vienna", 9)


def test_the_owner_sees_what_was_not_delivered_and_sends_it_again(
    office: Office, client_for: Any, owner: Any, editor: Any, about: Ref, at: Clock
) -> None:
    office.to_letters = "554 5.7.1 blocked"
    _mention(editor, owner, at.now, about)
    at.work(MINUTE)
    client = client_for("owner")
    assert "554 5.7.1 blocked" in client.get("/w/acme/accounts/mail").content.decode()
    office.to_letters = "250 taken"
    number = models.Letter.objects.get().pk
    client.post(f"/w/acme/accounts/mail/{number}/retry")
    at.work()

    assert _states() == ["sent"]
    with pytest.raises(Conflict):
        services.retry_letter(actor=owner, now=at.now, id=number)


def test_letters_that_are_over_are_forgotten_after_a_month(
    office: Office, owner: Any, editor: Any, about: Ref, at: Clock
) -> None:
    _mention(editor, owner, at.now, about)
    at.work(MINUTE)
    services.tidy_letters(actor=owner, now=at.now + timedelta(days=31))

    assert _states() == []
    assert at.now.date() == date(2026, 1, 12)
