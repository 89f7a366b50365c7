"""Files and links of any subject: what is let in, how it goes out, and to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pilothouse.accounts import bucket, models, queries, services, store
from pilothouse.accounts.tests import s3_double
from pilothouse.kit.errors import Forbidden, Invalid, NotFound, Unavailable
from pilothouse.kit.refs import Ref
from pilothouse.vision import services as vision

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.PILOTHOUSE_HOME = str(tmp_path)
    return tmp_path / "attachments"


@pytest.fixture(autouse=True, params=["folder", "bucket"])
def held(request: Any, settings: Any, folder: Path, monkeypatch: Any) -> Iterator[Callable[[], list[bytes]]]:
    """Every test on both stores; what the store holds, anything half written included."""
    if request.param == "folder":
        yield lambda: [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
        return
    with s3_double.opened() as s3:
        settings.PILOTHOUSE_FILES = f"s3://plans/acme?region=eu-central-1&endpoint={s3.url}"
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", s3_double.KEY)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", s3_double.SECRET)
        bucket.connected.cache_clear()
        yield lambda: [*s3.objects.values(), *(path.read_bytes() for path in folder.rglob("*.part"))]
        bucket.connected.cache_clear()


@pytest.fixture
def about(editor: Any, now: Any) -> Ref:
    product = vision.add_product(actor=editor, now=now, key="ATL", name="Atlas")
    return Ref("vision.product", product.id)


def _file(actor: Any, now: Any, about: Ref, data: bytes, name: str = "a.txt") -> Any:
    return services.add_file(actor=actor, now=now, about=about, name=name, chunks=[data])


def test_equal_bytes_are_stored_once_under_their_digest(editor: Any, now: Any, about: Ref, held: Any) -> None:
    first = _file(editor, now, about, b"hello", "../../etc/passwd")
    _file(editor, now, about, b"hello", "b.txt")

    assert (first.name, first.size, first.kind) == ("passwd", 5, "text/plain")
    assert held() == [b"hello"]
    assert b"".join(queries.attachment_bytes(actor=editor, id=first.id)) == b"hello"


@pytest.mark.parametrize("data", [b"", b"MZ\x90\0", b"\x7fELF\x02"])
def test_empty_files_and_programs_are_refused_and_leave_nothing(
    editor: Any, now: Any, about: Ref, held: Any, data: bytes
) -> None:
    with pytest.raises(Invalid):
        _file(editor, now, about, data)

    assert held() == []


def test_a_stream_is_cut_off_as_soon_as_it_is_too_large(
    editor: Any, now: Any, about: Ref, held: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(store, "MOST_BYTES", 100)
    read = []

    def stream() -> Any:
        for number in range(1000):
            read.append(number)
            yield b"x" * 60

    with pytest.raises(Invalid, match="at most"):
        services.add_file(actor=editor, now=now, about=about, name="big", chunks=stream())
    assert len(read) == 2
    assert held() == []


def test_a_page_goes_out_as_a_download_that_no_browser_runs(
    client_for: Any, editor: Any, now: Any, about: Ref
) -> None:
    html = _file(editor, now, about, b"<script>alert(1)</script>", "a.html")
    picture = _file(editor, now, about, PNG, "a.png")
    client = client_for("viewer")
    answer = client.get(f"/w/acme/accounts/attachments/{html.id}?show=1")

    assert answer["Content-Type"] == "text/plain"
    assert answer["Content-Disposition"] == 'attachment; filename="a.html"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    shown = client.get(f"/w/acme/accounts/attachments/{picture.id}?show=1")
    assert (shown["Content-Type"], shown["Content-Disposition"]) == ("image/png", 'inline; filename="a.png"')


def test_a_file_is_for_who_sees_its_thing(
    client_for: Any, viewer: Any, editor: Any, stranger: Any, now: Any, about: Ref
) -> None:
    made = _file(editor, now, about, b"hello")

    with pytest.raises(NotFound):
        queries.attachment_bytes(actor=stranger, id=made.id)
    with pytest.raises(Forbidden):
        _file(viewer, now, about, b"hello")
    assert client_for("stranger").get(f"/w/acme/accounts/attachments/{made.id}").status_code == 404


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://a.example", "https://", "//a", "https://[", ""]
)
def test_a_link_leads_to_a_page(editor: Any, now: Any, about: Ref, url: str) -> None:
    with pytest.raises(Invalid):
        services.add_link(actor=editor, now=now, about=about, name="", url=url)


def test_files_and_links_are_added_on_the_page_and_removed(client_for: Any, editor: Any, about: Ref) -> None:
    client = client_for("editor")
    base = f"/w/acme/accounts/attached/{about}"
    client.post(f"{base}/file", {"file": SimpleUploadedFile("plan.txt", b"hello")})
    client.post(f"{base}/link", {"url": "https://wiki.example/plan", "name": ""})
    rows = queries.attachments(actor=editor, about=about)

    assert [row.name for row in rows] == ["plan.txt", "wiki.example"]
    wrong = client.post(f"{base}/link", {"url": "javascript:x"}, headers={"HX-Request": "true"})
    assert wrong.status_code == 422
    assert "Begin it with https://" in wrong.content.decode()
    client.post(f"/w/acme/accounts/attachments/{rows[0].id}/remove", {"version": 1})
    assert [row.name for row in queries.attachments(actor=editor, about=about)] == ["wiki.example"]


def test_a_store_that_refuses_is_told_and_leaves_no_row(
    settings: Any, editor: Any, now: Any, about: Ref, monkeypatch: Any
) -> None:
    with s3_double.opened() as s3:
        settings.PILOTHOUSE_FILES = f"s3://plans?endpoint={s3.url}"
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", s3_double.KEY)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "wrong")
        bucket.connected.cache_clear()
        with pytest.raises(Unavailable, match="does not answer as it should"):
            _file(editor, now, about, b"hello")
        assert s3.objects == {}
    assert queries.attachments(actor=editor, about=about) == ()


@pytest.mark.parametrize(
    "address", ["s3://", "https://a.example", "s3://a?acl=public", "s3://a?endpoint=ftp://b"]
)
def test_what_is_no_address_of_a_store_is_refused(address: str) -> None:
    with pytest.raises(Invalid):
        bucket.connected(address)


def test_a_file_that_the_store_lost_is_missing(editor: Any, now: Any, about: Ref, held: Any) -> None:
    digest = "0" * 64
    with pytest.raises(NotFound, match="not in the store"):
        queries.attachment_store().read(digest)
    with pytest.raises(NotFound):
        queries.attachment_store().read("../../etc/passwd")


def test_a_backup_takes_attachments_along_and_brings_them_back(
    settings: Any, editor: Any, now: Any, about: Ref, folder: Path, tmp_path: Path
) -> None:
    from pilothouse.site import archives, beside

    settings.PILOTHOUSE_FILES = ""  # a bucket has backups of its own

    made = _file(editor, now, about, b"hello")
    target = tmp_path / "copy"
    beside.copy_files(target)
    rmtree(folder)
    beside.put_files(target)

    assert b"".join(queries.attachment_bytes(actor=editor, id=made.id)) == b"hello"
    assert archives.archive_of(target).stat().st_mode & 0o077 == 0


def test_files_that_the_store_lacks_are_named(
    editor: Any, now: Any, about: Ref, held: Any, settings: Any
) -> None:
    from pilothouse.site import promises, telling

    _file(editor, now, about, b"hello")
    (digest,) = queries.newest_digests(many=20)
    assert queries.lacking_files(digests=[digest, "0" * 64]) == ("0" * 64,)

    (well,) = promises.attached()
    assert well.state == "ok"
    assert (
        ("s3://plans/acme" in well.what)
        == ("s3://plans/acme" in telling.told(Path("/no/copy")))
        == bool(settings.PILOTHOUSE_FILES)
    )
    models.Attachment.objects.update(digest="0" * 64)
    (lost,) = promises.attached()
    assert (lost.state, lost.what[:9]) == ("fail", "1 of the ")
