"""Fixtures of the whole house. The engine's tests run without Django, so they get none of them."""

from importlib.util import find_spec

pytest_plugins = ["tests.fixtures", "tests.computing", "tests.browsing"] if find_spec("pytest_django") else []
