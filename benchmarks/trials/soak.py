"""The app at full speed for long, with all that one does in it: nothing may grow or get slower."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from time import monotonic

from terminal import Terminal

from trials import Outcome

# At scale 1, and how long a round is then. Fewer rounds are too few to say whether anything grows.
_SECONDS, _ROUND_SECONDS, _FEWEST_ROUNDS = 600, 20, 9
_SIZE = (120, 40)
_TERMINAL = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
_FRAME = b"\x1b[?2026h"
# No run comes to its end; and 1, 2 and 3 are not typed: where a dialog is late they are presets.
_ENDLESS = ("--steps", "10000000000")
# The place of a parameter below the first.
_DIMS = 4
_LEFT, _RIGHT, _UP, _DOWN, _ESCAPE = "\x1b[D", "\x1b[C", "\x1b[A", "\x1b[B", "\x1b"
_CLEAR, _REDRAW, _PALETTE = "\x15", "\x0c", "\x10"
_MAIN_KEYS = (*"rnp[]{}+-fvsuy ", "\t", _LEFT, _RIGHT)
_TYPED = (*"0456789.:-[]ab ", _UP, _DOWN, _LEFT, _RIGHT, "\x7f", "\x1b[5~", "\x1b[6~")


@dataclass(frozen=True)
class _Sample:
    """The app at full speed, at the end of a round: megabytes, threads, files, frames a second."""

    memory: float
    threads: float
    files: float
    frames: float


class _Counted(Terminal):
    """A terminal that counts frames, and keeps no more than a whole screen takes."""

    frames = 0

    def feed(self, data: bytes) -> None:
        self.frames += data.count(_FRAME)
        del self.sent[:-200_000]


class _Soak:
    """The app under way."""

    def __init__(self, app: _Counted, home: Path, rng: random.Random) -> None:
        self._app = app
        self._home = home
        self._rng = rng
        self.samples: list[_Sample] = []
        self.keys = 0

    def round(self, seconds: float) -> None:
        """Do everything once, in any order, as far as there is time; then look at the app."""
        end = monotonic() + 0.8 * seconds
        actions: list[Callable[[], None]] = [
            *[self._press_keys] * 3,
            *[self._change_size] * 2,
            self._change_dims,
            self._compare,
            self._export,
            self._open,
            self._save,
            *(lambda key=key: self._dialog(key) for key in ("?", _PALETTE, "\r", "g", "e")),
        ]
        self._rng.shuffle(actions)
        for left, act in zip(range(len(actions), 0, -1), actions, strict=True):
            if monotonic() >= end:
                break
            pause = monotonic() + (end - monotonic()) / left
            act()
            self._let_pass(pause - monotonic())
        self._to_full_speed()
        self._let_pass(0.05 * seconds)
        began, frames = monotonic(), self._app.frames
        self._let_pass(0.15 * seconds)
        self.samples.append(self._look((self._app.frames - frames) / (monotonic() - began)))
        for path in self._home.rglob("*"):
            if path.suffix in {".npz", ".gif", ".png"}:
                path.unlink(missing_ok=True)

    def _look(self, frames: float) -> _Sample:
        process = Path(f"/proc/{self._app.child.pid}")
        lines = (process / "status").read_text().splitlines()
        of = dict(line.split(":", 1) for line in lines)
        files = sum(1 for _ in (process / "fd").iterdir())
        return _Sample(int(of["VmRSS"].split()[0]) / 1024, int(of["Threads"]), files, frames)

    def _let_pass(self, seconds: float) -> None:
        end = monotonic() + seconds
        while monotonic() < end:
            assert self._app.read(), "the app ended"

    def _press(self, *keys: str, wait: float = 0.05) -> None:
        self.keys += len(keys)
        self._app.press("".join(keys))
        self._let_pass(wait)

    def _press_keys(self) -> None:
        self._press(*self._rng.choices(_MAIN_KEYS, k=12))

    def _change_size(self) -> None:
        self._app.resize(self._rng.randint(1, 200), self._rng.randint(1, 60))

    def _change_dims(self) -> None:
        self._press(_DOWN * _DIMS, *self._rng.choices((_LEFT, _RIGHT), k=9), _UP * _DIMS)

    def _compare(self) -> None:
        self._press("c", "n", wait=0.5)
        self._press("c")

    def _dialog(self, opening: str) -> None:
        self._press(opening, wait=0.2)
        self._press(*self._rng.choices(_TYPED, k=10), wait=0.2)
        self._close()

    def _close(self) -> None:
        for _ in range(2):
            # One by one: together they are another key.
            self._press(_ESCAPE, wait=0.15)

    def _export(self) -> None:
        """Make a film or a picture, of few steps and as small as the form offers."""
        turn, rows, steps = self._rng.choice(((_RIGHT, 6, "0:40"), (_LEFT, 5, "40")))
        self._press("e", wait=0.2)
        self._press(turn, _DOWN * 2, _LEFT, _DOWN * (rows - 2), _CLEAR, steps, "\r", wait=0.2)
        self._close()

    def _open(self) -> None:
        self._press("o", wait=0.3)
        self._press(_DOWN * self._rng.randint(0, 5), "\r", wait=0.5)
        self._close()

    def _save(self) -> None:
        self._press("w")

    def _to_full_speed(self) -> None:
        """Start a run, as fast as it goes, whatever was before."""
        self._app.resize(*_SIZE)
        self._close_all()
        self._press("r", "+" * 20)

    def _close_all(self) -> None:
        """Close dialogs until none is in a screen that is drawn anew."""
        shown = b"esc "
        while b"esc " in shown or b"Search" in shown:
            self._press(_ESCAPE, wait=0.1)
            self._app.sent.clear()
            self._press(_REDRAW)
            self._app.until(lambda: b"\x1b[2J" in self._app.sent)
            self._let_pass(0.3)
            shown = bytes(self._app.sent)


def run(seed: int, scale: float) -> Iterator[Outcome]:
    """Soak the app, for ten minutes at scale 1."""
    seconds = scale * _SECONDS
    rounds = max(2, round(seconds / _ROUND_SECONDS))
    with tempfile.TemporaryDirectory(prefix="splotch-soak-") as folder:
        home = Path(folder)
        app = _Counted(_ENDLESS, home, size=_SIZE, answer_after=0.0, environment=_TERMINAL)
        try:
            app.until(lambda: app.frames > 5)
            soak = _Soak(app, home, random.Random(seed))
            for _ in range(rounds):
                soak.round(seconds / rounds)
            faults = _leave(app)
        finally:
            app.close()
    thirds = [soak.samples[rounds * n // 3 : rounds * (n + 1) // 3] for n in range(3)]
    if rounds < _FEWEST_ROUNDS:
        thirds = [soak.samples] * 3
    else:
        faults += (*_growth(*thirds),)
    what = f"{seconds:.0f} s at full speed, by keys"
    yield Outcome(
        what, soak.keys, "; ".join(_lines(thirds)), tuple(f"seed {seed}: {one}" for one in faults)
    )


def _leave(app: _Counted) -> tuple[str, ...]:
    """Leave, and return what was not as it should be."""
    # Twice: a film may be under way.
    app.press("qq")
    try:
        code = app.end(60)
    except AssertionError as error:
        return (f"{error}: {bytes(app.sent[-300:])!r}",)
    return () if code == 0 else (f"it ended with {code}",)


def _mean(samples: Sequence[_Sample], name: str) -> float:
    return fmean(getattr(sample, name) for sample in samples)


def _lines(thirds: Sequence[Sequence[_Sample]]) -> Iterator[str]:
    """Yield each figure's means over the three thirds."""
    units = {"memory": "MB", "threads": "threads", "files": "files", "frames": "frames/s"}
    for name, unit in units.items():
        yield " → ".join(f"{_mean(third, name):.1f}" for third in thirds) + f" {unit}"


def _growth(
    first: Sequence[_Sample], middle: Sequence[_Sample], last: Sequence[_Sample]
) -> Iterator[str]:
    """Yield what was not steady."""
    memory = _mean(last, "memory") / _mean(middle, "memory")
    if memory > 1.05:
        yield f"memory grew by {memory - 1:.1%} from the middle third to the last"
    for name in ("threads", "files"):
        # One more or less: a film may be under way or not.
        if _mean(last, name) > _mean(middle, name) + 1:
            yield f"{name} grew from the middle third to the last"
    if _mean(last, "frames") < 0.8 * _mean(first, "frames"):
        yield "frames came more slowly in the last third than in the first"
