"""Real data is found where it lies, and missed politely where it does not."""

import pytest

from tests import realdata


def test_missing_data_skips_with_the_name_of_what_is_missing(monkeypatch, tmp_path):
    monkeypatch.setattr(realdata, "DATA", tmp_path)

    with pytest.raises(pytest.skip.Exception, match=r"needs scheduling/x.tar.gz in ../shared/data"):
        realdata.path("scheduling/x.tar.gz")


def test_present_data_is_handed_over_as_a_path(monkeypatch, tmp_path):
    (tmp_path / "ORIGIN.md").write_text("a source")
    monkeypatch.setattr(realdata, "DATA", tmp_path)

    assert realdata.path("ORIGIN.md").read_text() == "a source"
