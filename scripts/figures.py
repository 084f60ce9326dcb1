"""Draw the figures of docs/model.md.

python scripts/figures.py [FOLDER [NAME ...]]
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from PIL import Image

from render.hill_colours import hill_colours
from render.matplotlib_settings import default_settings
from render.plot_phases import COLOURS as PHASE_COLOURS
from render.plot_style import COLOURS, GREY, INK, SCREEN_DPI, STYLE, new_figure
from splotch_tui import PRESETS, History, Landscape, ensemble, run
from splotch_tui.core.ensemble.survival import survive
from splotch_tui.core.phases import PhaseKind, find_phases
from splotch_tui.core.types import Doubles

FOLDER = Path(__file__).parent.parent / "docs" / "model"
HILLS = ListedColormap(hill_colours(256) / 255.0)
# What the model is shown at: the comment's own landscape.
COMMENT = PRESETS["comment"]


def splotch() -> Figure:
    """Five waves; their sum, a splotch; and the hills that it makes, weighed by x1."""
    land = Landscape.from_seed(COMMENT.seed, dims=1, waves=COMMENT.waves)
    figure = new_figure(3.7)
    rows = figure.subfigures(2, 1, height_ratios=(1.4, 2.0))
    x0, x1 = np.linspace(0.0, 2.0 * np.pi, 120), np.linspace(-np.pi, np.pi, 120)
    phases = land.k[0, :, 0, None, None] * x1[:, None] + land.k0[0, :, None, None] * x0
    waves = land.s[0, :, None, None] * np.sin(phases) + land.c[0, :, None, None] * np.cos(phases)
    most = float(np.abs(waves.sum(axis=0)).max())
    for number, plot in enumerate(rows[0].subplots(1, land.waves)):
        draw_hills(plot, waves[number], (0.0, 2.0 * np.pi, -np.pi, np.pi), most)
        plot.set_xlabel(f"k = {land.k[0, number, 0]}, k0 = {land.k0[0, number]}".replace("-", "−"))
        plot.set(xticks=[], yticks=[])
    left, right = rows[1].subplots(1, 2, width_ratios=(1.0, 3.3))
    draw_hills(left, waves.sum(axis=0), (0.0, 2.0 * np.pi, -np.pi, np.pi), most)
    left.set(xticks=[], yticks=[], xlabel="their sum: a splotch")
    extent = (0.0, 66.0, -10.0, 10.0)
    draw_hills(right, heights(land, extent), extent)
    right.set(xlabel="$x_0$", ylabel="$x_1$", title="weighed by $x_1$: higher to both sides")
    return figure


def dents() -> Figure:
    """The slope along x0 at several distances to the side: smooth, rippled, dented."""
    history = run(COMMENT)
    land, end = history.landscape, float(np.median(history.xn[-2000:, 0]))
    caught = float(np.median(history.x0[-2000:]))
    x0 = np.linspace(caught - 12.0, caught + 12.0, 1000)
    figure = new_figure(2.6)
    plot = figure.add_subplot()
    for number, share in enumerate((0.0, 0.15, 0.5, 1.0)):
        x1 = share * end
        loss = land.loss(np.column_stack((x0, np.full_like(x0, x1))), COMMENT.epsilon)
        colour = (GREY, COLOURS[5], COLOURS[0], PHASE_COLOURS[PhaseKind.SNAG])[number]
        label = f"$x_1$ = {x1:.1f}".replace("-", "−") if share else "$x_1$ = 0"
        plot.plot(x0, loss, color=colour, label=label, linewidth=1.1)
    plot.axvline(caught, color=INK, linewidth=0.6, linestyle=":")
    plot.annotate(
        "here it is caught",
        (caught, 0.02),
        (4, 0),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
    )
    plot.set(xlabel="$x_0$", ylabel="loss", xlim=(x0[0], x0[-1]))
    plot.legend(loc="upper right")
    return figure


def paths() -> Figure:
    """The surface of D = 1 from above, with the paths of two landscapes."""
    figure = new_figure(4.2)
    for plot, name in zip(figure.subplots(2, 1), ("comment", "orthogonal"), strict=True):
        history = run(replace(PRESETS[name], steps=500))
        extent = (-2.0, 72.0, -13.0, 8.0)
        draw_hills(plot, heights(history.landscape, extent), extent)
        x0, x1 = history.x0, history.xn[:, 0]
        plot.plot(x0, x1, color="white", linewidth=2.8)
        for start, stop, kind in parts(history):
            rows = slice(start, stop + 1)
            plot.plot(x0[rows], x1[rows], color=PHASE_COLOURS[kind], linewidth=1.4)
        plot.plot(x0[0], x1[0], "o", color="#d7191c", markeredgecolor="white", markersize=5)
        plot.set(xlim=extent[:2], ylim=extent[2:], ylabel="$x_1$")
        plot.set_title(f"{name}: seed {history.recipe.seed}, 500 steps", loc="left")
    plot.set_xlabel("$x_0$")
    return figure


def presets() -> Figure:
    """How far x0 has come, by step, for the three presets."""
    figure = new_figure(2.8)
    plot = figure.add_subplot()
    plot.plot((0, 5000), (0, 5000 * COMMENT.learning_rate), "--", color=GREY)
    plot.annotate("η a step", (4300, 860), (-4, 4), textcoords="offset points", ha="right")
    for name, recipe in PRESETS.items():
        history = run(recipe)
        for start, stop, kind in parts(history):
            rows = slice(start, stop + 1)
            plot.plot(history.steps[rows], history.x0[rows], color=PHASE_COLOURS[kind], lw=1.3)
        plot.annotate(
            name, (5000, history.x0[-1]), (4, -3), textcoords="offset points", annotation_clip=False
        )
    for kind, colour in PHASE_COLOURS.items():
        plot.plot([], [], color=colour, label=str(kind), lw=1.3)
    plot.legend(loc="upper left")
    plot.set(xlabel="step", ylabel="$x_0$", xlim=(0, 5000), ylim=(0, 1000))
    return figure


def demon() -> Figure:
    """All xn of preset original, and how fast x0 climbs meanwhile."""
    history = run(PRESETS["original"])
    figure = new_figure(3.4)
    fan, climb = figure.subplots(2, 1, sharex=True, height_ratios=(1.7, 1.0))
    far = np.argsort(-np.ptp(history.xn, axis=0))
    for place in far[5:]:
        fan.plot(history.steps, history.xn[:, place], color=GREY, linewidth=0.6)
    for number, place in enumerate(far[:5]):
        fan.plot(
            history.steps, history.xn[:, place], color=COLOURS[number], label=f"$x_{{{place + 1}}}$"
        )
    fan.legend(loc="upper left", ncols=5)
    window = 256
    rate = (history.x0[window:] - history.x0[:-window]) / (window * history.recipe.learning_rate)
    climb.plot(history.steps[window:], 100.0 * rate, color=INK)
    for level, words in ((25, "a snag ends"), (10, "a snag begins")):
        climb.axhline(level, color=GREY, linewidth=0.6)
        climb.annotate(words, (40, level), (0, 2), textcoords="offset points", fontsize=6.5)
    for plot in (fan, climb):
        for start, stop, kind in parts(history):
            if kind is not PhaseKind.FREE:
                plot.axvspan(start, stop, color=PHASE_COLOURS[kind], alpha=0.12, linewidth=0)
    for start, _, kind in parts(history):
        if kind is not PhaseKind.FREE:
            colour = PHASE_COLOURS[kind]
            fan.annotate(
                str(kind),
                (start, 1.0),
                (2, -9),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                color=colour,
            )
    fan.set(ylabel="$x_n$")
    climb.set(xlabel="step", ylabel="climb of $x_0$, %", xlim=(0, 5000), ylim=(0, 110))
    return figure


def chaos() -> Figure:
    """How far apart two runs are whose ε differ in the twelfth digit."""
    figure = new_figure(2.4)
    plot = figure.add_subplot()
    for colour, (name, recipe) in zip(COLOURS, PRESETS.items(), strict=False):
        other = replace(recipe, epsilon=recipe.epsilon * (1.0 + 1e-12))
        apart = np.linalg.norm(run(recipe).points - run(other).points, axis=1)
        # Over a window, so that chance encounters do not hide the rise.
        apart = np.array([piece.max() for piece in np.array_split(apart[1:], 200)])
        plot.semilogy(np.linspace(0, recipe.steps, 200), apart, color=colour, label=name)
    plot.legend(loc="lower right")
    plot.set(xlabel="step", ylabel="distance", xlim=(0, 5000), ylim=(1e-14, 1e4))
    return figure


def survival() -> Figure:
    """The share of 1,000 landscapes that have not been snagged yet, for D = 1, 2, 3."""
    table = ensemble({"seed": range(1000), "dims": [1, 2, 3], "epsilon": 0.1, "steps": 20_000})
    figure = new_figure(2.6)
    plot = figure.add_subplot()
    for colour, dims in zip(COLOURS, (1, 2, 3), strict=False):
        snagged_at = table["snag_step"][table["dims"] == dims]
        snagged = snagged_at >= 0
        curve = survive(np.where(snagged, snagged_at, 20_000), snagged)
        steps = np.concatenate(([100.0], curve.steps, [20_000.0]))
        share, low, high = (
            np.concatenate(([1.0], values, values[-1:]))
            for values in (curve.share, curve.low, curve.high)
        )
        plot.fill_between(steps, low, high, step="post", color=colour, alpha=0.2, linewidth=0)
        plot.step(steps, share, where="post", color=colour, label=f"D = {dims}", linewidth=1.2)
    plot.set(xscale="log", xlabel="step", ylabel="not snagged yet", xlim=(100, 20_000), ylim=(0, 1))
    plot.legend(loc="upper right")
    return figure


def heights(land: Landscape, extent: tuple[float, float, float, float]) -> Doubles:
    """Return loss + x0 over a part of the surface of D = 1."""
    x0, x1 = np.meshgrid(np.linspace(*extent[:2], 900), np.linspace(*extent[2:], 300))
    return land.loss(np.stack((x0, x1), axis=-1), COMMENT.epsilon) + x0


def draw_hills(
    plot: Axes,
    values: Doubles,
    extent: tuple[float, float, float, float],
    most: float | None = None,
) -> None:
    """Draw heights from above; grey is zero."""
    most = float(np.abs(values).max()) if most is None else most
    plot.imshow(
        values, origin="lower", extent=extent, aspect="equal", cmap=HILLS, vmin=-most, vmax=most
    )


def parts(history: History) -> list[tuple[int, int, PhaseKind]]:
    """Return first and last step of each phase, and what it is."""
    phases = find_phases(history)
    ends = [phase.start for phase in phases[1:]] + [history.recipe.steps]
    return [(phase.start, end, phase.kind) for phase, end in zip(phases, ends, strict=True)]


FIGURES: dict[str, Callable[[], Figure]] = {
    one.__name__: one for one in (splotch, dents, paths, presets, demon, chaos, survival)
}


def main(folder: str = str(FOLDER), *names: str) -> None:
    """Write some of the figures, or all."""
    for name in names or FIGURES:
        drawn = BytesIO()
        with default_settings(STYLE):
            FIGURES[name]().savefig(drawn, format="png", dpi=SCREEN_DPI)
        # So many colours suffice, and the file has a third of the size.
        picture = (
            Image.open(drawn)
            .convert("RGB")
            .quantize(256, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE)
        )
        picture.save(Path(folder) / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
