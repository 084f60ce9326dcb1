"""Caption: the words on a frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from render.kernels.strokes import overlay
from render.overlays.layout import Box, Layout
from render.overlays.text import TextRenderer
from render.overlays.word_lines import Placed, back_words, rim_of, write_items
from render.overlays.words import coordinate
from render.scene.film import Film
from render.scene.scene import Scene
from render.theme import Theme
from splotch_tui.core.phases import PhaseKind
from splotch_tui.core.types import Bytes

_SEPARATOR = " · "
_HOP = "hop"
# Parameters below the rest go down to this part of a picture's height: the point is below.
_DEEPEST = 0.28


@dataclass(frozen=True, slots=True)
class Block:
    """Words with something behind them.

    Attributes
    ----------
    backings : list
        Pictures, each with its left column and its upper row.
    write : callable
        Writes the words for a scene into a picture.
    """

    backings: list[Placed]
    write: Callable[[Scene, Bytes], None]

    @property
    def box(self) -> Box:
        """What it lies on."""
        left = min(x for _, x, _ in self.backings)
        top = min(y for _, _, y in self.backings)
        right = max(x + picture.shape[1] for picture, x, _ in self.backings)
        bottom = max(y + picture.shape[0] for picture, _, y in self.backings)
        return left, top, right, bottom

    def draw(self, scene: Scene, pixels: Bytes) -> None:
        """Put it into the picture of a scene."""
        for picture, left, top in self.backings:
            overlay(picture, left, top, pixels)
        self.write(scene, pixels)


class Caption:
    """Writes the title, the step, where the point is, and the parameters.

    Parameters
    ----------
    film : Film
        What is shown.
    layout : Layout
        The measures.
    theme : Theme
        The colours.
    title : str
        Stands at the top; may be empty.

    Attributes
    ----------
    blocks : list of Block
        What is written by itself.
    """

    def __init__(self, film: Film, layout: Layout, theme: Theme, title: str) -> None:
        self._film, self._layout = film, layout
        self._margin = layout.margin
        self._room = layout.room
        size = layout.type
        self._heading = TextRenderer(24 * size, theme.text, theme.sky, bold=True, text=title)
        self._head = TextRenderer(24 * size, theme.text, theme.sky, bold=True)
        self._title = _shortened(title, self._heading, layout.room)
        # A long title takes the whole of the first line.
        wide = self._heading.width(self._title) > layout.width // 2
        self._right_top = layout.margin + (self._heading.height if wide else 0)
        self._line = TextRenderer(15.5 * size, theme.text, theme.sky)
        self._quiet = TextRenderer(15.5 * size, theme.quiet, theme.sky)
        self._doing = {
            kind: TextRenderer(15.5 * size, theme.phases[kind], theme.sky, bold=True)
            for kind in PhaseKind
        }
        self._space = layout.margin // 4
        last = f"step {film.history.recipe.steps:,}"
        self._has_step = self._head.width(last) <= self._room
        # Parameters are beside the rest, or below it: in all frames, as lines that jump are not
        # read.
        steps = (0, *(change.step + 1 for change in film.history.recipe.changes))
        widest = max(
            self._quiet.width(_SEPARATOR.join(group))
            for step in steps
            for group in self._parameters(step)
        )
        self._told, self._decimals = self._fitting_values()
        self._beside = self._widest_left() + layout.margin + widest <= self._room
        self._lowest = layout.height if self._beside else round(_DEEPEST * layout.height)
        beside, backings = self._draw_backings([self._lines(step) for step in steps], layout, theme)
        self.blocks = [Block(backings, self._write_moment)]
        if beside:
            self.blocks.append(Block(beside, self._write_parameters))

    def _draw_backings(
        self, told: list[list[str]], layout: Layout, theme: Theme
    ) -> tuple[list[Placed], list[Placed]]:
        """Return what lies behind the parameters, if they are beside the rest, and behind the rest.

        Parameters
        ----------
        told : list of list of str
            The lines of parameters that there are.
        layout : Layout
            The measures.
        theme : Theme
            The colours.
        """
        rim, margin = rim_of(layout), layout.margin
        aside = max(self._quiet.width(line) for lines in told for line in [*lines, ""])
        below = max(map(len, told)) * self._quiet.height
        left, title = self._widest_left(), self._heading.width(self._title) if self._title else 0
        top = margin
        boxes = []
        beside = []
        if self._beside:
            beside.append((layout.width - margin - aside, self._right_top, aside, below))
            below = aside = 0
            if self._right_top > margin:
                # A long title is above both.
                boxes.append((margin, margin, title, self._heading.height - 2 * rim))
                top, title = self._right_top, 0
        widest = min(max(left, title, aside), self._room)
        boxes.append((margin, top, widest, self._below - top + below))
        return (
            [back_words(layout, theme, *box) for box in beside],
            [back_words(layout, theme, *box) for box in boxes],
        )

    def write(self, scene: Scene, pixels: Bytes) -> None:
        """Put the caption of a scene into a picture."""
        for block in self.blocks:
            block.draw(scene, pixels)

    def _write_moment(self, scene: Scene, pixels: Bytes) -> None:
        """Write the title, the step and the values, and the parameters if these are below."""
        history, axis, row = self._film.history, self._film.axis, scene.row
        left, top = self._margin, self._margin
        if self._title:
            overlay(self._heading.picture(self._title), left, top, pixels)
            top += self._heading.height
        if self._has_step:
            self._write_step(scene, top, pixels)
            top += self._head.height
        if self._told:
            values = history.x0[row], history.xn[row, axis - 1], history.loss[row]
            told = self._values(values, self._told, self._decimals)
            overlay(self._line.picture(told), left, top, pixels)
        if not self._beside:
            self._write_parameters(scene, pixels)

    def _write_parameters(self, scene: Scene, pixels: Bytes) -> None:
        top = self._right_top if self._beside else self._below
        for line in self._lines(scene.step):
            picture = self._quiet.picture(line)
            left = self._room - picture.shape[1] if self._beside else 0
            overlay(picture, self._margin + left, top, pixels)
            top += len(picture)

    def _write_step(self, scene: Scene, top: int, pixels: Bytes) -> None:
        """Write the step, of how many, and what the run is doing, on one base line."""
        kind = self._film.phase_at(scene.step).kind
        items = [
            (self._head, f"step {scene.step:,}"),
            (self._quiet, f"of {self._film.history.recipe.steps:,}"),
            (self._doing[kind], _doing(scene)),
        ]
        write_items(items, self._layout, top + self._head.ascent, self._space, pixels)

    @property
    def _below(self) -> int:
        """The row below title, step and values."""
        rows = [
            self._heading.height if self._title else 0,
            self._head.height if self._has_step else 0,
            self._line.height if self._told else 0,
        ]
        return self._margin + sum(rows)

    def _lines(self, step: int) -> list[str]:
        """Return what is told about the run at a step, as lines that have room."""
        groups = self._parameters(step)
        if self._beside:
            lines = [_SEPARATOR.join(group) for group in groups]
        else:
            parts = [part for group in groups for part in group]
            lines = self._broken([part for part in parts if self._quiet.width(part) <= self._room])
        top = self._right_top if self._beside else self._below
        return lines[: max((self._lowest - top) // self._quiet.height, 0)]

    def _values(self, values: Sequence[float], told: int, decimals: int) -> str:
        """Return the first `told` of the values of x0, xn and the loss, with their names."""
        names = (coordinate(0), coordinate(self._film.axis), "loss")
        items = (
            f"{name} = {value:.{decimals}f}" for name, value in zip(names, values, strict=True)
        )
        return "    ".join(islice(items, told)).replace("-", "−")

    def _fitting_values(self) -> tuple[int, int]:
        """Return how many values, with how many decimals, have room in all frames."""
        for told, decimals in ((3, 2), (2, 2), (1, 2), (1, 0)):
            if self._line.width(self._values(self._widest_values(), told, decimals)) <= self._room:
                return told, decimals
        return 0, 0

    def _widest_values(self) -> list[float]:
        """Return the value of x0, xn and the loss that takes the most room in this film."""
        history = self._film.history
        curves = history.x0, history.xn[:, self._film.axis - 1], history.loss
        return [
            max((float(c.min()), float(c.max())), key=lambda end: len(f"{end:.2f}")) for c in curves
        ]

    def _widest_left(self) -> int:
        """Return how wide the lines at the left get in this film, pixels."""
        steps = self._film.history.recipe.steps
        values = self._values(self._widest_values(), self._told, self._decimals)
        phase = max((str(kind) for kind in PhaseKind), key=len)
        if self._film.hops:
            phase = max(phase, f"{PhaseKind.SNAG}{_SEPARATOR}{_HOP}", key=len)
        step = self._head.width(f"step {steps:,}") + self._quiet.width(f"of {steps:,}")
        doing = self._doing[PhaseKind.SNAG].width(phase)
        return max(step + doing + 2 * self._space, self._line.width(values))

    def _parameters(self, step: int) -> list[list[str]]:
        """Return what is told about the run at a step, in groups that make a line each."""
        recipe = self._film.history.recipe
        phrases = recipe.acting_at(step).caption()
        groups = [phrases[:3], phrases[3:]]
        if recipe.dims > 1:
            groups.append([f"slice along {coordinate(0)} and {coordinate(self._film.axis)}"])
        return groups

    def _broken(self, parts: list[str]) -> list[str]:
        """Return `parts` as lines that are no wider than the picture."""
        lines = parts[:1]
        for part in parts[1:]:
            longer = lines[-1] + _SEPARATOR + part
            if self._quiet.width(longer) <= self._room:
                lines[-1] = longer
            else:
                lines.append(part)
        return lines


def _doing(scene: Scene) -> str:
    """Return what the run is doing, in a word or two; empty while it runs free."""
    return _SEPARATOR.join(filter(None, (scene.phase, _HOP if scene.hopped else "")))


def _shortened(text: str, text_renderer: TextRenderer, room: int) -> str:
    """Return as many words of `text` as are at most `room` pixels wide, and dots for the rest."""
    if text_renderer.width(text) <= room:
        return text
    words = text.split()
    for count in range(len(words) - 1, 0, -1):
        shorter = f"{' '.join(words[:count]).rstrip(',;:·—-')} …"
        if text_renderer.width(shorter) <= room:
            return shorter
    return ""
