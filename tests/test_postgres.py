"""The server that the tests start for themselves works, and leaves nothing behind."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from tools import postgres

pytestmark = pytest.mark.one_database


def test_a_server_of_its_own_answers_and_is_gone_afterwards() -> None:
    if postgres.binaries() is None:
        pytest.skip(postgres.MISSING)
    with postgres.postgres() as url, psycopg.connect(url) as connection:
        row = connection.execute("select current_setting('server_encoding'), current_database()").fetchone()
        home = Path(parse_qs(urlsplit(url).query)["host"][0])
        assert row == ("UTF8", "pilothouse")
        assert home.is_dir()

    assert not home.exists()


def test_the_exit_status_is_that_of_the_command() -> None:
    if postgres.binaries() is None:
        pytest.skip(postgres.MISSING)

    assert postgres.main(["--", "sh", "-c", 'case "$DATABASE_URL" in postgresql:*) exit 7;; esac']) == 7
    assert postgres.main([]) == 2
