import os
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from ui_helpers import until

from splotch_tui import PRESETS, SplotchError
from splotch_tui.commands.config import command
from splotch_tui.ui.app import SplotchApp
from splotch_tui.ui.config import Config, config_path, load_config


@pytest.fixture(autouse=True)
def own_config(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    config_path().parent.mkdir()


def test_without_a_file_everything_has_its_default():
    assert load_config() == Config()


def test_what_config_prints_is_a_file_that_changes_nothing():
    result = CliRunner().invoke(command)
    assert str(config_path()) in result.output
    config_path().write_text(result.output)
    again = load_config()
    assert again.key_names == Config().key_names
    assert tomllib.loads(result.output)["runs"] == str(Config().runs) == str(again.runs)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("fps = 0", "fps must be from 1 to 60"),
        ("fps = true", "fps is not of the right kind"),
        ("glyphs = 'hieroglyphs'", "glyphs must be one of"),
        ("colour = 'red'", "no setting 'colour'"),
        ("[keys]\n'run.fly' = 'z'", "no action 'run.fly'"),
        ("[keys]\n'run.toggle' = 'q'", "'q' is given to run.toggle and to app.quit"),
        ("[keys]\n'run.toggle' = 'space, q'", "'q' is given to run.toggle and to app.quit"),
        ("runs = '~nosuchuser/runs'", "no home folder for ~nosuchuser/runs"),
        ("[keys]\n'run.toggle' = 3", "run.toggle must be a text"),
        ("fps = = 3", "is not TOML"),
        pytest.param("fps = " + "9" * 5000, "a number of thousands of digits", id="digits"),
    ],
)
def test_an_invalid_setting_is_reported_in_a_line(text, problem):
    config_path().write_text(text)
    with pytest.raises(SplotchError) as caught:
        load_config()
    assert problem in str(caught.value)
    assert str(config_path()) in str(caught.value)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("fps = 9\n[keys]\n\n'run.toggle' = 'spacebar'", 4, "did you mean space?"),
        ("[keys]\n'run.step' = 'ctrl-s'", 2, "did you mean ctrl+s?"),
        ("[keys]\n'run.step' = 's,pgup'", 2, "did you mean pageup?"),
        ("[keys]\n'run.step' = 'esc'", 2, "did you mean escape?"),
        ("[keys]\n'run.step' = 'strg+s'", 2, "did you mean ctrl+s?"),
        ("# mine\nthem = 'nord'", 2, "did you mean theme?"),
        ("# mine\ntheme = 'nrod'", 2, "did you mean nord?"),
        ("[keys]\n'run.togle' = 'z'", 2, "did you mean run.toggle?"),
        ("fps = 3\nfps = = 4", 2, "is not TOML"),
        ("\n\nfps = 900", 3, "fps must be"),
    ],
)
def test_what_is_unknown_is_named_with_its_line_and_what_was_meant(text, line, said):
    config_path().write_text(text)
    with pytest.raises(SplotchError) as caught:
        load_config()
    assert f"line {line}" in str(caught.value)
    assert said in str(caught.value)
    assert str(config_path()) in str(caught.value)


@pytest.mark.parametrize(
    "keys", ["ф", "f5", "ctrl+s", "shift+f5", "circumflex_accent", "^", "alt+x", "Ж"]
)
def test_keys_that_there_are(keys):
    config_path().write_text(f"[keys]\n'run.step' = '{keys}'", encoding="utf-8")
    assert load_config().key_names["run.step"] == keys


def test_what_is_no_file_of_settings_is_not_read_for_ever():
    path = config_path()
    for make in (os.mkfifo, lambda path: path.symlink_to("/dev/zero"), Path.mkdir):
        make(path)
        with pytest.raises(SplotchError, match="cannot read"):
            load_config()
        path.rmdir() if path.is_dir() else path.unlink()
    path.write_bytes(b"#" * (2 << 20))
    with pytest.raises(SplotchError, match="at most"):
        load_config()


async def test_capitals_act_where_nothing_else_does():
    app = SplotchApp(PRESETS["comment"], config=Config(keys={"run.step": "ж"}))
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 2)
        await pilot.press("space")
        await until(pilot, lambda: app.session.snapshot.activity == "paused")
        step = app.session.snapshot.step
        await pilot.press("Ж")
        await until(pilot, lambda: app.session.snapshot.step == step + 1)
        await pilot.press("N")
        assert app.session.recipe.seed == 1730
        # Another action has this one.
        await pilot.press("L")
        assert app.session.recipe.epsilon == 0.2
        await pilot.press("question_mark", "Q")
        assert app.screen is app.screen_stack[0]


def test_an_unknown_theme_is_reported():
    with pytest.raises(SplotchError, match="no theme"):
        SplotchApp(PRESETS["comment"], config=Config(theme="puce"))


async def test_keys_theme_and_folder(tmp_path):
    runs = tmp_path / "my runs"
    config = Config(theme="nord", runs=runs, keys={"file.save": "ctrl+s", "run.toggle": "z"})
    app = SplotchApp(PRESETS["comment"], config=config)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 2)
        assert app.theme == "nord"
        await pilot.press("space")
        assert app.session.running
        await pilot.press("z")
        assert not app.session.running
        await pilot.press("ctrl+s")
        await until(pilot, lambda: list(runs.glob("*.npz")))
        await app.workers.wait_for_complete()
        await pilot.press("question_mark")
        shown = "\n".join(str(widget.render()) for widget in app.screen.query("#help Static"))
        assert "^s  Save" in shown
