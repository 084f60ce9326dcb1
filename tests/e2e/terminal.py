"""The real command in a real pseudo-terminal, its screen kept by pyte."""

import os
import re
import sys
from collections import deque
from time import monotonic

import pexpect
import pyte
from processes import end_group
from waiting import wait

# What a terminal is asked, and what it answers.
_ANSWERS = {
    b"\x1b[6n": b"\x1b[12;120R",
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",
}
# A string (DCS, APC), such as a picture; what may be the beginning of one.
_STRING = re.compile(rb"\x1b[P_].*?\x1b\\", re.DOTALL)
_STRING_BEGUN = re.compile(rb"\x1b(?:[P_](?:[^\x1b]|\x1b(?!\\))*)?\Z")


class Terminal:
    """Runs `splotch` as a user does.

    With `answer_after` it answers what a terminal is asked, so many seconds later, as over a slow
    link. `command` is what is run instead of `splotch`, `answers` what else it answers. Pictures
    are handed to `pictures.take`, with this terminal, when all before them is on its screen.
    """

    def __init__(
        self,
        arguments,
        home,
        size=(120, 40),
        environment=None,
        answer_after=None,
        command=(sys.executable, "-m", "splotch_tui"),
        answers=None,
        pictures=None,
    ):
        columns, rows = size
        self._known = _ANSWERS | (answers or {})
        self._question = re.compile(b"|".join(map(re.escape, self._known)))
        self._pictures = pictures
        self._begun = b""
        self._answer_after = answer_after
        self._answers = deque()
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.sent = bytearray()
        self.child = pexpect.spawn(
            command[0],
            [*command[1:], *arguments],
            dimensions=(rows, columns),
            cwd=str(home),
            env={
                **os.environ,
                "XDG_DATA_HOME": str(home),
                "XDG_CONFIG_HOME": str(home),
                **(environment or {}),
            },
        )
        # Else it waits 50 ms before each key.
        self.child.delaybeforesend = None

    @property
    def text(self):
        """What the screen shows."""
        return "\n".join(self.screen.display)

    @property
    def unanswered(self):
        """What it has not answered yet."""
        return [answer for _, answer in self._answers]

    def read(self, seconds=0.05):
        """Take in what the app sends within that time; False when it has closed the terminal."""
        while self._answers and self._answers[0][0] <= monotonic():
            self.child.send(self._answers.popleft()[1])
        try:
            data = self.child.read_nonblocking(65536, seconds)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.sent += data
        if self._answer_after is not None:
            due = monotonic() + self._answer_after
            self._answers += ((due, self._known[found]) for found in self._question.findall(data))
        self.feed(data)
        return True

    def feed(self, data):
        """Show what is sent to the terminal."""
        data, self._begun = self._begun + data, b""
        if begun := _STRING_BEGUN.search(data):
            data, self._begun = data[: begun.start()], begun[0]
        end = 0
        for string in _STRING.finditer(data):
            self._feed_text(data[end : string.start()])
            end = string.end()
            if self._pictures is not None:
                self._pictures.take(self, string[0])
        self._feed_text(data[end:])

    def _feed_text(self, data):
        # pyte knows no private modes with an intermediate, nor the kitty keyboard protocol.
        self._stream.feed(re.sub(rb"\x1b\[[<>=?][0-9;]*(\$p|u)", b"", data))

    def until(self, condition, seconds=90.0):
        """Read until the condition holds of this terminal."""
        end = monotonic() + seconds
        while not condition():
            assert monotonic() < end, f"it never happened; the screen:\n{self.text}"
            assert self.read(), f"the app ended; the screen:\n{self.text}"

    def listen(self, seconds):
        """Take in what the app sends for that time."""
        end = monotonic() + seconds
        while monotonic() < end:
            self.read(0.05)

    def listen_to_the_end(self, silence=0.5):
        """Take in what the app sends until it falls silent for so many seconds."""
        before = -1
        while before < len(self.sent):
            before = len(self.sent)
            self.listen(silence)

    def press(self, keys):
        """Send keys as a terminal encodes them."""
        self.child.send(keys)

    def resize(self, columns, rows):
        """Give the terminal another size."""
        self.screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    def end(self, seconds=60.0):
        """Read to the end and return the exit code."""
        end = monotonic() + seconds
        while self.read():
            assert monotonic() < end, "the app did not end"
        # It may have closed the terminal and have more to do: `close` would kill it.
        wait(lambda: not self.child.isalive(), end - monotonic())
        self.child.close()
        return self.child.exitstatus

    def close(self):
        """End the app and the films that it makes, should they still be there."""
        # The child of a pseudo-terminal leads a group of its own.
        end_group(self.child.pid)
        self.child.close(force=True)

    def number(self, pattern):
        """The number that the pattern's group finds on the screen, or None."""
        found = re.search(pattern, self.text)
        return found and float(found[1].replace(",", "").replace("−", "-"))

    @property
    def step(self):
        """The step that the status line tells."""
        return self.number(r"step +([\d,]+) /") or 0

    def dots(self, heading):
        """How many cells of the panel with that heading have dots in them."""
        lines = self.screen.display
        start = next(i for i, line in enumerate(lines) if line.split()[:1] == [heading])
        panel = "".join(lines[start : start + 12])
        return sum("\u2800" < character < "\u2900" for character in panel)


def restored(sent):
    """Whether what was sent to a terminal leaves it as it was found."""

    def last(on, off):
        return sent.rfind(off) > sent.rfind(on)

    return (
        last(b"\x1b[?1049h", b"\x1b[?1049l")
        and last(b"\x1b[?25l", b"\x1b[?25h")
        and all(last(b"\x1b[?%dh" % mode, b"\x1b[?%dl" % mode) for mode in (1000, 1003, 2004))
    )
