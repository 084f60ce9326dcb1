"""`splotch render` takes what `FilmOptions` has."""

import pytest
from click.testing import CliRunner

import render
from render.options import OPTIONS
from splotch_tui import PRESETS, run
from splotch_tui.commands.render import command

# What is typed for each option, and what it means.
TYPED = {
    "view": ("orbit", "orbit"),
    "quality": ("low", "low"),
    "size": ("320X180", (320, 180)),
    "fps": ("25", 25),
    "seconds": ("2.5", 2.5),
    "theme": ("light", "light"),
    "timing": ("steps", "steps"),
    "axis": ("1", 1),
    "part": ("20:", (20, None)),
    "step": ("1_0", 10),
    "title": ("two  words", "two words"),
    "max_mb": ("0.5", 0.5),
}


@pytest.fixture
def saved(tmp_path, monkeypatch):
    """A short run's file, in the folder one is in."""
    monkeypatch.chdir(tmp_path)
    run(PRESETS["comment"].shortened(50)).save("a.npz")
    return "a.npz"


@pytest.fixture
def asked(monkeypatch):
    """The options that films and pictures are asked for with; none are made."""
    options = []
    for name in ("animate", "still"):
        monkeypatch.setattr(
            render, name, lambda _history, _path, given, **_call: options.append(given)
        )
    return options


def typed(*arguments):
    return CliRunner().invoke(command, arguments)


def test_every_option_is_passed_on(saved, asked):
    assert TYPED.keys() == {option.name for option in OPTIONS}
    for moving, ending in ((True, ".gif"), (False, ".png")):
        suited = [option for option in OPTIONS if option.suits(moving)]
        words = [word for one in suited for word in (one.flags[0], TYPED[one.name][0])]
        result = typed(saved, "-o", f"b{ending}", *words)
        assert result.exit_code == 0, result.output
        values = {option.name: TYPED[option.name][1] for option in suited}
        assert asked.pop() == render.FilmOptions(**values)


def test_nothing_typed_is_nothing_asked(saved, asked):
    for path in ("b.mp4", "b.png"):
        assert typed(saved, "-o", path).exit_code == 0
    assert asked == [render.FilmOptions(), render.FilmOptions()]


@pytest.mark.parametrize(
    ("path", "flag", "word", "only"),
    [
        *(
            (
                "b.png" if option.only == "films" else "b.mp4",
                option.flags[-1],
                TYPED[option.name][0],
                option.only,
            )
            for option in OPTIONS
            if option.only
        ),
        # The default, too, means nothing there.
        ("b.png", "--timing", "path", "films"),
        ("b.png", "--jobs", "2", "films"),
        ("b.png", "--poster", "c.png", "films"),
    ],
)
def test_what_means_nothing_for_the_format_is_refused(saved, asked, path, flag, word, only):
    result = typed(saved, "-o", path, flag, word)
    assert result.exit_code == 2
    assert f"{flag} is for {only}: leave it out" in result.output
    assert asked == []


@pytest.mark.parametrize(
    ("flag", "word"),
    [
        ("--size", "big"),
        ("--size", "20x20"),
        ("--fps", "0"),
        ("--fps", ""),
        ("--seconds", "0"),
        ("--view", "nowhere"),
        ("--step", "-1"),
        ("--part", "5"),
        ("--title", "日"),
    ],
)
def test_a_wrong_value_is_wrong_usage(saved, asked, flag, word):
    result = typed(saved, "-o", "b.png" if flag == "--step" else "b.mp4", flag, word)
    assert result.exit_code == 2
    assert f"Invalid value for '{flag}'" in result.output
    assert asked == []


def test_help_has_every_option():
    text = " ".join(typed("--help").output.split())
    for option in OPTIONS:
        assert option.flags[-1] in text
        assert option.help in text
    assert "[default: medium]" in text
    assert "from 1 to 120" in text
