"""Sixels, read back."""

import re

import numpy as np

_COMMAND = re.compile(rb"#(\d+);2;(\d+);(\d+);(\d+)|#(\d+)|!(\d+)(.)|([$-])|([?-~])")


def decode_sixels(data):
    """The picture that a sixel string shows, as an array of shape (height, width, 3)."""
    head = re.match(rb'\x1bP[\d;]*q"1;1;(\d+);(\d+)', data)
    width, height = map(int, head.groups())
    picture = np.full((height + 6, width, 3), -1)
    colours, colour, x, y = {}, None, 0, 0
    assert data.endswith(b"\x1b\\")
    for found in _COMMAND.finditer(data, head.end(), len(data) - 2):
        number, *channels, chosen, times, repeated, move, single = found.groups()
        if number:
            colours[number] = [round(int(channel) * 2.55) for channel in channels]
        if number or chosen:
            colour = colours[number or chosen]
        elif move:
            x, y = 0, y + 6 * (move == b"-")
        else:
            bits, count = (repeated or single)[0] - 63, int(times or 1)
            for row in range(6):
                if bits >> row & 1:
                    picture[y + row, x : x + count] = colour
            x += count
    return picture[:height]
