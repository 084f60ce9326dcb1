"""`splotch render` takes what `FilmOptions` has."""

import pytest
from click.testing import CliRunner

import render
from render.option_kinds import YesNoKind
from render.options import OPTIONS
from splotch_tui import PRESETS, run
from splotch_tui.commands.render import command


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


def as_typed(option, text):
    """How a value is typed: a yes or no has a flag for each."""
    if isinstance(option.kind, YesNoKind):
        return [option.flags[text == "no"]]
    return [option.flags[0], text]


@pytest.mark.parametrize(("path", "moving"), [("b.gif", True), ("b.png", False)])
def test_every_option_is_passed_on(saved, asked, typed_for, path, moving):
    texts = {option: typed_for(option) for option in OPTIONS if option.suits(moving)}
    words = [word for option, text in texts.items() for word in as_typed(option, text)]
    result = typed(saved, "-o", path, *words)
    assert result.exit_code == 0, result.output
    (options,) = asked
    assert options.changed() == [option.name for option in texts]
    assert options == render.FilmOptions(
        **{option.name: option.read(text) for option, text in texts.items()}
    )


def test_what_is_typed_is_what_is_meant(saved, asked):
    film = [
        *("-q", "low", "--size", "320X180", "--fps", "25", "--seconds", "2.5"),
        *("--part", "20:", "--max-mb", ".5", "--axis", "x1", "--title", "two  words"),
    ]
    assert typed(saved, "-o", "b.gif", *film).exit_code == 0
    assert typed(saved, "-o", "b.png", "--step", "1,000").exit_code == 0
    assert asked == [
        render.FilmOptions(
            quality="low",
            size=(320, 180),
            fps=25,
            seconds=2.5,
            part=(20, None),
            max_mb=0.5,
            axis=1,
            title="two words",
        ),
        render.FilmOptions(step=1000),
    ]


def test_nothing_typed_is_nothing_asked(saved, asked):
    for path in ("b.mp4", "b.png"):
        assert typed(saved, "-o", path).exit_code == 0
    assert asked == [render.FilmOptions(), render.FilmOptions()]


@pytest.mark.parametrize("option", [option for option in OPTIONS if option.only])
def test_what_means_nothing_for_the_format_is_refused(saved, asked, typed_for, option):
    path = "b.png" if option.only == "films" else "b.mp4"
    result = typed(saved, "-o", path, *as_typed(option, typed_for(option)))
    assert result.exit_code == 2
    assert f"{option.flags[-1]} is for {option.only}: leave it out" in result.output
    assert asked == []


# A default that is typed means nothing there, either.
@pytest.mark.parametrize(
    ("flag", "word"), [("--timing", "path"), ("--jobs", "2"), ("--poster", "c.png")]
)
def test_what_means_nothing_for_a_picture_is_refused(saved, asked, flag, word):
    result = typed(saved, "-o", "b.png", flag, word)
    assert result.exit_code == 2
    assert f"{flag} is for films: leave it out" in result.output
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
