"""A theme that is chosen is remembered, and nothing else of the user's settings changes."""

import stat

import pytest
from textual.command import CommandList
from ui_helpers import until

from splotch_tui.core.errors import SplotchError
from splotch_tui.ui.config import config_path, load_config
from splotch_tui.ui.settings_file import with_setting, write_setting
from splotch_tui.ui.widgets.notice import Notice


@pytest.fixture(autouse=True)
def own_config(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'theme = "nord"\n'),
        ("# mine\n", 'theme = "nord"\n# mine\n'),
        ("fps = 9", 'fps = 9\ntheme = "nord"\n'),
        ("theme = 'puce' # nice\nfps = 9\n", 'theme = "nord" # nice\nfps = 9\n'),
        ('  "theme"="a\\"b"\n', '  "theme"= "nord"\n'),
        ("fps = 9\r\n\r\n[keys]\r\n", 'fps = 9\r\ntheme = "nord"\r\n\r\n[keys]\r\n'),
        ("[keys]\n'app.quit' = 'Q'\n", "theme = \"nord\"\n[keys]\n'app.quit' = 'Q'\n"),
        ("[keys]\ntheme = 'x'\n", "theme = \"nord\"\n[keys]\ntheme = 'x'\n"),
    ],
)
def test_all_but_the_setting_stays(before, after):
    assert with_setting(before, "theme", "nord") == after
    assert with_setting(after, "theme", "nord") == after


@pytest.mark.parametrize(
    "text",
    ['theme = """\nnord"""\n', "theme = 3\n", "fps = = 2\n", 'runs = """\n[x]\nfps = 1"""\n'],
)
def test_what_is_not_certain_is_not_done(text):
    assert with_setting(text, "theme", "puce") is None
    config_path().parent.mkdir()
    config_path().write_text(text)
    with pytest.raises(SplotchError, match='write theme = "puce" into'):
        write_setting("theme", "puce")
    assert config_path().read_text() == text


def test_a_link_stays_one_and_the_mode_what_it_was(tmp_path):
    real = tmp_path / "dotfiles.toml"
    real.write_text("fps = 9\n")
    real.chmod(0o600)
    config_path().parent.mkdir()
    config_path().symlink_to(real)
    write_setting("theme", "nord")
    assert config_path().is_symlink()
    assert real.read_text() == 'fps = 9\ntheme = "nord"\n'
    assert stat.S_IMODE(real.stat().st_mode) == 0o600
    assert load_config().theme == "nord"


async def test_a_theme_chosen_in_the_palette_is_remembered(app):
    async with app.run_test(size=(120, 40)) as pilot:
        main = app.screen
        # A run that goes on has something to say of its own.
        await pilot.press("space")
        for theme in ("nord", "textual-light"):
            app.search_themes()
            await until(pilot, lambda: app.screen.query(CommandList))
            await pilot.press(*theme)
            options = app.screen.query_one(CommandList)
            await until(
                pilot,
                lambda options=options, theme=theme: (
                    [option.hit.text for option in options.options] == [theme]
                ),
            )
            await pilot.press("enter")
            await until(pilot, lambda: app.screen is main)
            await until(
                pilot,
                lambda theme=theme: (
                    str(main.query_one(Notice).render()) == f"theme {theme}: from now on"
                ),
            )
            assert load_config().theme == app.theme == theme


async def test_of_two_themes_in_a_row_the_last_is_remembered(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 2)
        for theme in ("nord", "gruvbox", "monokai"):
            app.choose_theme(theme)
        await app.workers.wait_for_complete()
        assert load_config().theme == app.theme == "monokai"


async def test_where_it_cannot_be_written_a_line_says_so(app):
    config_path().parent.write_text("a file where the folder should be")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("space")
        notice = app.screen.query_one(Notice)
        app.choose_theme("nord")
        await until(pilot, lambda: "holds for this session alone" in str(notice.render()))
        assert app.theme == "nord"
        assert "\n" not in str(notice.render())
