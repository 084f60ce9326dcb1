"""Cards: when the story's words are shown, and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from render.kernels.strokes import overlay
from render.overlays import story
from render.overlays.card_picture import LARGE, SMALL, CardPicture, Style, draw_card
from render.overlays.layout import Box, Layout
from render.overlays.sight import Sight
from render.overlays.text import faded
from render.theme import Theme
from splotch_tui.core.types import Bytes, Integers

# Seconds of a film: the opening, news and the ending are shown so long, the first and the last for
# no more than this part of it; what would be shown for less than the shortest is not read.
_OPENING, _NEWS, _ENDING, _PART, _SHORTEST = 3.0, 3.2, 4.6, 0.18, 1.8
# News of many words are shown longer: so many seconds a word, up to so many.
_A_WORD, _LONGEST_NEWS = 0.2, 5.0
# Between two cards that are closer together than this, seconds, what they cover does not come back.
_BETWEEN = 1.4
# Seconds that a card waits for another to be read.
_PATIENCE = 1.8
# Seconds in which a card comes and goes.
_FADE = 0.3
# Where a large card lies is decided by so many looks at what it may cover.
_LOOKS = 24
# Widths at 720 rows, pixels: the most of large cards and of small ones, and the least of these
# where they are beside panels.
_WIDE, _NARROW, _LEAST = 800.0, 640.0, 380.0
# The most of a picture's height that a card takes; and where the lower part of it begins, which
# cards may cover: the point is above.
_HIGH, _LOWER = 0.46, 0.62


@dataclass(frozen=True, slots=True)
class Free:
    """What panels leave free.

    Attributes
    ----------
    first, past : int
        Columns between the lower panels.
    top, bottom : int
        Rows: of the upper edge of all panels, and of the lower edge of the lower ones.
    """

    first: int
    past: int
    top: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A card in a film.

    Attributes
    ----------
    first, past : int
        From which frame on it is there, and from which on no more.
    picture : CardPicture
        What it looks like.
    left, top : int
        Where it is.
    alone : bool
        Whether caption and panels leave while it is there.
    covers : bool
        Whether panels do.
    """

    first: int
    past: int
    picture: CardPicture
    left: int
    top: int
    alone: bool
    covers: bool


@dataclass(frozen=True, eq=False, slots=True)
class Story:
    """What the cards of a film say.

    Attributes
    ----------
    fps : float
        Frames a second.
    steps : ndarray of int, shape (frames,)
        The step that each frame shows, never falling.
    opening, ending : Card
        What it begins and ends with.
    news : list of News
        What happens meanwhile, in its order.
    see : callable
        Returns what is in the pictures of some frames.
    covers : bool
        Whether news may cover panels where there is no room beside them; else they are left out.
    """

    fps: float
    steps: Integers
    opening: story.Card
    ending: story.Card
    news: list[story.News]
    see: Callable[[list[int]], Sight]
    covers: bool = True


