"""Journals and settings that something has happened to, by accident or by intent."""

from __future__ import annotations

import json

import numpy as np

from splotch_tui import PRESETS
from splotch_tui.session.journal import Entry, new_run_id
from trials.damage import DAMAGES, EVIL_TEXTS, WRONG_VALUES

Random = np.random.Generator

SETTINGS = """\
# mine
theme = "nord"
fps = 25
glyphs = "block"
runs = "~/runs"

[keys]
"run.toggle" = "space,k"
"run.step" = "s"
"""


def entries() -> list[Entry]:
    """Return what a journal says of a few runs."""
    return [
        Entry(new_run_id(), recipe, 40 + number, (("free", 0), ("snag", 20)), 3.5, name=name,
              note="a note", when=1.7e9 + number, trace=(0.0, 1.0, 3.5))
        for number, (name, recipe) in enumerate(PRESETS.items())
    ]  # fmt: skip


def journal_mutant(random: Random, lines: list[bytes]) -> tuple[str, bytes]:
    """Return what was done to a journal, and the journal."""
    data = b"".join(lines)
    if random.random() < 0.5:
        kind = str(random.choice(list(DAMAGES)))
        return kind, DAMAGES[kind](random, data)
    values = json.loads(lines[random.integers(len(lines))])
    evil = EVIL_TEXTS[random.integers(len(EVIL_TEXTS))]
    wrong = WRONG_VALUES[random.integers(len(WRONG_VALUES))]
    name = str(random.choice(list(values)))
    values[name] = evil if random.random() < 0.5 else wrong
    if random.random() < 0.2:
        del values[name]
    line = json.dumps(values, ensure_ascii=bool(random.integers(2)))
    return f"another {name}", data + line.encode("utf-8", "replace") + b"\n"


def settings_mutant(random: Random) -> tuple[str, bytes]:
    """Return what was done to the settings, and the settings."""
    if random.random() < 0.5:
        kind = str(random.choice(list(DAMAGES)))
        return kind, DAMAGES[kind](random, SETTINGS.encode())
    evil = EVIL_TEXTS[random.integers(len(EVIL_TEXTS))]
    quoted = json.dumps(evil)
    place = str(random.choice(["key", "action", "name", "raw", "value", "deep", "long"]))
    text = {
        "key": f'[keys]\n"run.step" = {quoted}',
        "action": f"[keys]\n{quoted} = 's'",
        "name": f"{quoted} = 1",
        "raw": evil,
        "value": f"{random.choice(['theme', 'fps', 'glyphs', 'runs'])} = {quoted}",
        "deep": "theme = " + "[" * int(random.choice([50, 5000, 500_000])),
        "long": f"fps = {'9' * int(random.choice([20, 5000, 2_000_000]))}",
    }[place]
    return f"another {place}", text.encode("utf-8", "replace")
