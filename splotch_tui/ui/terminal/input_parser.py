"""InputParser: what is pasted is text, whatever is in it, and no report does harm.

Textual takes an escape character within a paste for the beginning of a key, and so some of what
follows for keys, which then act; and so the answers to what others have asked, such as for a
colour. And it divides by the size that a terminal reports.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from time import monotonic

from textual._xterm_parser import XTermParser
from textual.message import Message

from splotch_tui.ui.terminal.graphics import ANSWER, ANSWER_BEGUN, GraphicsAnswer

_ESCAPE, _START, _END = "\x1b", "\x1b[200~", "\x1b[201~"
# An answer that is a string (OSC, DCS, SOS, PM, APC), as terminals send it: at once.
_STRING = re.compile(r"\x1b[]PX^_][^\x1b\x07]*(?:\x1b\\|\x07)")
# So long the rest of an answer is waited for: the escape key is a whole one's beginning.
_SECONDS_TO_REST_OF_ANSWER = 0.15


class InputParser(XTermParser):
    """Makes events of what a terminal sends.

    Parameters
    ----------
    debug : bool
        Whether Textual logs keys.
    expects_graphics : callable
        Returns whether answers about graphics may come, perhaps in parts.
    """

    def __init__(
        self, debug: bool = False, expects_graphics: Callable[[], bool] = lambda: False
    ) -> None:
        super().__init__(debug)
        self._expects_graphics = expects_graphics
        # What may be the beginning of such an answer, and when it came.
        self._begun, self._begun_at = "", 0.0
        self._pasting = False
        # The last characters that went by, which may begin a paste; those of a paste that may end
        # it, which wait for the others.
        self._passed = self._waiting = ""

    def feed(self, data: str) -> Iterable[Message]:
        """Yield the events in what has come; nothing more will after an empty string."""
        text, self._waiting = self._waiting + data, ""
        parts = []
        while text:
            part, text = self._pasted(text) if self._pasting else self._typed(text)
            parts.append(part)
        found: list[Message] = []
        clean = _STRING.sub("", self._without_answers("".join(parts), found, whole=not data))
        if clean or not data:
            found += super().feed(clean)
        return found

    def tick(self) -> Iterable[Message]:
        """Yield what is clear now that nothing more has come."""
        found: list[Message] = []
        if self._begun and monotonic() - self._begun_at > _SECONDS_TO_REST_OF_ANSWER:
            begun, self._begun = self._begun, ""
            found += super().feed(begun)
        found += super().tick()
        return found

    def _without_answers(self, text: str, found: list[Message], *, whole: bool) -> str:
        """Return text without answers about graphics, which are put among those found."""
        text, self._begun = self._begun + text, ""
        found += (GraphicsAnswer(answer) for answer in ANSWER.findall(text))
        text = ANSWER.sub("", text)
        begun = ANSWER_BEGUN.search(text)
        if begun and not whole and self._expects_graphics():
            self._begun, self._begun_at = begun[0], monotonic()
            return text[: begun.start()]
        return text

    def parse_mouse_code(self, code: str) -> Message | None:
        """Return the event of a mouse, which cannot be where a terminal has no size."""
        if self.terminal_size is not None and not all(self.terminal_size):
            self.terminal_size = None
        return super().parse_mouse_code(code)

    def _typed(self, text: str) -> tuple[str, str]:
        """Return what is before a paste, its beginning included, and the rest."""
        seen = self._passed + text
        _, start, rest = seen.partition(_START)
        self._pasting = bool(start)
        self._passed = "" if start else seen[1 - len(_START) :]
        return text[: len(text) - len(rest)], rest

    def _pasted(self, text: str) -> tuple[str, str]:
        """Return the paste without escape characters, but with its end, and the rest."""
        pasted, end, rest = text.partition(_END)
        self._pasting = not end
        last = pasted.rfind(_ESCAPE)
        if not end and last >= 0 and _END.startswith(pasted[last:]):
            pasted, self._waiting = pasted[:last], pasted[last:]
        return pasted.replace(_ESCAPE, "") + end, rest
