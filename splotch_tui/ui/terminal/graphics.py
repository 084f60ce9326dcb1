"""Graphics: whether the terminal shows pictures of pixels, by its own word.

textual-image asks the terminal as soon as it is imported, reads the answer itself, and takes a key
that comes first for one. So it is not asked: the questions are ours, they go out when the first
picture is wanted, and the answers come as events.
"""

from __future__ import annotations

import os
import re
import struct
import sys
from collections.abc import Mapping
from enum import StrEnum
from importlib.util import find_spec

from textual.message import Message

# Whether it takes kitty's pictures; how many pixels a cell has; what else it can. Every terminal
# answers the last one, after the others.
_KITTY_QUESTION = "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\"
_CELL_QUESTION, LAST_GRAPHICS_QUESTION = "\x1b[16t", "\x1b[c"
# Programs and consoles between here and what shows pictures, which take kitty's question for the
# title of a window, or for text.
_TAKEN_AMISS = ("linux", "screen", "tmux")
# The answers, and what any of them may begin with.
ANSWER = re.compile(r"\x1b_G[^\x1b\x07]*(?:\x1b\\|\x07)|\x1b\[\?[\d;]*c|\x1b\[6;\d+;\d+t")
ANSWER_BEGUN = re.compile(r"\x1b(?:_(?:G[^\x1b\x07]*\x1b?)?|\[(?:\?[\d;]*|6(?:;[\d;]*)?)?)?\Z")
_CELL = re.compile(r"\x1b\[6;(\d+);(\d+)t")
_SIXEL = "4"
# Pixels of a cell where the terminal does not say: kitty's pictures are fitted into cells anyway.
_USUAL_CELL = 10, 20


class GraphicsAnswer(Message):
    """The terminal has answered a question about graphics.

    Parameters
    ----------
    text : str
        What it said.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class Protocol(StrEnum):
    """How a terminal takes pictures."""

    KITTY = "kitty"
    SIXEL = "sixel"


def are_installed() -> bool:
    """Whether the extra `pictures` is there."""
    return find_spec("textual_image") is not None


def graphics_question(environment: Mapping[str, str] = os.environ) -> str:
    """Return what to ask the terminal."""
    taken_amiss = environment.get("TERM", "").startswith(_TAKEN_AMISS) or any(
        environment.get(name) for name in ("TMUX", "STY")
    )
    return ("" if taken_amiss else _KITTY_QUESTION) + _CELL_QUESTION + LAST_GRAPHICS_QUESTION


def cell_of_window() -> tuple[int, int] | None:
    """Return width and height of a cell, pixels, as the system knows them; None: it does not.

    xterm tells the system, and as a rule no one who asks.
    """
    # Windows has neither.
    import fcntl
    import termios

    assert sys.__stdin__ is not None
    try:
        size = fcntl.ioctl(sys.__stdin__.fileno(), termios.TIOCGWINSZ, bytes(8))
    except OSError:
        return None
    rows, columns, width, height = struct.unpack("4H", size)
    return (width // columns, height // rows) if width and height and columns and rows else None


class Graphics:
    """What the terminal has said so far.

    Attributes
    ----------
    protocol : Protocol, optional
        How it takes pictures; None: it does not, or has not said yet.
    cell : tuple of int
        Width and height of a cell, pixels.
    """

    def __init__(self) -> None:
        self.protocol: Protocol | None = None
        self.cell = _USUAL_CELL
        self._has_cell = False

    def take(self, answer: str) -> None:
        """Take an answer."""
        if cell := _CELL.fullmatch(answer):
            height, width = map(int, cell.groups())
            if width and height:
                self.cell, self._has_cell = (width, height), True
        elif answer.startswith("\x1b_G"):
            if ";OK" in answer:
                self.protocol = Protocol.KITTY
        elif self.protocol is None and _SIXEL in answer[3:-1].split(";")[1:]:
            # Sixels are not fitted into cells: how large these are has to be known.
            known = self.cell if self._has_cell else cell_of_window()
            if known is not None:
                self.cell, self.protocol = known, Protocol.SIXEL
