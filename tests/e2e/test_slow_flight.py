"""The flight over a slow link: pictures come, nothing queues, and keys are answered meanwhile."""

import sys
from collections import deque
from statistics import median
from time import monotonic

import pytest

# A round trip of 100 ms, and so many bytes a second.
_DELAY, _BANDWIDTH = 0.05, 62_000.0
_FRAME = b"\x1b[?2026h"


class SlowTerminal:
    """What stands between the app and a terminal that shows what has arrived by now."""

    def __init__(self, app):
        self.app = app
        self.frames = 0
        self.most_waiting = 0.0
        self._down = deque()
        self._up = deque()
        self._free_at = 0.0

    def step(self):
        """Let a moment pass."""
        app = self.app
        before = len(app.sent)
        show, app.feed = app.feed, lambda _: None
        assert app.read(0.002), "the app ended"
        app.feed = show
        now = monotonic()
        if new := bytes(app.sent[before:]):
            self._free_at = max(now, self._free_at) + len(new) / _BANDWIDTH
            self._down.append((self._free_at + _DELAY, new))
        self.most_waiting = max(self.most_waiting, self._free_at - now)
        while self._down and self._down[0][0] <= now:
            arrived = self._down.popleft()[1]
            self.frames += arrived.count(_FRAME)
            app.feed(arrived)
            answers = arrived.count(b"\x1b[6n") * b"\x1b[12;120R"
            answers += arrived.count(b"\x1b[?2026$p") * b"\x1b[?2026;2$y"
            self.send(answers)
        while self._up and self._up[0][0] <= now:
            app.press(self._up.popleft()[1])

    def send(self, data):
        """Put keys or answers on the way."""
        if data:
            self._up.append((monotonic() + _DELAY, data))

    def until(self, condition, seconds=90.0):
        """Let time pass until the condition holds, and return how long that took."""
        began = monotonic()
        while not condition():
            assert monotonic() < began + seconds, f"it never happened; the screen:\n{self.app.text}"
            self.step()
        return monotonic() - began


@pytest.mark.parametrize("keys", ["v", "vV"], ids=["small", "large"])
def test_frames_arrive_keys_are_answered_and_nothing_queues(terminal, keys):
    app = terminal(
        "--preset",
        "original",
        "--fps",
        "10",
        command=(sys.executable, "-m", "splotch_tui"),
        environment={"TERM": "xterm-256color", "COLORTERM": "truecolor"},
    )
    slow = SlowTerminal(app)
    slow.until(lambda: app.step > 10)
    slow.send(keys)
    slow.until(lambda: "flight over the hills" in app.text or "flight, along" in app.text)
    # By now it knows how fast the link is.
    end = app.step + 200
    slow.until(lambda: app.step > end)
    slow.most_waiting, slow.frames, began = 0.0, 0, monotonic()
    waits = []
    for _ in range(3):
        for word in ("paused", "running"):
            slow.send(" ")
            waits.append(slow.until(lambda word=word: word in app.screen.display[0]))
            step = app.step
            if word == "running":
                slow.until(lambda step=step: app.step > step + 40)
    assert slow.frames / (monotonic() - began) > 2.0
    # On the way there and back, and behind what is under way.
    assert median(waits) < 0.5
    assert slow.most_waiting < 0.7
    # There is something in every cell of the picture.
    rows = [app.screen.buffer[y] for y in range(30, 34)]
    assert all(row[x].bg != "default" for row in rows for x in range(90, 110))
