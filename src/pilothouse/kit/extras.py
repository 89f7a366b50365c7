"""Heavy parts that few need: extras of the distribution, loaded when they are asked for."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from pilothouse.kit.errors import Unavailable


def load_extra(module: str, *, extra: str, what: str) -> ModuleType:
    """The module `module`, which comes with `pilothouse[extra]`. `what` says what needs it.

    Raises `Unavailable` with the command that installs it.
    """
    try:
        return import_module(module)
    except ImportError:
        raise missing_extra(extra, what) from None


def missing_extra(extra: str, what: str) -> Unavailable:
    """The error where `pilothouse[extra]` is not installed."""
    return Unavailable(
        f"{what} needs a part that is not installed.",
        cure=f"Run: pip install 'pilothouse[{extra}]'",
        code="missing_extra",
    )
