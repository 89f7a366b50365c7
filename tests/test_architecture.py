"""The house stands as it is drawn: every room is laid out alike, and nothing goes round the ladder."""

from __future__ import annotations

import ast
from statistics import median, quantiles

import pytest

from tools.lint.sizes import counts, functions
from tools.lint.source import ROOT, ladder

SOURCE = ROOT / "src/pilothouse"
FILE_MEDIAN, FILE_NINTH = 90, 250
FUNCTION_MEDIAN, FUNCTION_NINTH = 8, 30
# Rooms without rows of their own, which have a layout of their own too.
PLAIN = {"engine", "kit", "site", "connectors"}
ROOMS = sorted(path.parent.name for path in SOURCE.glob("*/__init__.py"))
DUTY_ROOMS = [name for name in ROOMS if name not in PLAIN and (SOURCE / name / "apps.py").exists()]


def test_every_room_has_its_place_on_the_ladder() -> None:
    assert set(ROOMS) == set(ladder())


@pytest.mark.parametrize("room", DUTY_ROOMS)
@pytest.mark.parametrize(
    "file", ["README.md", "contracts.py", "models.py", "queries.py", "services.py", "apps.py"]
)
def test_a_room_has_the_files_of_a_room(room: str, file: str) -> None:
    places = (SOURCE / room / file, SOURCE / room / file.removesuffix(".py") / "__init__.py")

    assert any(place.is_file() for place in places), f"{room}/{file} is missing"


@pytest.mark.parametrize("room", DUTY_ROOMS)
def test_a_room_has_tests_and_migrations(room: str) -> None:
    assert list((SOURCE / room / "migrations").glob("0001_*.py")), f"{room} has no first migration"
    assert list((SOURCE / room / "tests").glob("test_*.py")), f"{room} has no tests"


@pytest.mark.parametrize("room", DUTY_ROOMS)
def test_a_readme_says_duty_nouns_and_verbs_in_ten_lines(room: str) -> None:
    lines = (SOURCE / room / "README.md").read_text().strip().splitlines()

    assert lines[0] == f"# {room}"
    assert len([line for line in lines[1:] if line.strip()]) <= 12
    for word in ("**Duty**", "**Nouns**", "**Verbs**"):
        assert any(line.startswith(word) for line in lines), f"{room}/README.md does not say its {word}"


@pytest.mark.parametrize("room", DUTY_ROOMS)
def test_a_room_is_labelled_by_its_name(room: str) -> None:
    text = (SOURCE / room / "apps.py").read_text()

    assert f'name = "pilothouse.{room}"' in text
    assert f'label = "{room}"' in text


def test_modules_of_the_shell_are_light_to_import() -> None:
    """`pilothouse --help` must not wait for Django or numpy: cli modules import them inside functions."""
    heavy = {"django", "ninja", "numpy", "numba", "holidays"}
    for path in sorted([*SOURCE.rglob("cli.py"), *SOURCE.rglob("cli/*.py")]):
        for node in ast.parse(path.read_text()).body:
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [row.name for row in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            found = {name.split(".")[0] for name in names} & heavy
            assert not found, f"{path.relative_to(ROOT)}:{node.lineno} imports {found} at the top"


# Measured over code alone: tests, migrations, rules and the demo's content are as long as they need to be.
CODE = [path for path in sorted(SOURCE.rglob("*.py")) if counts(str(path.relative_to(ROOT)))]


def _spread(lengths: list[int]) -> tuple[int, int]:
    """Median and ninth tenth."""
    return int(median(lengths)), quantiles(lengths, n=10)[-1].__ceil__()


def test_files_keep_the_size_that_one_sitting_can_read() -> None:
    middle, ninth = _spread([len(path.read_text().splitlines()) for path in CODE])

    assert (middle <= FILE_MEDIAN, ninth <= FILE_NINTH) == (True, True), f"median {middle}, p90 {ninth}"


def test_functions_do_one_thing() -> None:
    lengths = [many for path in CODE for _, many in functions(ast.parse(path.read_text()))]
    middle, ninth = _spread(lengths)

    assert (middle <= FUNCTION_MEDIAN, ninth <= FUNCTION_NINTH) == (True, True), (
        f"median {middle}, p90 {ninth}"
    )
