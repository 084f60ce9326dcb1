"""What happens to any file: bits flip, pieces go missing. And what may stand in it for a text."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

Random = np.random.Generator

# In each there is what a terminal, a printing function, a shell or a markup language would act on.
EVIL_TEXTS = (
    "\x1b]0;owned\x07", "\x1b[2J\x1b[31m", "\x9b31m", "\x90q\x9c", "a\u202eb", "\u2066x\u2069",
    "[bold red]x[/]", "[link=file:///etc/passwd]x[/link]", "\r\nsplotch: all is well", "\ufeff",
    "\U000e0001", "\ue000", "\u0378", "\u2028", "%s{0}$(touch owned)`touch owned`", "\x00", "\x7f",
    "\ud800", "x" * 900_000, "\u202e" * 100_000, "../../../etc/passwd",
    "\x1bPtmux;\x1b\x1b]0;x\x07",
)  # fmt: skip
# For a number, a word or a list.
WRONG_VALUES = (
    [], {}, "x", None, True, -1, 0, 0.5, 1e308, float("inf"), float("nan"), 10**30, "1729", [[]],
    [None], {"a": {}}, "9" * 5000, -0.0, 2**53 + 1,
    [{"step": 1, "parameter": "epsilon", "value": 10**400}],
)  # fmt: skip


def _flipped_bit(random: Random, data: bytes) -> bytes:
    changed = bytearray(data)
    changed[random.integers(len(data))] ^= 1 << int(random.integers(8))
    return bytes(changed)


def _wrong_bytes(random: Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for place in random.integers(0, len(data), random.integers(2, 20)):
        changed[place] = random.integers(256)
    return bytes(changed)


def _cut_short(random: Random, data: bytes) -> bytes:
    return data[: random.integers(len(data))]


def _piece_lost(random: Random, data: bytes) -> bytes:
    begin, end = sorted(random.integers(0, len(data), 2))
    return data[:begin] + data[end:]


def _piece_zeroed(random: Random, data: bytes) -> bytes:
    begin = int(random.integers(len(data)))
    size = min(int(random.integers(1, 600)), len(data) - begin)
    return data[:begin] + bytes(size) + data[begin + size :]


def _pieces_swapped(random: Random, data: bytes) -> bytes:
    first, second, third = sorted(random.integers(0, len(data), 3))
    return data[:first] + data[second:third] + data[first:second] + data[third:]


def _noise_after(random: Random, data: bytes) -> bytes:
    return data + random.bytes(int(random.integers(1, 3000)))


def _noise_before(random: Random, data: bytes) -> bytes:
    return random.bytes(int(random.integers(1, 3000))) + data


# What is read of a file that this was done to is what was in it, or nothing.
DAMAGES: dict[str, Callable[[Random, bytes], bytes]] = {
    "a flipped bit": _flipped_bit,
    "wrong bytes": _wrong_bytes,
    "cut short": _cut_short,
    "a piece lost": _piece_lost,
    "a piece of zeros": _piece_zeroed,
    "two pieces swapped": _pieces_swapped,
    "noise after it": _noise_after,
    "noise before it": _noise_before,
}
