"""What the documents list is what there is: keys, settings of films, a recipe's fields, arrays."""

import json
import re
from dataclasses import fields

import numpy as np
import pytest
from documents import ROOT
from textual.keys import key_to_character

import render
from splotch_tui import PRESETS, Recipe, run
from splotch_tui.core.history import _KNOWN
from splotch_tui.core.phases import find_phases
from splotch_tui.session.journal import Entry
from splotch_tui.ui.keys import KEYS

# How keys are written, where it is not by their character or name.
_WRITTEN = {
    **{"up": "↑", "down": "↓", "left": "←", "right": "→", "plus": "+", "minus": "−"},
    **{"space": "space", "tab": "tab", "escape": "esc"},
    **{"shift+left": "shift", "shift+right": "shift"},
}


def page(name):
    return (ROOT / "docs" / f"{name}.md").read_text("utf-8")


def rows(text):
    """The rows of the tables of a text, cell by cell."""
    lines = re.findall(r"^\| (.*) \|$", text, flags=re.MULTILINE)
    return [[cell.strip() for cell in line.split(" | ")] for line in lines]


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.id)
def test_every_key_is_told(key):
    text = re.sub(r"^```.*?^```$", "", page("app"), flags=re.MULTILINE | re.DOTALL)
    cells = re.findall(r"^\| ([^|]+) \|", text, flags=re.MULTILINE)
    shown = " ".join(cells + re.findall(r"`([^`]+)`", text))
    told = set(re.sub(r"(?<=\S), ", " ", shown).split())
    first = key.keys.split(",")[0]
    written = _WRITTEN.get(first) or key_to_character(first) or first
    assert written in told


def test_the_settings_of_every_quality():
    told = {row[0].strip("`"): row[1:] for row in rows(page("films")) if len(row) == 3}
    for name, quality in render.QUALITIES.items():
        film, gif = told[name]
        width, height = quality.film.size
        assert film.removesuffix(" a second") == f"{width}×{height}, {quality.film.fps}"
        width, height = quality.gif.size
        rest = gif.replace(" a second", "")
        assert rest == f"{width}×{height}, {quality.gif.fps}, up to {quality.gif.max_mb:.0f} MB"


def test_every_view():
    told = {row[0].strip("`"): row[1] for row in rows(page("films")) if len(row) == 2}
    for name, does in render.VIEWS.items():
        assert told[name].partition(";")[0] == does


def test_the_fields_of_a_recipe_and_their_defaults():
    section = page("files").partition("## The recipe")[2].partition("## ")[0]
    told = {}
    for names, values, _ in rows(section)[2:]:
        told |= zip(re.findall(r"`(\w+)`", names), json.loads(f"[{values}]"), strict=True)
    plain = Recipe().to_dict()
    del plain["version"]
    assert told == plain


def test_the_arrays_of_a_history(tmp_path):
    section = page("files").partition("## The history")[2].partition("## ")[0]
    told = {
        name: kind for names, kind, _ in rows(section)[1:] for name in re.findall(r"`(\w+)`", names)
    }
    assert set(told) == _KNOWN - {"engine"}
    run(PRESETS["original"].shortened(20)).save(tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz", allow_pickle=False) as file:
        sizes = {"N": 21, "D": 16, "W": 5}
        for name in file.files:
            kind = told[name]
            if kind != "text":
                shape, dtype = re.fullmatch(r"\((.+)\) (\w+)", kind).groups()
                assert file[name].shape == tuple(sizes[one] for one in re.findall(r"\w", shape))
                assert file[name].dtype == dtype


def test_the_keys_of_the_journal():
    section = page("files").partition("## The runs folder")[2].partition("## ")[0]
    told = set(re.findall(r"`(\w+)`", section))
    assert {one.name for one in fields(Entry)} <= told


def test_what_the_presets_do():
    (row,) = (row for row in rows(page("model")) if row[0] == "`original`")
    _, demon, snag = find_phases(run(PRESETS["original"]))
    steps = [int(number.replace(",", "")) for number in re.findall(r"\d,\d+", row[-1])]
    assert [round(demon.start, -1), round(snag.start, -1)] == steps
    (row,) = (row for row in rows(page("model")) if row[0] == "`comment`")
    near = float(re.search(r"x0 = (\d+)", row[-1])[1])
    assert abs(np.median(run(PRESETS["comment"]).x0[-1000:]) - near) < 1
