"""TerminalDriver: it takes in whatever comes, gives the terminal back clean, stops and goes on.

What is asked of a terminal is answered later, over a slow link much later: an answer that comes
when the app has ended is typed into the shell. Textual's driver stops and goes on inside of signal
handlers, wherever the app is then, and does not draw again; and where what comes is no UTF-8, as a
letter with an accent from an older terminal, it ends the app.
"""

from __future__ import annotations

import os
import signal
from codecs import getincrementaldecoder
from contextlib import suppress
from select import select
from time import monotonic
from typing import Any

from textual._parser import ParseError
from textual.drivers.linux_driver import LinuxDriver
from textual.events import CursorPosition
from textual.message import Message

from splotch_tui.ui.terminal.answers import SECONDS_UNTIL_LOST, Answers
from splotch_tui.ui.terminal.frame_gate import QUESTION
from splotch_tui.ui.terminal.graphics import LAST_GRAPHICS_QUESTION
from splotch_tui.ui.terminal.input_parser import InputParser

# Bytes read at once, and how often it is looked whether to go on.
_AT_ONCE, _SECONDS_BETWEEN_LOOKS = 4096, 0.1
_NO_FOCUS_REPORTS = "\x1b[?1004l"


class TerminalDriver(LinuxDriver):
    """The driver for a terminal."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._answers = Answers()
        self._leaving = False
        self._suspended = False
        # What makes the terminal forget what is not text, once.
        self.sent_at_leaving = ""
        self._graphics_asked = float("-inf")
        # Not in a handler of `signal`: that may come while this thread holds a lock.
        self._loop.add_signal_handler(signal.SIGTSTP, self.suspend)
        self._loop.add_signal_handler(signal.SIGCONT, self._go_on)

    def write(self, data: str) -> None:
        """Write to the terminal; once leaving, nothing is asked any more."""
        if data == QUESTION:
            if self._leaving:
                return
            self._answers.note_question()
        if data.endswith(LAST_GRAPHICS_QUESTION):
            if self._leaving:
                return
            self._graphics_asked = monotonic()
        super().write(data)

    def run_input_thread(self) -> None:
        """Take in what the terminal says until told to stop, in a thread of its own."""
        parser = InputParser(self._debug, self._expects_graphics)
        decode = getincrementaldecoder("utf-8")("replace").decode
        stopping = False
        while not stopping:
            # Once more after it was told.
            stopping = self.exit_event.is_set()
            ready, _, _ = select([self.fileno], [], [], _SECONDS_BETWEEN_LOOKS)
            if ready:
                data = os.read(self.fileno, _AT_ONCE)
                stopping = stopping or not data
                if text := decode(data):
                    for event in parser.feed(text):
                        self.process_message(event)
            for event in parser.tick():
                self.process_message(event)
        # A key that is half there will never be whole.
        with suppress(EOFError, ParseError):
            list(parser.feed(""))

    def process_message(self, message: Message) -> None:
        """Take in an event, in the thread that reads."""
        if isinstance(message, CursorPosition):
            self._answers.note_answer()
        super().process_message(message)

    def _expects_graphics(self) -> bool:
        """Whether it may still answer what it was asked about graphics."""
        return monotonic() - self._graphics_asked < SECONDS_UNTIL_LOST

    def start_application_mode(self) -> None:
        """Take the terminal."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._leaving = False
        if self._reads():
            # Its answer follows those to what Textual has just asked.
            self.write(QUESTION)

    def disable_input(self) -> None:
        """Take in all that the terminal has still to say, then read no more."""
        if self.sent_at_leaving:
            self.write(self.sent_at_leaving)
            self.sent_at_leaving = ""
        if self._reads() and self._answers.expected and not self._leaving:
            # What it reports by itself comes before the answer to a last question.
            self._disable_mouse_support()
            self.write(_NO_FOCUS_REPORTS)
            self.write(QUESTION)
            self._leaving = True
            self._answers.wait(self._reads)
        self._leaving = True
        super().disable_input()

    def _reads(self) -> bool:
        """Whether there is a thread that takes in what the terminal says."""
        return self._key_thread is not None and self._key_thread.is_alive()

    def suspend(self) -> None:
        """Give the terminal back and stop, until the shell lets the app go on."""
        if not self._suspended:
            self._suspended = True
            self.suspend_application_mode()
        os.kill(os.getpid(), signal.SIGSTOP)

    def _go_on(self) -> None:
        """Take the terminal again, and draw all of it."""
        if not self._suspended:
            # Stopped by force: the shell has changed the terminal, and taken in what it answered.
            self._leaving = True
            self.suspend_application_mode()
        self._suspended = True
        # In the background this stops again, and comes to nothing.
        self.start_application_mode()
        if self._reads():
            self._suspended = False
            self._app.post_message(self.SignalResume())
