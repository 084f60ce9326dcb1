import csv
import os
import time
from dataclasses import replace

import pytest
from textual.widgets import Input, Static
from ui_helpers import text_of, until

from splotch_tui import PRESETS, Recipe, run
from splotch_tui.session.journal import Entry, Journal, new_run_id, read_entry
from splotch_tui.session.run_files import ensure_dir
from splotch_tui.session.snapshot import Activity
from splotch_tui.ui.config import Config
from splotch_tui.ui.plotting.glyphs import GLYPHS
from splotch_tui.ui.screens.open import OpenScreen
from splotch_tui.ui.screens.prompt import PromptScreen
from splotch_tui.ui.widgets.run_list import RunList, describe_by_hand, draw_trace


@pytest.fixture
def journal(own_home):  # noqa: ARG001 - the folder is below it
    """Three runs that were noted, the last of them first in the list."""
    journal = Journal(ensure_dir(Config().runs))
    for hour, (name, preset) in enumerate(PRESETS.items()):
        journal.add(
            Entry(
                new_run_id(),
                preset,
                900,
                (("free", 0), ("snag", 256)) if name == "comment" else (("free", 0),),
                x0=21.5,
                when=3600.0 * hour,
                trace=(0.0, 10.0, 20.0, 21.0),
            )
        )
    return journal


async def opened(pilot, count):
    await until(pilot, lambda: pilot.app.session.snapshot.step > 0)
    await pilot.press("o")
    await until(pilot, lambda: isinstance(pilot.app.screen, OpenScreen))
    runs = pilot.app.screen.query_one(RunList)
    # Below the heading; the run under way is the first.
    await until(pilot, lambda: len(rows_of(runs)) == count + 1)
    return runs


def rows_of(runs):
    """The rows of the list, without the heading and what is below them."""
    return [row for row in text_of(runs).splitlines()[1 : 1 + runs.page] if row.strip()]


def problem(pilot):
    return str(pilot.app.screen.query_one(".problem", Static).render())


@pytest.mark.usefixtures("journal")
async def test_the_list_says_what_each_run_was(app):
    async with app.run_test(size=(160, 40)) as pilot:
        runs = await opened(pilot, 2)
        heading, under_way, last, second = text_of(runs).splitlines()[:4]
        names = ["name", "·", "note", "x0", "D", "ε", "seed", "rule", "steps", "did", "when"]
        assert heading.split() == names
        assert under_way.split()[0] == "comment-1729"
        # The run under way equals the one noted first, which came farther.
        assert "snag since 256" in under_way
        assert "900 / 5000" in last
        assert last.split()[0] == "original-1729"
        assert second.split()[0] == "orthogonal-1725"


@pytest.mark.usefixtures("journal")
async def test_a_run_opens_where_it_was_and_goes_on(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, 2)
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.session.snapshot.recipe == PRESETS["original"])
        await until(pilot, lambda: app.session.snapshot.step >= 900)
        assert app.session.snapshot.activity is Activity.RUNNING


