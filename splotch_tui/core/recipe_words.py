"""What a run's parameters were, in the words of captions, with what was changed by hand."""

from __future__ import annotations

import numpy as np

from splotch_tui.core.recipe import Change, Recipe

# A value that held for less than this part of a run is one on the way to another.
_BRIEF = 0.02
# More values than these are told by the least and the greatest.
_MOST_VALUES = 4


def told_recipe(recipe: Recipe) -> list[str]:
    """Return what a run's parameters were, all values that held, a phrase for each."""
    phrases = recipe.restated_at(0).caption()
    for name, parameter in recipe.live_parameters.items():
        values = _values_held(recipe, name)
        if len(values) == 1:
            continue
        start = parameter.phrase(values[0])
        if len(values) <= _MOST_VALUES:
            phrase = " → ".join((start, *map(parameter.text, values[1:])))
        else:
            low, high = parameter.text(min(values)), parameter.text(max(values))
            phrase = f"{parameter.symbol} from {low} to {high}"
        if start in phrases:
            phrases[phrases.index(start)] = phrase
        else:
            phrases.append(phrase)
    return phrases


def _values_held(recipe: Recipe, name: str) -> list[float]:
    """Return the values of a live parameter in their order, without those that hardly held."""
    changed = {
        change.step: change.value for change in acting_changes(recipe) if change.parameter == name
    }
    changed[0] = value_at(recipe, 0, name)
    steps = sorted(changed)
    lasted = np.diff([*steps, recipe.steps])
    held: list[float] = []
    for step, length in zip(steps, lasted, strict=True):
        brief = length < _BRIEF * recipe.steps and step not in (steps[0], steps[-1])
        if not brief and (not held or changed[step] != held[-1]):
            held.append(changed[step])
    return held


def acting_changes(recipe: Recipe) -> list[Change]:
    """Return the changes that some step was taken under."""
    return [change for change in recipe.changes if change.step < recipe.steps]


def value_at(recipe: Recipe, step: int, name: str) -> float:
    """Return the value of a live parameter on the step leaving point number `step`."""
    value = recipe.restated_at(step).value(name)
    # Only numbers may change while a run goes on.
    assert isinstance(value, int | float)
    return float(value)
