"""ParameterPanel: the parameters of a run, one of them chosen."""

from __future__ import annotations

from textwrap import wrap
from typing import ClassVar

from rich.segment import Segment
from textual.events import Resize
from textual.reactive import reactive
from textual.strip import Strip

from splotch_tui.core.parameters import Parameter
from splotch_tui.core.recipe import PARAMETERS, PRESETS, Recipe
from splotch_tui.ui.widgets.lines import Lines

# In the order of the panel: what acts at once comes first. A single choice is none.
_SHOWN = [parameter for parameter in PARAMETERS if len(parameter.choices) != 1]
ORDER: tuple[Parameter, ...] = tuple(sorted(_SHOWN, key=lambda parameter: not parameter.live))
_HEADINGS = {True: "from the next step", False: "from the start"}


class ParameterPanel(Lines):
    """Shows a recipe's parameters, in two groups: at once, and by a new run."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "parameters--heading",
        "parameters--row",
        "parameters--chosen",
        "parameters--help",
    }

    recipe: reactive[Recipe] = reactive(PRESETS["comment"], init=False)
    chosen: reactive[Parameter] = reactive(ORDER[0], init=False)

    def watch_recipe(self) -> None:
        """Repaint."""
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

    def choose(self, distance: int) -> None:
        """Choose the parameter `distance` rows further down."""
        self.chosen = ORDER[(ORDER.index(self.chosen) + distance) % len(ORDER)]

    def _paint(self) -> None:
        width = self.size.width
        heading = self.style_of("parameters--heading")
        if self.size.height == 1:
            self.show([self._row(self.chosen, width)])
            return
        lines: list[Strip] = []
        live: bool | None = None
        for parameter in ORDER:
            if parameter.live is not live:
                live = parameter.live
                lines += [Strip([])] if lines else []
                lines.append(Strip([Segment(_HEADINGS[live], heading)]))
            lines.append(self._row(parameter, width))
        about = self.chosen.about
        style = self.style_of("parameters--help")
        help_lines = [Strip([Segment(line, style)]) for line in wrap(about, max(width, 8))]
        if len(lines) + 1 + len(help_lines) <= self.size.height:
            lines += [Strip([]), *help_lines]
        self.show(lines)

    def _row(self, parameter: Parameter, width: int) -> Strip:
        chosen = parameter is self.chosen
        style = self.style_of(f"parameters--{'chosen' if chosen else 'row'}")
        label = " " + parameter.label
        value = parameter.text(getattr(self.recipe, parameter.name))
        if parameter.name == "steps":
            # As the status line writes it.
            value = f"{self.recipe.steps:,}"
        room = max(width - len(label), 6)
        if len(value) > room - 5:
            value = f"{value[: room - 6]}…"
        # The arrows say which keys change it.
        value = f"‹ {value} ›" if chosen else f"{value}  "
        return Strip([Segment(f"{label}{value:>{room}}", style)])