@pytest.mark.usefixtures("journal")
async def test_typing_finds_runs_by_their_words(app):
    async with app.run_test(size=(120, 40)) as pilot:
        runs = await opened(pilot, 2)
        await pilot.press(*"SNAG")
        await until(pilot, lambda: len(rows_of(runs)) == 1)
        assert rows_of(runs)[0].split()[0] == "comment-1729"
        await pilot.press("space", *"orig")
        await until(pilot, lambda: not rows_of(runs))
        assert "no run has all" in problem(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: len(rows_of(runs)) == 3)
        await pilot.press(*"orthog", "enter")
        await until(pilot, lambda: app.session.snapshot.recipe == PRESETS["orthogonal"])


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        # A preset that was given a name, what is in its columns, and what is said below them.
        ("orthogonal mine", 1725),
        ("16 0.0025", 7),
        ("normalised 0.0025", 7),
        ("01 jan 1970", None),
        ("jan kühn", 7),
        ("steered 2,400", 7),
        ("900 / 5000 free", 1725),
        # What is in the line of the journal, and nowhere on the screen.
        ("version", None),
        ("changes", None),
        ("u00fc", None),
    ],
)
async def test_runs_are_found_by_what_is_seen_of_them(app, own_home, typed, found):  # noqa: ARG001
    steered = replace(PRESETS["original"], seed=7).changed(2400, "epsilon", 0.02)
    journal = Journal(ensure_dir(Config().runs))
    mine = Entry(new_run_id(), PRESETS["orthogonal"], 900, (("free", 0),), name="mine", when=9e4)
    for entry in (mine, Entry(new_run_id(), steered, 3000, note="Kühn!", when=9e4)):
        journal.add(entry)
    async with app.run_test(size=(80, 24)) as pilot:
        runs = await opened(pilot, 2)
        await pilot.press(*("space" if letter == " " else letter for letter in typed))
        await until(pilot, lambda: len(rows_of(runs)) == (0 if found is None else 1))
        assert found is None or runs.chosen.recipe.seed == found


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 20)])
async def test_steered_runs_and_notes_are_told_apart_at_any_width(app, journal, size):
    recipe = PRESETS["original"]
    for step in (2400, 2500, 2600, 2700):
        recipe = recipe.changed(step, "epsilon", step / 1e6)
    journal.add(Entry(new_run_id(), recipe, 3000, note="look", when=time.time() + 60))
    async with app.run_test(size=size) as pilot:
        runs = await opened(pilot, 3)
        first = rows_of(runs)[0]
        assert first.startswith("▲ original-1729 · lo")
        below = text_of(runs).splitlines()[-1]
        assert below.startswith("look · ▲ steered: ε = 0.0024 at 2,400")
        assert size[0] < 100 or "0.0026 at 2,600, 1 more" in below
        await pilot.press("down")
        assert not text_of(runs).splitlines()[-1].strip()
        assert sum("▲" in row for row in rows_of(runs)) == 1


async def test_a_run_is_renamed_and_gets_a_note(app, journal):
    async with app.run_test(size=(160, 40)) as pilot:
        runs = await opened(pilot, 2)
        await pilot.press("down", "ctrl+r")
        await until(pilot, lambda: isinstance(app.screen, PromptScreen))
        await pilot.press(*"my demon", "enter")
        await until(pilot, lambda: "my demon" in text_of(runs))
        await until(pilot, lambda: isinstance(app.screen, OpenScreen))
        # It is still the chosen one, wherever it is in the list now.
        await pilot.press("ctrl+n")
        await until(pilot, lambda: isinstance(app.screen, PromptScreen))
        await pilot.press(*"look here", "enter")
        await until(pilot, lambda: "look here" in text_of(runs))
    found = [read_entry(line) for line in journal.lines()]
    entry = next(entry for entry in found if entry.name)
    assert (entry.name, entry.note, entry.recipe) == ("my demon", "look here", PRESETS["original"])


async def test_deleting_asks_first_and_takes_the_file_as_well(app, journal):
    run(Recipe(seed=77, steps=60)).save(journal.folder / "mine.npz")
    async with app.run_test(size=(120, 40)) as pilot:
        runs = await opened(pilot, 3)
        await pilot.press(*"mine", "delete")
        await until(pilot, lambda: "delete mine for good?" in problem(pilot))
        for key in ("up", "enter", "escape"):
            await pilot.press(key)
            assert not problem(pilot)
            assert isinstance(app.screen, OpenScreen)
            await pilot.press("delete")
            await until(pilot, lambda: "delete mine for good?" in problem(pilot))
        assert (journal.folder / "mine.npz").exists()
        await pilot.press("delete")
        await until(pilot, lambda: not (journal.folder / "mine.npz").exists())
        await until(pilot, lambda: "deleted mine" in problem(pilot) or not rows_of(runs))
        await pilot.press("escape")
        await until(pilot, lambda: len(rows_of(runs)) == 3)
    assert 77 not in [read_entry(line).recipe.seed for line in journal.lines()]