class Cards:
    """The cards of a film. Never are there two at a time.

    Parameters
    ----------
    told : Story
        What they say.
    layout : Layout
        The measures.
    theme : Theme
        The colours.
    free : Free
        Where there are no panels.

    Attributes
    ----------
    shown : list of Shown
        In the order of the film.
    """

    def __init__(self, told: Story, layout: Layout, theme: Theme, free: Free) -> None:
        self._told, self._layout, self._theme, self._free = told, layout, theme, free
        self._fps = told.fps
        self._frames = len(told.steps)
        self.shown: list[Shown] = []
        begin, end = 0, self._frames
        opening = self._length(_OPENING)
        if opening and self._place(told.opening, 0, opening, LARGE):
            begin = opening
        ending = self._length(_ENDING)
        if ending and self._place(told.ending, end - ending, end, LARGE):
            end -= ending
        for first, past, card in self._scheduled(begin, end):
            self._place(card, first, past, SMALL)
        self.shown.sort(key=lambda one: one.first)
        self._covering = self._find_covering()

    def leave(self, frame: int) -> tuple[float, float]:
        """Return how strong caption and panels are beside the card of a frame, 0 to 1."""
        words = panels = 1.0
        for one in self._covering:
            # They are gone before it is half there: nothing is read through anything else.
            rest = max(1.0 - 2.0 * self._opacity(one, frame), 0.0)
            words = min(words, rest) if one.alone else words
            panels = min(panels, rest)
        return words, panels

    def boxes(self, frame: int) -> list[tuple[Box, float]]:
        """Return where there are cards in a frame, and how strong they are."""
        shown = [one for one in self.shown if one.first <= frame < one.past]
        boxes = []
        for one in shown:
            height, width = one.picture.pixels.shape[:2]
            box = one.left, one.top, one.left + width, one.top + height
            boxes.append((box, self._opacity(one, frame)))
        return boxes

    def draw(self, frame: int, pixels: Bytes) -> None:
        """Lay the card of a frame over its picture, if there is one."""
        for one in self.shown:
            opacity = self._opacity(one, frame)
            if opacity > 0.0:
                overlay(faded(one.picture.pixels, opacity), one.left, one.top, pixels)

    def _find_covering(self) -> list[Shown]:
        """Return the cards that something leaves for, and the times between those close together.

        What comes back for a moment blinks.
        """
        covering = [one for one in self.shown if one.alone or one.covers]
        between = []
        for one, other in pairwise(covering):
            if 0 < other.first - one.past < _BETWEEN * self._fps:
                fade = round(_FADE * self._fps)
                first, past = one.past - fade, other.first + fade
                between.append(replace(one, first=first, past=past, alone=False))
        return covering + between

    def _opacity(self, one: Shown, frame: int) -> float:
        if not one.first <= frame < one.past:
            return 0.0
        fade = max(_FADE * self._fps, 1.0)
        # A film's first picture and its last are whole.
        come = 1.0 if one.first == 0 else (frame - one.first + 1) / fade
        go = 1.0 if one.past == self._frames else (one.past - frame) / fade
        return min(come, go, 1.0)

    def _length(self, seconds: float) -> int:
        """Return for how many frames a film's first or last card is there; 0: it has no time."""
        length = min(seconds * self._fps, _PART * self._frames)
        return round(length) if length >= _SHORTEST * self._fps else 0

    def _scheduled(self, begin: int, end: int) -> list[tuple[int, int, story.Card]]:
        """Return which news are shown between two frames, from which frame on and to which.

        A new card takes the place of another once that has been read, and waits for it a little; of
        more that come meanwhile only the newest is shown. Hops have what phases and changes leave.
        """
        told, steps = self._told.news, self._told.steps
        # What goes on when the film begins is told as soon as it moves.
        before = [one for one in told if one.step <= steps[0] and one.lasts]
        coming = [one for one in told if steps[0] < one.step <= steps[-1]]
        moving = int(np.searchsorted(steps, steps[0], side="right"))
        events = [(max(begin, moving), one) for one in before[-1:]]
        events += [(max(int(np.searchsorted(steps, one.step)), begin), one) for one in coming]
        shown: list[tuple[int, int, story.Card]] = []
        for minor in (False, True):
            some = [(first, one.card) for first, one in events if one.minor is minor]
            for first, past, card in self._spread(some, end):
                if not any(first < other[1] and other[0] < past for other in shown):
                    shown.append((first, past, card))
        return shown

    def _spread(
        self, events: list[tuple[int, story.Card]], end: int
    ) -> Iterator[tuple[int, int, story.Card]]:
        """Yield events with the frames that they are shown in, one after the other."""
        shortest, patience = (round(seconds * self._fps) for seconds in (_SHORTEST, _PATIENCE))
        placed: list[tuple[int, story.Card]] = []
        for happened, card in events:
            first = happened
            if placed:
                first = max(first, placed[-1][0] + shortest)
            if placed and first - happened > patience:
                # The one before has been waiting too, or has hardly begun.
                first = max(placed.pop()[0], happened)
            placed.append((first, card))
        ends = [first for first, _ in placed[1:]] + [end]
        for (first, card), following in zip(placed, ends, strict=False):
            past = min(first + round(_reading_seconds(card) * self._fps), following, end)
            if past - first >= shortest:
                yield first, past, card

    def _place(self, card: story.Card, first: int, past: int, style: Style) -> bool:
        """Draw a card and put it into the lower part of the picture; say whether it has room."""
        layout, free = self._layout, self._free
        scale, gap = layout.type, max(layout.margin // 2, 2)
        high = _HIGH * layout.height

        def drawn(width: float) -> CardPicture | None:
            return draw_card(card, style, (width, high), scale, self._theme)

        if style is SMALL:
            # Above the panels, where that is in the lower part; or between them.
            picture = drawn(min(_NARROW * scale, layout.room))
            if (
                picture is not None
                and free.top - gap - len(picture.pixels) >= _LOWER * layout.height
            ):
                middle, bottom = layout.width // 2, free.top - gap
                if self._would_cover(first, past, picture, middle, bottom):
                    return False
                self._show(first, past, picture, middle, bottom)
                return True
            room = free.past - free.first - 2 * gap
            picture = drawn(min(_NARROW * scale, room)) if room >= _LEAST * scale else None
            if picture is not None and len(picture.pixels) <= (1.0 - _LOWER) * layout.height:
                self._show(first, past, picture, (free.first + free.past) // 2, free.bottom)
                return True
            if not self._told.covers:
                return False
        picture = drawn(min((_WIDE if style is LARGE else _NARROW) * scale, layout.room))
        if picture is None:
            return False
        if style is LARGE:
            self._show_large(first, past, picture)
        else:
            return self._show_over_panels(first, past, picture)
        return True

    def _show_over_panels(self, first: int, past: int, picture: CardPicture) -> bool:
        """Show a card at the bottom, unless the point is there; say whether it is shown."""
        layout = self._layout
        middle, bottom = layout.width // 2, layout.height - layout.margin
        if self._would_cover(first, past, picture, middle, bottom):
            return False
        self._show(first, past, picture, middle, bottom, covers=True)
        return True

    def _would_cover(
        self, first: int, past: int, picture: CardPicture, middle: int, bottom: int
    ) -> bool:
        """Return whether a card would cover the point, at one time or another."""
        height, width = picture.pixels.shape[:2]
        left = middle - width // 2
        looks = np.linspace(first, past - 1, _LOOKS).astype(int).tolist()
        return self._told.see(looks).has_point_in((left, bottom - height, left + width, bottom))

    def _show_large(self, first: int, past: int, picture: CardPicture) -> None:
        """Show a card alone, where it covers least of what there is to see."""
        layout, margin = self._layout, self._layout.margin
        height, width = picture.pixels.shape[:2]
        sight = self._told.see(np.linspace(first, past - 1, _LOOKS).astype(int).tolist())
        half = -(-width // 2)
        left, right = margin + width // 2, layout.width - margin - half
        low, high = layout.height - margin, margin + height
        # The first of those that cover least.
        places = ((layout.width // 2, low), (left, low), (right, low), (left, high), (right, high))
        middle, bottom = min(
            places,
            key=lambda place: sight.covered(
                (
                    place[0] - width // 2 - margin,
                    place[1] - height - margin,
                    place[0] + half + margin,
                    place[1] + margin,
                )
            ),
        )
        self._show(first, past, picture, middle, bottom, alone=True)

    def _show(
        self,
        first: int,
        past: int,
        picture: CardPicture,
        middle: int,
        bottom: int,
        *,
        alone: bool = False,
        covers: bool = False,
    ) -> None:
        height, width = picture.pixels.shape[:2]
        place = middle - width // 2, bottom - height
        self.shown.append(Shown(first, past, picture, *place, alone, covers))


def _reading_seconds(card: story.Card) -> float:
    """Return how long a card takes to be read."""
    words = len(" ".join((card.heading, *card.lines)).split())
    return min(max(_NEWS, _A_WORD * words), _LONGEST_NEWS)
