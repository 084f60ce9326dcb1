"""HelpScreen: what is seen, in a few lines; and every key, from the registry of keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid, ItemGrid, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from splotch_tui.core.kernels.phase_criterion import (
    BEYOND_DIFFUSION,
    CLIMBING_AGAIN,
    CLIMBING_FREELY,
    STALLED,
)
from splotch_tui.ui.keys import GROUPS, KEYS, Key
from splotch_tui.ui.screens.dialog import Dialog
from splotch_tui.ui.widgets.lines import as_shown

FORMULA = "L(x) = −x0 + ε Σ x_j splotch_j(x)"
# What is seen, a line or two on each.
SEEN = {
    "x0 … xD": "A point rolls down L. Without hills x0 climbs freely, and x1 … xD move by noise.",
    "splotch": "A sum of waves: hills without end. x_j weighs it: farther out, higher hills.",
    "demon": f"The xn run off over {BEYOND_DIFFUSION:g} times as far as by noise, and outgrow x0: "
    f"the hills rise. It ends when they rest, and x0 climbs at {CLIMBING_FREELY:.0%} of its free "
    "speed again.",
    "snag": f"x0 climbs at under {STALLED:.0%} of its free speed: the point is caught. It ends at "
    f"{CLIMBING_AGAIN:.0%}. A caught point may hop to another basin.",
    "judged": "Over windows of 256 steps, or longer ones where steps are short. The status shows "
    "x0's climb over the last, in percent of its free one.",
}
# What each of the signs on the step axis marks.
_MARKED = {
    "demon": "A demon begins",
    "snag": "A snag begins",
    "free": "It runs free again",
    "hop": "A snagged run moved to another basin",
    "change": "A parameter was changed",
}


class HelpScreen(Dialog[None]):
    """Says what is seen, and lists keys and what they do, by group.

    Parameters
    ----------
    key_text : callable
        Returns the keys of an action as people read them.
    marks : mapping of str
        The signs on the step axis, by what they mark.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,Q", "dismiss", "close"),
    ]

    def __init__(self, key_text: Callable[[Key], str], marks: Mapping[str, str]) -> None:
        super().__init__()
        self._key_text = key_text
        self._marks = marks

    def compose(self) -> ComposeResult:
        """Lay out what is seen, and below it the groups, side by side where there is room."""
        keys = {key: as_shown(self._key_text(key), self) for key in KEYS}
        width = max(map(len, keys.values()))
        with VerticalScroll(id="help") as box:
            box.border_title = "help"
            box.border_subtitle = "esc closes"
            yield from self._seen()
            with ItemGrid(min_column_width=44):
                sections = {
                    group: [(keys[key], key.about) for key in members]
                    for group, members in GROUPS.items()
                }
                sections["below the traces"] = [
                    (self._marks[kind], about) for kind, about in _MARKED.items()
                ]
                for group, rows in sections.items():
                    lines = [Content.styled(group, "$text-muted")]
                    for sign, about in rows:
                        shown = f"{sign:>{width}}  "
                        lines.append(Content.assemble((shown, "$text-accent bold"), about))
                    yield Static(Content("\n").join([*lines, Content("")]))

    def _seen(self) -> ComposeResult:
        """Yield the formula and what is in it, each beside its name."""
        yield Static(Content.styled(as_shown(FORMULA, self), "bold"), id="formula")
        with Grid(id="seen"):
            for name, about in SEEN.items():
                yield Static(Content.styled(as_shown(name, self), "$text-accent bold"))
                yield Static(Content(as_shown(about, self)))