async def test_what_cannot_be_read_is_named(app, journal):
    broken = journal.folder / "broken [bold]\x1b\u202e.npz"
    broken.write_bytes(b"PK nothing")
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, 2)
        await until(pilot, lambda: "cannot be read" in problem(pilot))
        assert "broken [bold]" in problem(pilot)
        assert not {"\x1b", "\u202e"} & set(problem(pilot))


async def test_what_a_file_says_of_itself_is_shown_as_text(app, journal):
    name = "[red]\x1b[31m\u202e\x9b1m" + "long " * 20
    journal.add(Entry(new_run_id(), Recipe(seed=5), 10, name=name, note=name, when=time.time()))
    async with app.run_test(size=(160, 40)) as pilot:
        runs = await opened(pilot, 3)
        shown = text_of(runs)
        assert "[red]" in shown
        assert not {"\x1b", "\u202e", "\x9b"} & set(shown)
        assert all(len(line) <= runs.size.width for line in shown.splitlines())


async def test_a_journal_of_another_version_is_passed_over(app, journal):
    os.truncate(journal.path, 0)
    journal.add(Entry(new_run_id(), Recipe(seed=5), 10))
    text = journal.path.read_text()
    journal.path.write_text(text.replace('"version": 2', '"version": 3'))
    async with app.run_test(size=(120, 40)) as pilot:
        runs = await opened(pilot, 1)
        assert "this version cannot read" in rows_of(runs)[1]
        await pilot.press("down", "enter", "delete", "escape")
        await until(pilot, lambda: app.screen.query("#x0"))


@pytest.mark.usefixtures("journal")
@pytest.mark.parametrize("size", [(60, 20), (40, 14), (200, 60)])
async def test_columns_fit_any_terminal(app, size):
    async with app.run_test(size=size) as pilot:
        runs = await opened(pilot, 2)
        assert all(len(line.rstrip()) <= runs.size.width for line in text_of(runs).splitlines())
        assert "original-1729" in text_of(runs)
        await pilot.press("pagedown", "pageup", "end")
        assert isinstance(app.screen.focused, Input)


def test_a_trace_is_drawn_in_any_glyphs():
    for glyphs in GLYPHS.values():
        drawn = draw_trace((0.0, 5.0, 20.0, 21.0), glyphs)
        assert len(drawn) == 12
        assert drawn.strip()
        assert not draw_trace((), glyphs).strip()
        assert not draw_trace((0.0, float("nan")), glyphs).strip()


def test_a_run_steered_by_its_rules_own_parameter_is_told():
    recipe = Recipe(rule="momentum").changed(5, "mu", 0.91)
    assert describe_by_hand(Entry(new_run_id(), recipe, 10)) == "▲ steered: μ = 0.91 at 5"


@pytest.mark.usefixtures("journal")
async def test_the_runs_that_are_found_are_saved_as_a_table(app, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "runs.csv").write_text("another's")
    async with app.run_test(size=(120, 40)) as pilot:
        runs = await opened(pilot, 2)
        await pilot.press(*"1725")
        await until(pilot, lambda: len(rows_of(runs)) == 1)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "runs-2.csv" in problem(pilot))
    assert (tmp_path / "runs.csv").read_text() == "another's"
    with (tmp_path / "runs-2.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert Recipe.from_json(row["recipe"]) == PRESETS["orthogonal"]
    assert (row["name"], row["seed"], row["step"]) == ("orthogonal-1725", "1725", "900")
    assert (row["phase"], row["since"], float(row["x0"])) == ("free", "0", 21.5)


@pytest.mark.usefixtures("journal")
async def test_where_no_table_can_be_written_it_is_said(app, tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, 2)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: problem(pilot))
        assert problem(pilot).startswith("cannot write a table of the runs: ")
        assert app.is_running
