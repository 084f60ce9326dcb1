"""FrameTimer: frames as long as there is something to draw, and rest when there is not."""

from __future__ import annotations

from collections.abc import Callable

from textual.screen import Screen

# A screen that rests looks for news as often as this. What a user does wakes it at once.
_SECONDS_BETWEEN_LOOKS = 0.5
# It rests after so long without anything to draw, but not before so many frames.
_SECONDS_TO_REST = 1.0
_FRAMES_TO_REST = 8


class FrameTimer:
    """Calls for frames.

    Parameters
    ----------
    screen : Screen
        Which is drawn.
    fps : float
        Frames a second.
    frame : callable
        Draws one; returns whether there was anything to draw, or soon will be.
    has_news : callable
        Whether there is anything that the last frame has not shown.
    """

    def __init__(
        self,
        screen: Screen[None],
        fps: float,
        frame: Callable[[], bool],
        has_news: Callable[[], bool],
    ) -> None:
        self._draw = frame
        self._has_news = has_news
        self._quiet = 0
        self._most_quiet = max(_FRAMES_TO_REST, round(_SECONDS_TO_REST * fps))
        self._frames = screen.set_interval(1 / fps, self._frame)
        self._looks = screen.set_interval(_SECONDS_BETWEEN_LOOKS, self._look, pause=True)

    def wake(self) -> None:
        """Draw frames: something has been done."""
        self._quiet = 0
        self._looks.pause()
        self._frames.resume()

    def _frame(self) -> None:
        self._quiet = 0 if self._draw() else self._quiet + 1
        if self._quiet >= self._most_quiet:
            self._frames.pause()
            self._looks.resume()

    def _look(self) -> None:
        if self._has_news():
            self.wake()
