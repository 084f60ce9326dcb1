"""What files and settings are called reaches the terminal only as letters, whatever is in it."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner
from ui_helpers import until

from splotch_tui import PRESETS, SplotchError
from splotch_tui.commands.config import command
from splotch_tui.session.film_queue import FilmProgress, FilmResult
from splotch_tui.ui.app import SplotchApp
from splotch_tui.ui.config import Config, config_path, load_config

# The start of an escape sequence in one letter, text from right to left, and a bell.
EVIL = "a\u009b31m\u202egnp\u2066\x07\x1b[2J.mp4"


@pytest.fixture(autouse=True)
def own_config(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    config_path().parent.mkdir()


def shown(app):
    """All letters on the screen."""
    picture = ET.fromstring(app.export_screenshot())
    texts = picture.iter("{http://www.w3.org/2000/svg}text")
    # Its spaces are such as XML does not join.
    return "".join(text.text or "" for text in texts).replace("\xa0", " ").replace("\n", "")


async def see(pilot, words):
    await until(pilot, lambda: words in shown(pilot.app))
    assert shown(pilot.app).isprintable()


async def test_names_of_films(app, films, tmp_path):
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 5)
        # Else a phase that begins may have its own line in place of these.
        app.session.run(False)
        films.progress = FilmProgress(tmp_path / EVIL, 50, 200, 90.0, 2)
        await see(pilot, "25%")
        await pilot.press("x")
        await see(pilot, "giving up")
        films.progress = None
        films.results.append(FilmResult(Path(EVIL)))
        await see(pilot, "made")
        await pilot.press("y", "enter")
        await see(pilot, "sent to")


async def test_a_result_in_words_of_others(app, films):
    async with app.run_test(size=(120, 40)) as pilot:
        films.results.append(FilmResult(Path(EVIL), f"no: {EVIL}"))
        await see(pilot, "no: ")


async def test_the_runs_folder(tmp_path, films):
    (tmp_path / EVIL).write_text("in the way")
    app = SplotchApp(PRESETS["comment"], config=Config(runs=tmp_path / EVIL / "x"), films=films)
    async with app.run_test(size=(200, 40)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 5)
        await pilot.press("w")
        await see(pilot, "cannot")


async def test_a_path_in_the_form(app, tmp_path, monkeypatch):
    folder = tmp_path / EVIL
    folder.mkdir()
    monkeypatch.chdir(folder)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 5)
        await pilot.press("e")
        await see(pilot, "enter makes it")
        app.screen.query_one("#path").value = "/nowhere/x.mp4"
        await pilot.press("enter")
        await see(pilot, "nowhere")


def quoted(text):
    return "".join(f"\\U{ord(letter):08x}" for letter in text)


@pytest.mark.parametrize(
    "text",
    [
        f'runs = "{quoted(EVIL)}"',
        f'theme = "{quoted(EVIL)}"',
        f'glyphs = "{quoted(EVIL)}"',
        f'"{quoted(EVIL)}" = 3',
        f'[keys]\n"{quoted(EVIL)}" = "z"',
        f'[keys]\n"run.step" = "{quoted(EVIL)}"',
        '[keys]\n"run.step" = "\\u202e"',
    ],
)
def test_settings(text):
    config_path().write_text(text)
    result = CliRunner().invoke(command)
    if result.exception is None:
        assert all(line.isprintable() for line in result.output.splitlines())
        config_path().write_text(result.output)
        assert str(load_config().runs) == EVIL
    else:
        # `splotch` prints what is printable of it.
        assert isinstance(result.exception, SplotchError)
