"""Four charts, one message each, with what is not known shown beside what is; drawn as SVG without script or font."""

import io
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files
from typing import Any

import numpy as np

from waystation.engines.forecast.comparing import Comparison, Hinge, Range, Side
from waystation.engines.forecast.outcomes import STATES
from waystation.engines.forecast.wording import Wording

# Clay for how it is, pine for how it could be; both are told apart in grey and by the colour-blind.
BASELINE, ALTERNATIVE = "#b4632f", "#14655f"
INK, FAINT, RULE = "#22282b", "#5d666b", "#d5d9da"
_STATE_COLOURS = {
    "at_work": "#14655f",
    "searching": "#8cc0b4",
    "without_permit": "#e0a070",
    "waiting": "#efe6d6",
    "turned_away": "#b9b2a8",
    "refused": "#7d766f",
}
_WIDE, _HALF = 6.93, 3.38
_HINGES = 7


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart: SVG, and what it shows in words for those who cannot see it."""

    svg: str
    alt: str


def draw(comparison: Comparison, language: str) -> dict[str, Picture]:
    """All charts by name."""
    say = Wording(language)
    with _style():
        return {
            "states": Picture(_states(comparison, say), say("alt_states")),
            "work": Picture(_work(comparison, say), say("alt_work")),
            "money": Picture(_money(comparison, say), say("alt_money")),
            "hinges": Picture(_hinges(comparison, say), say("alt_hinges")),
        }


@contextmanager
def _style() -> Iterator[None]:
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import font_manager, rc_context

    folder = files("waystation.engines.forecast").joinpath("fonts")
    for name in ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"):
        with as_file(folder.joinpath(name)) as path:
            font_manager.fontManager.addfont(str(path))
    with rc_context(
        {
            # Letters are drawn as shapes: the picture looks the same everywhere and asks for no font.
            "svg.fonttype": "path",
            "svg.hashsalt": "waystation",
            "font.family": ["Noto Sans", "DejaVu Sans"],
            "font.size": 7.5,
            "axes.edgecolor": RULE,
            "axes.labelcolor": FAINT,
            "axes.labelsize": 7.0,
            "axes.linewidth": 0.7,
            "axes.titlesize": 8.5,
            "text.color": INK,
            "xtick.color": FAINT,
            "ytick.color": FAINT,
            "xtick.labelsize": 7.0,
            "ytick.labelsize": 7.0,
            "axes.unicode_minus": True,
        }
    ):
        yield


@contextmanager
def _figure(width: float, height: float, panels: int = 1) -> Iterator[tuple[Any, Any, io.StringIO]]:
    from matplotlib import pyplot
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    figure, axes = pyplot.subplots(
        1,
        panels,
        figsize=(width, height),
        layout=ConstrainedLayoutEngine(w_pad=0.02, h_pad=0.05, hspace=0.0, wspace=0.06),
        sharey=True,
    )
    out = io.StringIO()
    try:
        yield figure, axes, out
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    finally:
        pyplot.close(figure)


def _bare(axes: Any, *, keep: tuple[str, ...] = ("bottom",)) -> None:
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(side in keep)
    axes.tick_params(length=0)


def _title(figure: Any, text: str) -> None:
    figure.suptitle(text, x=0.0, ha="left", fontsize=9.0, fontweight="bold", color=INK)


def _by_year(axes: Any, window: int) -> None:
    axes.set_xticks(range(0, window, 12 if window >= 24 else 6))
    axes.set_xlim(0, window - 1)


def _states(comparison: Comparison, say: Wording) -> str:
    window = comparison.scenario.window
    with _figure(_WIDE, 3.15, 2) as (figure, both, out):
        _title(figure, say("states_title"))
        patches: list[Any] = []
        for axes, side in zip(both, comparison.sides, strict=True):
            shares = dict(zip(STATES, 100.0 * side.states.mean(axis=0), strict=True))
            patches = axes.stackplot(
                range(window),
                [shares[name] for name in _STATE_COLOURS],
                colors=list(_STATE_COLOURS.values()),
                linewidth=0.4,
                edgecolor="white",
            )
            axes.set_title(_folded(side.policy.name[say.language], 48), loc="left", color=INK, pad=4)
            axes.set_ylim(0, 100)
            _by_year(axes, window)
            _bare(axes)
            axes.set_xlabel(say("months_after"))
            _mark_work(axes, shares["at_work"], window, say)
        both[0].set_yticks([0, 25, 50, 75, 100])
        both[0].set_ylabel(say("per_hundred"))
        figure.legend(
            patches,
            [say(name) for name in _STATE_COLOURS],
            loc="outside lower center",
            ncols=len(_STATE_COLOURS) if say.language == "en" else 3,
            frameon=False,
            fontsize=7.0,
            handlelength=1.0,
            handleheight=1.0,
            columnspacing=1.3,
        )
    return out.getvalue()


def _mark_work(axes: Any, at_work: Any, window: int, say: Wording) -> None:
    """Write into the area how many are at work at the end of it, where there is room."""
    last = float(at_work[-1])
    if last > 12:
        axes.text(
            window - 2.0,
            last / 2,
            f"{say.number(last)} {say('at_work')}",
            ha="right",
            va="center",
            color="white",
            fontweight="bold",
            fontsize=8.0,
        )


def _curve(side: Side) -> Any:
    return 100.0 * side.states[:, STATES.index("at_work")]


def _work(comparison: Comparison, say: Wording) -> str:
    window = comparison.scenario.window
    month = min(24, window - 1)
    ends = [float(np.median(_curve(side)[:, month])) for side in comparison.sides]
    key = "work_title_more" if round(ends[1]) > round(ends[0]) else "work_title_same"
    with _figure(_HALF, 3.2) as (figure, axes, out):
        _title(
            figure, _folded(say(key, months=month, one=say.number(ends[0]), other=say.number(ends[1])), 46)
        )
        top = 0.0
        for side, colour in zip(comparison.sides, (BASELINE, ALTERNATIVE), strict=True):
            low, middle, high = np.percentile(_curve(side), [5, 50, 95], axis=0)
            axes.fill_between(range(window), low, high, color=colour, alpha=0.16, linewidth=0)
            axes.plot(range(window), middle, color=colour, linewidth=1.8)
            top = max(top, float(high.max()))
        _name_lines(axes, comparison, say)
        axes.set_ylim(0, min(100.0, 10.0 * max(1.0, np.ceil(top / 8.0))))
        axes.set_xlabel(say("months_after"))
        axes.set_ylabel(say("per_hundred"))
        axes.grid(axis="y", color=RULE, linewidth=0.6)
        axes.set_axisbelow(True)
        _by_year(axes, window)
        _bare(axes)
    return out.getvalue()


def _name_lines(axes: Any, comparison: Comparison, say: Wording) -> None:
    """Names where no line is yet: people who have just asked do not work."""
    for place, (side, colour) in enumerate(zip(comparison.sides, (BASELINE, ALTERNATIVE), strict=True)):
        axes.annotate(
            textwrap.shorten(side.policy.name[say.language], 46, placeholder=" …"),
            (0.0, 1.0),
            (3, -2 - 11 * place),
            xycoords="axes fraction",
            textcoords="offset points",
            va="top",
            color=colour,
            fontweight="bold",
            fontsize=7.5,
        )


def _folded(text: str, width: int) -> str:
    """Text in lines of about the same length, none much longer than ``width``."""
    lines = -(-len(text) // width)
    return "\n".join(textwrap.wrap(text, min(width, -(-len(text) // lines) + 9)))


def _money(comparison: Comparison, say: Wording) -> str:
    scenario = comparison.scenario
    nets = [say.money(side.measures["net_state"].value) for side in comparison.sides]
    with _figure(_HALF, 3.2) as (figure, axes, out):
        _title(
            figure, _folded(say("money_title_more", months=scenario.window, one=nets[0], other=nets[1]), 46)
        )
        for place, (side, colour) in enumerate(zip(comparison.sides, (BASELINE, ALTERNATIVE), strict=True)):
            for step, (name, sign) in enumerate((("taxes", 1), ("cost_state", -1), ("net_state", 1))):
                _bar(axes, side.measures[name], 3 * step + place, sign=sign, colour=colour, say=say)
        axes.axhline(0, color=INK, linewidth=0.8)
        axes.set_xticks(
            [0.5, 3.5, 6.5], [_folded(say(name), 16) for name in ("taxes", "cost_state", "net_state")]
        )
        axes.set_ylabel(say("thousand", currency=scenario.currency))
        axes.yaxis.set_major_formatter(
            lambda value, _place: say.number(value, 0 if value == round(value) else 1)
        )
        axes.grid(axis="y", color=RULE, linewidth=0.6)
        axes.set_axisbelow(True)
        axes.legend(
            [axes.patches[0], axes.patches[3]],
            [
                textwrap.shorten(side.policy.name[say.language], 30, placeholder=" …")
                for side in comparison.sides
            ],
            frameon=False,
            fontsize=7.0,
            handlelength=1.0,
            handleheight=1.0,
            loc="upper right",
        )
        low, high = axes.get_ylim()
        axes.set_ylim(low - 0.08 * (high - low), high + 0.16 * (high - low))
        _bare(axes, keep=())
    return out.getvalue()


def _bar(axes: Any, one: Range, x: float, *, sign: int, colour: str, say: Wording) -> None:
    value, ends = sign * one.value / 1000.0, sorted((sign * one.low90 / 1000.0, sign * one.high90 / 1000.0))
    axes.bar(x, value, width=0.86, color=colour, alpha=0.88)
    axes.plot([x, x], ends, color=INK, linewidth=1.0, solid_capstyle="butt")
    outer = ends[1] if value >= 0 else ends[0]
    axes.annotate(
        say.number(value, 1),
        (x, outer),
        (0, 2 if value >= 0 else -2),
        textcoords="offset points",
        ha="center",
        va="bottom" if value >= 0 else "top",
        fontsize=7.0,
        color=INK,
    )


def _hinges(comparison: Comparison, say: Wording) -> str:
    chosen = list(comparison.hinges[:_HINGES])[::-1]
    with _figure(_WIDE, 2.3) as (figure, axes, out):
        _title(figure, say("hinges_title"))
        for row, hinge in enumerate(chosen):
            _span(axes, row, hinge, say)
        axes.axvline(0, color=INK, linewidth=0.8)
        axes.set_yticks(
            range(len(chosen)), [_folded(hinge.parameter.what[say.language], 62) for hinge in chosen]
        )
        axes.tick_params(axis="y", labelcolor=INK, labelsize=7.3, pad=6)
        axes.xaxis.set_major_formatter(
            lambda value, _place: say.number(value, 0 if value == round(value) else 1, signed=True)
        )
        axes.set_xlabel(say("hinges_axis", currency=comparison.scenario.currency))
        axes.grid(axis="x", color=RULE, linewidth=0.6)
        axes.set_axisbelow(True)
        axes.margins(x=0.2)
        _bare(axes, keep=())
        axes.legend(
            [axes.patches[0], axes.patches[1]],
            [say("low_end"), say("high_end")],
            frameon=False,
            fontsize=7.0,
            ncols=2,
            handlelength=1.0,
            handleheight=1.0,
            loc="lower right",
            bbox_to_anchor=(1.0, 1.0),
            borderaxespad=0.0,
        )
    return out.getvalue()


def _span(axes: Any, row: int, hinge: Hinge, say: Wording) -> None:
    from matplotlib import patheffects

    low, high = (ends["net_state"] / 1000.0 for ends in (hinge.at_low, hinge.at_high))
    middle = (low + high) / 2.0
    one = hinge.parameter
    for end, amount, colour in ((low, one.low, "#c9ad7f"), (high, one.high, "#3f5f8a")):
        axes.barh(row, end - middle, left=middle, height=0.56, color=colour)
        is_right = end > middle or (end == middle and amount == one.high)
        axes.annotate(
            say.amount(one, amount),
            (end, row),
            (3 if is_right else -3, 0),
            textcoords="offset points",
            ha="left" if is_right else "right",
            va="center",
            fontsize=7.0,
            color=FAINT,
            path_effects=[patheffects.withStroke(linewidth=2.0, foreground="white")],
        )
