"""ParameterPanel: the parameters of a run, one of them chosen."""

from __future__ import annotations

from textwrap import wrap
from typing import ClassVar

from rich.segment import Segment
from textual.events import Click, Resize
from textual.reactive import reactive
from textual.strip import Strip

from splotch_tui.core.parameters import Parameter
from splotch_tui.core.recipe import BY_NAME, PARAMETERS, PRESETS, Recipe
from splotch_tui.core.rules import RULES
from splotch_tui.ui.widgets.lines import Lines, as_shown

_AT_ONCE, _ANEW = "at once", "starts a new run"
_SELDOM = frozenset({"silence", "weights", "engine"})


def _groups(recipe: Recipe) -> dict[str, list[Parameter]]:
    """Return a recipe's parameters by headings: what acts at once, by a new run, and the rule's.

    What is seldom changed comes last.
    """
    # A single choice is none.
    shown = [parameter for parameter in PARAMETERS if len(parameter.choices) != 1]
    own = [parameter for name, parameter in recipe.parameters.items() if name not in BY_NAME]
    groups = {
        _AT_ONCE: [parameter for parameter in shown if parameter.live],
        # The rule last, so that what belongs to it stands below it.
        _ANEW: sorted(
            (one for one in shown if not one.live and one.name not in _SELDOM),
            key=lambda parameter: parameter.name == "rule",
        ),
    }
    if own:
        groups[f"{recipe.rule}: {_AT_ONCE}"] = own
    return groups | {f"controls: {_ANEW}": [one for one in shown if one.name in _SELDOM]}


class ParameterPanel(Lines):
    """Shows a recipe's parameters in groups: at once, by a new run, and the rule's own.

    A click on one chooses it, on its arrows changes it, and a double click types it.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "parameters--heading",
        "parameters--row",
        "parameters--chosen",
        "parameters--help",
    }

    recipe: reactive[Recipe] = reactive(PRESETS["comment"], init=False)
    chosen: reactive[Parameter] = reactive(BY_NAME["epsilon"], init=False)

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        # Which parameter is shown on each line, and where the left arrow of the chosen one is.
        self._shown: list[Parameter | None] = []
        self._left_arrow = 0

    def watch_recipe(self) -> None:
        """Repaint; choose the rule where its own parameter that was chosen is gone."""
        if self.chosen.name not in self.recipe.parameters:
            self.chosen = BY_NAME["rule"]
        self.set_class(bool(self.recipe.rule_parameters), "-own")
        self._paint()

    def watch_chosen(self) -> None:
        """Repaint."""
        self._paint()

    def restyle(self) -> None:
        """Repaint."""
        self._paint()

    def on_resize(self, _event: Resize) -> None:
        """Repaint."""
        self._paint()

    async def on_click(self, event: Click) -> None:
        """Choose the parameter under the mouse; change it, or type it, where it was chosen."""
        clicked = self._shown[event.y] if event.y < len(self._shown) else None
        if clicked is None:
            return
        was_chosen, self.chosen = clicked.name == self.chosen.name, clicked
        # An arrow is hit from beside it, too: it is but a cell.
        if was_chosen and abs(event.x - self._left_arrow) <= 1:
            await self.run_action("screen.change(-1)")
        elif was_chosen and event.x >= self.size.width - 2:
            await self.run_action("screen.change(1)")
        elif event.chain == 2:
            await self.run_action("screen.type")

    def choose(self, distance: int) -> None:
        """Choose the parameter `distance` rows further down."""
        order = [one for group in _groups(self.recipe).values() for one in group]
        place = next(i for i, one in enumerate(order) if one.name == self.chosen.name)
        self.chosen = order[(place + distance) % len(order)]

    def _paint(self) -> None:
        width = self.size.width
        heading = self.style_of("parameters--heading")
        if self.size.height == 1:
            self._shown = [self.chosen]
            self.show([self._row(self.chosen, width)])
            return
        lines: list[Strip] = []
        shown: list[Parameter | None] = []
        place = 0
        for words, group in _groups(self.recipe).items():
            lines += [Strip([])] if lines else []
            lines.append(Strip([Segment(words, heading)]))
            shown += [None] * (len(lines) - len(shown))
            for parameter in group:
                shown.append(parameter)
                place = len(lines) if parameter.name == self.chosen.name else place
                lines.append(self._row(parameter, width))
        if len(lines) > self.size.height:
            # What there is no room for gives way to the chosen one and those about it.
            top = min(max(place - self.size.height // 2, 0), len(lines) - self.size.height)
            bottom = top + self.size.height
            # Where there is more, an arrow stands at the edge; the chosen one has its own there.
            for edge, more, arrow in ((top, top > 0, "↑"), (bottom - 1, bottom < len(lines), "↓")):
                if more and edge != place and self.size:
                    lines[edge] = self._pointing(lines[edge], arrow)
            lines, shown = lines[top:bottom], shown[top:bottom]
        self._shown = shown
        rule = self.chosen.name == "rule"
        about = RULES[self.recipe.rule] if rule else self.chosen.about
        style = self.style_of("parameters--help")
        help_lines = [Strip([Segment(line, style)]) for line in wrap(about, max(width, 8))]
        if len(lines) + 1 + len(help_lines) <= self.size.height:
            lines += [Strip([]), *help_lines]
        self.show(lines)

    def _pointing(self, line: Strip, arrow: str) -> Strip:
        """Return a line with an arrow at its end."""
        style = self.style_of("parameters--heading")
        segment = Segment(as_shown(arrow, self), style)
        return Strip([*line.adjust_cell_length(self.size.width - 1, style), segment])

    def _row(self, parameter: Parameter, width: int) -> Strip:
        chosen = parameter.name == self.chosen.name
        style = self.style_of(f"parameters--{'chosen' if chosen else 'row'}")
        label = " " + parameter.label
        value = parameter.text(self.recipe.value(parameter.name))
        if parameter.name == "steps":
            # As the status line writes it.
            value = f"{self.recipe.steps:,}"
        room = max(width - len(label), 6)
        if len(value) > room - 5:
            value = f"{value[: room - 6]}…"
        # The arrows say which keys change it.
        if chosen:
            self._left_arrow = width - len(value) - 4
            value = f"‹ {value} ›"
        else:
            value = f"{value}  "
        return Strip([Segment(f"{label}{value:>{room}}", style)])
