"""Mailboxes: every message is taken or named with what is wrong, and no address proves who wrote."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pilothouse.kit.errors import Invalid
from pilothouse.market import models, queries, services
from pilothouse.market.mails import read_mailbox, words_of_html

pytestmark = pytest.mark.django_db


def message(body: str = "It is slow.", sender: str = "Ana <ana@acme.example>", **headers: str) -> bytes:
    given = {"From": sender, "Subject": "Slow", "Date": "Mon, 5 Jan 2026 10:00:00 +0100"}
    told = given | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\n" for name, value in told.items())
    return f"From ana@acme.example Mon Jan  5 10:00:00 2026\n{lines}\n{body}\n\n".encode()


def taken(actor: Any, now: Any, *messages: bytes) -> Any:
    return services.take_mailbox(actor=actor, now=now, stream=io.BytesIO(b"".join(messages)))


def read(*messages: bytes) -> list[Any]:
    return list(read_mailbox(io.BytesIO(b"".join(messages))))


def test_messages_wait_once_each_and_never_name_a_contact(editor: Any, now: Any) -> None:
    services.add_contact(actor=editor, now=now, name="Ana", email="ana@acme.example")
    box = (message(), message("It is late.", Message_ID="<2@acme>"))
    assert taken(editor, now, *box).waiting == 2
    again = taken(editor, now, *box)
    assert (again.waiting, again.known) == (0, 2)

    rows = queries.posts(actor=editor).rows
    assert [row.text for row in rows] == ["Slow\n\nIt is late.", "Slow\n\nIt is slow."]
    assert rows[0].received_at.isoformat() == "2026-01-05T09:00:00+00:00"
    services.settle_posts(actor=editor, now=now, ids=[row.id for row in rows], state="accepted")
    assert set(models.Feedback.objects.values_list("contact", flat=True)) == {None}


def test_a_thousand_of_one_sender_are_bounded_and_none_is_lost(editor: Any, now: Any) -> None:
    flood = [message(f"Number {at}") for at in range(1_000)]
    found = taken(editor, now, *flood, message("I too.", sender="Bo <bo@acme.example>"))

    assert (found.waiting, found.spam) == (21, 980)
    assert models.Post.objects.count() == 1_001
    aside = queries.posts(actor=editor, narrow=queries.NarrowPosts(state="spam"), size=1).rows[0]
    assert aside.doubts == ("More than 20 of this sender wait.",)


def test_html_is_read_as_words_and_nothing_of_it_runs() -> None:
    html = "<head><title>No</title></head><p>Hello&nbsp;<b>you</b></p><script>alert(1)</script><p>Bye</p>"
    assert words_of_html(html) == "Hello you\nBye"
    (mail,) = read(message(html, Content_Type="text/html; charset=utf-8"))
    assert mail.text == "Slow\n\nHello you\nBye"
    deep = words_of_html("<div>" * 50_000 + "deep" + "</div>" * 50_000)
    assert deep == "deep"


def test_plain_text_is_preferred_and_attachments_are_left_out() -> None:
    parts = (
        "--x\nContent-Type: text/html\n\n<p>Marked</p>\n"
        "--x\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n"
        "Caf=E9\n"
        "--x\nContent-Type: text/plain\nContent-Disposition: attachment\n\nAttached\n--x--\n"
    )
    (mail,) = read(message(parts, Content_Type='multipart/mixed; boundary="x"'))
    assert mail.text == "Slow\n\nCafé"


@pytest.mark.parametrize(
    "headers",
    [
        {"Subject": "=?utf-8?b?4pi6?="},
        {"Subject": "=?nonsense?b?4pi6?="},
        {"Content_Type": "text/plain; charset=nonsense"},
        {"Content_Type": "multipart/mixed"},
        {"Content_Transfer_Encoding": "base64"},
        {"Date": "yesterday"},
        {"Date": "Mon, 5 Jan 9999 10:00:00 +0100"},
        {"From": "nobody at all <<>>"},
    ],
    ids=str,
)
def test_a_broken_header_spoils_no_message(editor: Any, now: Any, headers: dict[str, str]) -> None:
    found = taken(editor, now, message(**headers), message("Whole", sender="bo@acme.example"))
    assert (found.waiting, found.unread) == (2, ())
    assert all(row.received_at <= now for row in queries.posts(actor=editor).rows)


def test_what_cannot_be_taken_is_named_and_the_rest_is_taken(editor: Any, now: Any) -> None:
    found = taken(
        editor,
        now,
        message("x" * 1_000_000),
        message("", Subject=""),
        message("Whole"),
        message("y" * 11_000_000),
    )
    assert found.waiting == 1
    assert found.unread == (
        "Message 1, “Slow”: It has 1,000,006 characters; 100,000 are the most.",
        "Message 2: It has neither a subject nor words.",
        "Message 4: It is larger than 10 MB.",
    )


def test_a_line_that_begins_as_a_separator_begins_no_message() -> None:
    (mail,) = read(message("From here it is slow.\n>From there too."))
    assert mail.text == "Slow\n\nFrom here it is slow.\nFrom there too."


def test_a_file_that_was_cut_short_gives_what_it_has(editor: Any, now: Any) -> None:
    whole = message("One") + message("Two words")
    assert taken(editor, now, whole[:-9]).waiting == 2
    assert queries.posts(actor=editor).rows[1].text == "Slow\n\nOne"


@pytest.mark.parametrize("file", [b"", b"\n\n", b"a,b\n1,2\n", b"\x00\xff" * 99])
def test_a_file_that_is_no_mailbox_is_refused(editor: Any, now: Any, file: bytes) -> None:
    with pytest.raises(Invalid, match="no mailbox") as found:
        taken(editor, now, file)
    assert found.value.where == "file"


def test_letters_of_programs_are_doubted(editor: Any, now: Any) -> None:
    taken(editor, now, message(Auto_Submitted="auto-replied"), message("By hand", Auto_Submitted="no"))
    assert [row.doubts for row in queries.posts(actor=editor).rows] == [(), ("It was sent by a program.",)]


def test_the_page_takes_a_mailbox_and_says_what_it_left(editor: Any, client: Client) -> None:
    from pilothouse.accounts.models import User

    client.force_login(User.objects.get(pk=editor.user_id))
    address = f"/w/{editor.workspace_slug}/market/ways-in/mailbox"
    box = SimpleUploadedFile("mail.mbox", message() + message("", Subject=""))
    page = client.post(address, {"file": box}).content.decode()
    assert "Waiting now: 1; here already: 0" in page
    assert "Message 2: It has neither a subject nor words." in page

    page = client.post(address, {"file": SimpleUploadedFile("a.csv", b"a,b\n")}).content.decode()
    assert "This file is no mailbox." in page
