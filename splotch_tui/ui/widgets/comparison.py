"""Comparison: the runs that are shown behind the present one, and what tells each from it."""

from __future__ import annotations

from dataclasses import replace

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.recipe import BY_NAME, Recipe
from splotch_tui.session.snapshot import Snapshot
from splotch_tui.ui.widgets.marks import marks_of
from splotch_tui.ui.widgets.trace_content import Compared

# The colours of pinned runs, unlike those of the present run's lines; in 16 colours as well.
PINNED_COLOURS = (9, 11, 5, 7, 8)
MOST_PINNED = len(PINNED_COLOURS)
# A name says so many differences.
_MOST_SAID = 2


class Comparison:
    """The runs that are pinned, each with a colour that it keeps until it is let go."""

    def __init__(self) -> None:
        self._pinned: list[Compared] = []
        # What the names were worked out from, and these.
        self._named: tuple[object, list[str]] = (None, [])

    def pin(self, seen: Snapshot) -> bool:
        """Pin a run as far as it is, and return whether it was not pinned before.

        One that was, and has gone on since then, is pinned as it is now.

        Raises
        ------
        SplotchError
            As many are pinned as there may be.
        """
        assert seen.record is not None
        for place, one in enumerate(self._pinned):
            if _is_same_run(one.recipe, seen.recipe):
                if seen.record.length > one.record.length:
                    self._pinned[place] = replace(one, record=seen.record, marks=marks_of(seen))
                return False
        if len(self._pinned) == MOST_PINNED:
            raise SplotchError(f"{MOST_PINNED} runs are pinned already")
        taken = {one.colour for one in self._pinned}
        colour = next(colour for colour in PINNED_COLOURS if colour not in taken)
        # Not the snapshot: it holds other runs, too.
        pinned = Compared(seen.record, seen.recipe, "", colour, marks_of(seen), seen.landscape)
        self._pinned.append(pinned)
        return True

    def unpin(self, present: Recipe) -> str:
        """Let go the run that was pinned last, and return its name; empty: none was."""
        return difference(self._pinned.pop().recipe, present) if self._pinned else ""

    def runs(self, present: Snapshot, *, coloured: bool = True) -> tuple[Compared, ...]:
        """Return the pinned runs, and how the present one would have gone on without a change.

        Parameters
        ----------
        present : Snapshot
            The present run.
        coloured : bool
            Whether there are colours: without, all are grey, in the order of their names.
        """
        runs = list(self._pinned)
        if present.ghost is not None and present.ghost_recipe is not None:
            # A change by hand leaves the landscape as it is.
            ghost = Compared(present.ghost, present.ghost_recipe, "", None)
            runs.append(replace(ghost, landscape=present.landscape))
        recipes = [present.recipe, *(one.recipe for one in runs)]
        if recipes != self._named[0]:
            self._named = recipes, [difference(one, present.recipe) for one in recipes[1:]]
        return tuple(
            replace(one, name=name, colour=one.colour if coloured else None)
            for one, name in zip(runs, self._named[1], strict=True)
        )


def _is_same_run(recipe: Recipe, other: Recipe) -> bool:
    """Whether two recipes make the same run, however long each is to be."""
    steps = max(recipe.steps, other.steps)
    return replace(recipe, steps=steps) == replace(other, steps=steps)


def difference(recipe: Recipe, present: Recipe) -> str:
    """Return what tells a recipe from the present one, in a few words."""
    before = present.parameters
    differing = [
        f"{one.symbol} {one.text(recipe.value(name))}"
        for name, one in recipe.parameters.items()
        # The length says little, and another rule has its own parameters.
        if name != "steps"
        and (name in BY_NAME or recipe.rule == present.rule)
        and (name not in before or recipe.value(name) != present.value(name))
    ]
    changes, others = recipe.changes, present.changes
    if changes != others and changes == others[: len(changes)]:
        more = len(others) - len(changes) > 1
        differing.append("without the changes" if more else "without the change")
    elif changes != others:
        known = recipe.parameters
        differing += [
            f"{known[one.parameter].symbol} {known[one.parameter].text(one.value)} at {one.step:,}"
            for one in changes
            if one not in others
        ]
    return ", ".join(differing[:_MOST_SAID]) or "the same run"
