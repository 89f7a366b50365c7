"""The reliability curve as a picture."""

from __future__ import annotations

from pathlib import Path

from pilothouse.engine.forecast.history.record import Reliability
from pilothouse.kit.extras import load_extra

_LINES = (
    ("dates_ours", "Dates, Pilothouse", "#1d4ed8", "-"),
    ("counts_ours", "Counts, Pilothouse", "#0f766e", "-"),
    ("dates_bootstrap20", "Dates, last 20 weeks resampled", "#1d4ed8", ":"),
    ("counts_bootstrap20", "Counts, last 20 weeks resampled", "#0f766e", ":"),
)


def check_charts() -> None:
    """Raises `Unavailable` where pictures cannot be drawn: to be asked before the work, not after it."""
    load_extra("matplotlib.figure", extra="charts", what="Drawing a chart")


def draw(curve: Reliability, path: Path) -> None:
    """Write stated against held chances to `path` as a PNG of 1,200 x 1,200 dots."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 6), dpi=200, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.plot([0, 100], [0, 100], color="#9aa3af", linewidth=1, label="Chances that hold")
    stated = [100 * level for level in curve.stated]
    for key, label, colour, line in _LINES:
        if shares := getattr(curve, key):
            held = [100 * share for share in shares]
            axes.plot(stated, held, line, color=colour, linewidth=1.6, label=label)
    axes.set(xlabel="Stated chance, %", ylabel="Held, % of forecasts", xlim=(0, 100), ylim=(0, 100), aspect=1)
    axes.grid(color="#e5e7eb", linewidth=0.6)
    axes.legend(frameon=False, loc="upper left")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    figure.savefig(path, format="png")
