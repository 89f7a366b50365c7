from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numba.core import caching as numba_caching

from pilothouse.engine import caching, kernels
from pilothouse.engine.kernels import finish_of, normal, uniform

SEED = np.uint64(9)


def test_a_changed_callee_in_another_file_is_compiled_anew(tmp_path: Path) -> None:
    engine = tmp_path / "pilothouse" / "engine"
    engine.mkdir(parents=True)
    for folder in (engine.parent, engine):
        (folder / "__init__.py").touch()
    for module in (kernels, caching):
        (engine / Path(module.__file__).name).write_text(Path(module.__file__).read_text())
    head = "from pilothouse.engine.kernels import kernel\n"
    (engine / "caller.py").write_text(
        f"{head}from pilothouse.engine.callee import value\n\n\n@kernel\ndef ask():\n    return value()\n"
    )
    answers = []
    for number in (1, 2):
        (engine / "callee.py").write_text(f"{head}\n\n@kernel\ndef value():\n    return {number}\n")
        asked = subprocess.run(
            [sys.executable, "-B", "-c", "from pilothouse.engine.caller import ask; print(ask())"],
            env={**os.environ, "PYTHONPATH": str(tmp_path), "NUMBA_CACHE_DIR": str(tmp_path / "kept")},
            capture_output=True,
            text=True,
            check=True,
        )
        answers.append(asked.stdout.strip())
    assert answers == ["1", "2"]


def one() -> int:
    return 1


def test_numba_keeps_machine_code_under_the_stamp_of_the_whole_engine() -> None:
    """Fails when numba no longer asks its locators: kernels are then compiled at every start."""
    assert caching.LOCATORS.count(",") == 2
    compiled = caching.kept(one)

    assert compiled.stats.cache_path
    assert compiled() == 1


def test_a_numba_that_does_not_ask_for_the_stamp_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for locators in ("InTreeCacheLocator", ""):
        monkeypatch.setattr(caching, "LOCATORS", locators)
        compiled = caching.kept(one)

        assert compiled.stats.cache_path is None
        assert compiled() == 1


def test_where_nothing_can_be_written_kernels_work_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: object) -> None:
        raise OSError("read-only")

    monkeypatch.setattr(numba_caching.InTreeCacheLocator, "ensure_cache_path", nowhere)
    monkeypatch.setattr(numba_caching.UserWideCacheLocator, "ensure_cache_path", nowhere)
    monkeypatch.setattr(numba_caching.UserProvidedCacheLocator, "ensure_cache_path", nowhere)
    compiled = caching.kept(one)

    assert compiled.stats.cache_path is None
    assert compiled() == 1


def test_random_numbers_are_even_and_independent_of_their_neighbours() -> None:
    rows = np.array([[uniform(SEED, row, column) for column in range(8)] for row in range(4_000)])
    assert 0 < rows.min() < rows.max() < 1
    assert rows.mean(axis=0) == pytest.approx(0.5, abs=0.02)
    assert rows.var(axis=0) == pytest.approx(1 / 12, abs=0.004)
    correlation = np.corrcoef(rows.T) - np.eye(8)
    assert np.abs(correlation).max() < 0.07
    assert abs(np.corrcoef(rows[:-1, 0], rows[1:, 0])[0, 1]) < 0.07


def test_normal_numbers_have_mean_zero_and_variance_one() -> None:
    drawn = np.array([normal(SEED, row, 0) for row in range(20_000)])
    assert drawn.mean() == pytest.approx(0, abs=0.03)
    assert drawn.var() == pytest.approx(1, abs=0.05)
    assert (drawn < 1.6449).mean() == pytest.approx(0.95, abs=0.006)


@pytest.mark.parametrize(
    ("start", "effort", "end"),
    [(0, 1, 1), (0.5, 1, 3.5), (1, 2, 5 + 2 / 3), (2, 0.5, 3.5), (4.5, 3, 8 + 2 / 3), (3, 0, 3)],
)
def test_effort_is_done_over_days_of_different_capacity(start: float, effort: float, end: float) -> None:
    # A full day, two days away, a full and a half day, then three quarters for ever.
    capacity = np.array([[1.0, 0.0, 0.0, 1.0, 0.5, 0.75]])
    assert finish_of(start, effort, np.array([0]), 0, 1, capacity) == pytest.approx(end)


def test_work_of_somebody_who_never_returns_never_ends() -> None:
    assert finish_of(0.0, 5.0, np.array([0]), 0, 1, np.array([[1.0, 0.0]])) == np.inf
