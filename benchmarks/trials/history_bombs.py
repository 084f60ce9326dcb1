"""Histories that are there to take time and memory."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from trials.npz import headed, rewritten, text_member, zipped

Random = np.random.Generator


def _crowd(random: Random, _data: bytes) -> bytes:
    """An archive whose list of members alone is up to 80 MB."""
    return _list_of_members(int(random.choice([70_000, 1_600_000])))


@cache
def _list_of_members(count: int) -> bytes:
    entry = b"PK\x01\x02" + bytes(24) + (6).to_bytes(2, "little") + bytes(16) + b"k0.npy"
    size = (len(entry) * count).to_bytes(4, "little")
    return entry * count + b"PK\x05\x06" + bytes(4) + b"\xff\xff\xff\xff" + size + bytes(6)


def _bomb(random: Random, _data: bytes) -> bytes:
    return _BOMBS[random.integers(len(_BOMBS))]()


@cache
def _of_zeros(steps: int, dtype: str) -> bytes:
    """Return a history of many steps, packed a thousand times smaller."""
    recipe = {"version": 2, "dims": 1, "waves": 1, "steps": steps}
    shapes = {
        "k": "(1, 1, 1)", "k0": "(1, 1)", "s": "(1, 1)", "c": "(1, 1)",
        "x0": f"({steps + 1},)", "xn": f"({steps + 1}, 1)", "loss": f"({steps + 1},)",
    }  # fmt: skip
    members = {"recipe": text_member(json.dumps(recipe))}
    for name, shape in shapes.items():
        long = name in {"x0", "xn", "loss"}
        kind = dtype if long else "<i8" if name[0] == "k" else "<f8"
        size = int(kind[2]) * (steps + 1 if long else 1)
        header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}"
        members[name] = headed(header) + bytes(size)
    return zipped(members, zipfile.ZIP_DEFLATED)


@cache
def _nothing(method: int = zipfile.ZIP_DEFLATED) -> bytes:
    return zipped({"recipe": headed("") + bytes(100_000_000)}, method)


@cache
def _nested() -> bytes:
    inner = zipped(dict.fromkeys(("x0", "xn", "recipe"), _nothing()), zipfile.ZIP_DEFLATED)
    return zipped({"recipe": inner}, zipfile.ZIP_DEFLATED)


# Small files that unpack to much: up to what is called harmless, or in a form that has to be made
# wider; as nothing, as a text, by a method without bounds, one in the other, one behind the other.
_BOMBS: tuple[Callable[[], bytes], ...] = (
    lambda: _of_zeros(6_000_000, "<f8"),
    lambda: _of_zeros(24_000_000, "<f2"),
    lambda: zipped({"recipe": text_member(" " * 10_000_000)}, zipfile.ZIP_DEFLATED),
    _nothing,
    lambda: _nothing(zipfile.ZIP_BZIP2),
    _nested,
    lambda: _of_zeros(6_000_000, "<f8") + _nothing(),
)


def _many_changes(_random: Random, _data: bytes) -> bytes:
    return _changed_at_every_step(10_000)


@cache
def _changed_at_every_step(steps: int) -> bytes:
    values: dict[str, Any] = {"version": 2, "dims": 1, "waves": 1, "steps": steps}
    values["changes"] = [
        {"step": step, "parameter": "noise", "value": step % 3} for step in range(1, steps)
    ]
    return rewritten(_of_zeros(steps, "<f8"), recipe=text_member(json.dumps(values)))


HEAVY = (_bomb, _crowd, _many_changes)
