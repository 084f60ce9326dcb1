"""The story of a swarm: what its film says in words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from render.overlays.story import Card, News, controls, recipe_phrases
from render.overlays.words import counted, listed, rounded, steps_text
from render.scene.swarm import CAUGHT, SwarmFilm
from splotch_tui.core.phases import PhaseKind, free_run
from splotch_tui.core.types import Doubles

# Descents that are caught no farther apart than this are in the same pit: hills are at least π
# apart.
_SAME_PIT = 1.5
# So many pits are named.
_MOST_PITS = 3


def opening(film: SwarmFilm, title: str) -> Card:
    """Return what a swarm's film begins with; `title` is the user's, and may be empty."""
    recipe, count = film.swarm.recipe, len(film.swarm.points)
    first = f"{counted(count).capitalize()} points roll down the same hills, along x₀"
    noise = "Only the random kicks are different for each of them."
    lines = (f"{first}. {noise}",) if title else (noise,)
    reached = float(free_run(recipe, np.array([0, recipe.steps]))[0, 0])
    within = f"in {steps_text(recipe.steps)}"
    fine = f"Without hills x₀ would come to {rounded(reached)} {within}."
    return Card(title or first, lines, (fine, *controls(recipe)))


def news(film: SwarmFilm) -> list[News]:
    """Return what happens in a swarm: when half of the descents have been caught."""
    count = len(film.catches)
    half = (count + 1) // 2
    order = np.argsort(film.catches, kind="stable")
    step = film.catches[order[half - 1]]
    if np.isnan(step) or step <= film.steps[0]:
        return []
    frame = min(int(np.searchsorted(film.steps, step)), film.frames - 1)
    x0 = film.points[frame, order[:half], 0]
    where = f"between x₀ = {rounded(float(x0.min()))} and {rounded(float(x0.max()))}"
    line = f"{half:,} of {count:,} have been caught by step {int(step):,}, {where}."
    return [News(int(step), Card("Half are caught", (line,), kind=PhaseKind.SNAG))]


def ending(film: SwarmFilm, commands: Sequence[str]) -> Card:
    """Return what a swarm's film ends with.

    Parameters
    ----------
    film : SwarmFilm
        What is shown.
    commands : sequence of str
        See `render.overlays.commands`.
    """
    caught = film.kinds[-1] == CAUGHT
    count, number = len(caught), int(caught.sum())
    x0 = film.points[-1, :, 0]
    heading = f"{number:,} of {count:,} are caught at step {film.steps[-1]:,}"
    if number == count:
        heading = f"All {count:,} are caught at step {film.steps[-1]:,}"
    elif not number:
        heading = f"None of {count:,} is caught at step {film.steps[-1]:,}"
    lines = []
    pits = [pit[:, 0] for pit in find_pits(film.points[-1, caught, :2])]
    if pits:
        named = sorted(pits, key=lambda pit: -len(pit))[:_MOST_PITS]
        places = listed([rounded(float(pit.mean())) for pit in named])
        held = listed([f"{len(pit):,}" for pit in named])
        if len(pits) == 1:
            lines.append(f"One pit holds them, at x₀ = {places}.")
        else:
            told = (
                f"The fullest of {len(pits):,} pits are" if len(pits) > len(named) else "Pits are"
            )
            lines.append(f"{told} at x₀ = {places}, with {held} of them.")
    if 0 < number < count:
        low, high = (rounded(float(value)) for value in (x0[~caught].min(), x0[~caught].max()))
        lines.append(f"{count - number:,} are on their way, from x₀ = {low} to {high}.")
    fine = (" · ".join(recipe_phrases(film.swarm.recipe)), *commands)
    return Card(heading, tuple(lines), fine, PhaseKind.SNAG if number else PhaseKind.FREE)


def find_pits(points: Doubles) -> list[Doubles]:
    """Return caught descents in the groups that are in the same pit.

    Parameters
    ----------
    points : ndarray, shape (n, 2)
        Where they are.

    Returns
    -------
    list of ndarray, shape (m, 2)
        By their least x0.
    """
    left = points[np.argsort(points[:, 0], kind="stable")]
    pits = []
    while len(left):
        # All that can be reached from the first one, from each to the next.
        inside = np.zeros(len(left), np.bool_)
        inside[0] = True
        newest = left[:1]
        while len(newest):
            apart = np.linalg.norm(left[:, None] - newest, axis=2).min(axis=1)
            found = (apart < _SAME_PIT) & ~inside
            inside |= found
            newest = left[found]
        pits.append(left[inside])
        left = left[~inside]
    return pits
