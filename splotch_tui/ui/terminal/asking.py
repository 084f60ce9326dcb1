"""Asking the terminal, where no app runs in it, whether it shows pictures of pixels."""

from __future__ import annotations

import os
import select
from time import monotonic

from splotch_tui.core.errors import SplotchError
from splotch_tui.ui.terminal.graphics import ANSWER, Graphics, graphics_question

# How long an answer is waited for. Every terminal has one to the last question.
_PATIENCE = 1.0
_AT_ONCE = 4096


def ask_graphics() -> Graphics | None:
    """Return what the terminal says of pictures; None where it says nothing.

    Raises
    ------
    SplotchError
        There is no terminal, or it is another program's at the moment.
    """
    # Windows has neither.
    import termios
    import tty

    # Whatever stdin and stdout are: a report may go into a file.
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        raise SplotchError("there is no terminal") from None
    try:
        if os.tcgetpgrp(terminal) != os.getpgrp():
            raise SplotchError("this runs in the background")
        before = termios.tcgetattr(terminal)
        try:
            # What is answered is not to be seen, nor to wait for a line's end.
            tty.setcbreak(terminal)
            os.write(terminal, graphics_question().encode())
            return _take_answers(terminal)
        finally:
            termios.tcsetattr(terminal, termios.TCSAFLUSH, before)
    finally:
        os.close(terminal)


def _take_answers(terminal: int) -> Graphics | None:
    graphics, text = Graphics(), ""
    end = monotonic() + _PATIENCE
    while (left := end - monotonic()) > 0:
        ready, _, _ = select.select([terminal], [], [], left)
        data = os.read(terminal, _AT_ONCE) if ready else b""
        if not data:
            break
        text += data.decode("ascii", "replace")
        answers = ANSWER.findall(text)
        if answers and answers[-1].endswith("c"):
            for answer in answers:
                graphics.take(answer)
            return graphics
    return None
