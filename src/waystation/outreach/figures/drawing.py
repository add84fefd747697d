"""The chart of the public page, drawn once when something is published."""

import io
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

Series = Mapping[str, Sequence[tuple[date, int]]]

_COLOURS = ("#8a6d3b", "#2f6f62", "#3d5a99", "#8c4a5d")  # told apart in light and dark, and by the markers
_MARKERS = ("o", "s", "^", "D")
_INK = "#767676"
_EPOCH = date(1970, 1, 1)  # where the library counts its days from


def draw(series: Series, beside: Series, *, named: str, language: str) -> str:
    """Draw one line for each named series over time and return the picture as SVG without script.

    ``beside`` are numbers of others under the same names: hollow marks without a line, called ``named`` in the legend.

    Letters are drawn as shapes, so the picture looks the same on any device and asks for no font.
    """
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    with pyplot.rc_context({"svg.fonttype": "path", "svg.hashsalt": "waystation", "font.size": 11}):
        figure, axes = pyplot.subplots(figsize=(5.2, 4.2), layout="constrained")
        for number, (label, points) in enumerate(series.items()):
            colour, marker = _COLOURS[number % 4], _MARKERS[number % 4]
            days, values = zip(*points, strict=True) if points else ((), ())
            axes.step(
                days,
                values,
                where="post",
                label=label,
                linewidth=2,
                markersize=5,
                color=colour,
                marker=marker,
            )
            if points:
                last = (days[-1], values[-1])
                axes.annotate(str(values[-1]), last, (6, 4), textcoords="offset points", color=colour)
        _put_beside(axes, list(series), beside, named)
        _tidy(axes, language)
        out = io.StringIO()
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
        pyplot.close(figure)
    return out.getvalue()


def _tidy(axes: Any, language: str) -> None:
    from babel.dates import format_date
    from matplotlib import ticker

    axes.set_ylim(bottom=0)
    named = ticker.FuncFormatter(
        lambda days, _at: format_date(_EPOCH + timedelta(days), "LLL y", locale=language)
    )
    axes.xaxis.set_major_formatter(named)
    axes.xaxis.set_major_locator(ticker.MaxNLocator(4, integer=True))
    axes.figure.legend(loc="outside upper left", frameon=False, labelcolor=_INK)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(_INK)
    axes.tick_params(colors=_INK)


def _put_beside(axes: Any, labels: Sequence[str], beside: Series, named: str) -> None:
    """Mark the numbers of others hollow, in the colour of what they are to be compared with."""
    drawn = False
    for number, label in enumerate(labels):
        points = beside.get(label, ())
        if points:
            days, values = zip(*points, strict=True)
            look = {"facecolors": "none", "edgecolors": _COLOURS[number % 4], "marker": _MARKERS[number % 4]}
            axes.scatter(days, values, s=70, zorder=3, **look)
            drawn = True
    if drawn:
        axes.scatter([], [], s=70, facecolors="none", edgecolors=_INK, marker="o", label=named)
