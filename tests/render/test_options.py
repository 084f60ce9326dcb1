"""Film options check themselves, and go to another process and back."""

import json
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

import render
from render.options import OPTIONS
from render.plan import plan_film
from splotch_tui import SplotchError


def test_every_option_survives_json(typed_for):
    options = render.FilmOptions(
        **{option.name: option.read(typed_for(option)) for option in OPTIONS}
    )
    assert options.changed() == [field.name for field in fields(render.FilmOptions)]
    again = render.FilmOptions.from_json(options.to_json())
    assert again == options
    assert hash(again) == hash(options)
    assert isinstance(again.part, tuple)
    assert isinstance(again.size, tuple)


def test_what_is_at_its_default_is_left_out_of_json():
    assert json.loads(render.FilmOptions().to_json()) == {}
    assert json.loads(render.FilmOptions(fps=25, theme="dark").to_json()) == {"fps": 25}


def test_none_stands_for_the_default():
    nothing = {option.name: None for option in OPTIONS}
    assert render.FilmOptions(**nothing) == render.FilmOptions()


def test_numbers_of_any_kind_become_plain_ones():
    options = render.FilmOptions(size=np.array((320, 180)), fps=25.0, seconds=2, step=np.int64(7))
    assert options == render.FilmOptions(size=(320, 180), fps=25, seconds=2.0, step=7)
    for value in (*options.size, options.fps, options.step):
        assert type(value) is int
    assert type(options.seconds) is float


def test_a_title_becomes_one_line_that_can_be_shown():
    assert render.FilmOptions(title=" two\nlines \x1b").title == r"two lines \x1b"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("view", "nowhere", "no view 'nowhere': take one of flight, chase"),
        ("view", ["chase"], "no view"),
        ("quality", "x" * 5000, r"x…: take one of low"),
        ("size", (63, 180), "64 to 8192 pixels each way, not 63x180"),
        ("size", (320.5, 180), "a width and a height"),
        ("size", "320x180", "a width and a height"),
        ("size", (1, 2, 3), "a width and a height"),
        ("fps", 121, "fps must be from 1 to 120, not 121"),
        ("fps", 29.97, "a whole number"),
        ("fps", True, "a number"),
        ("fps", "25", "a number"),
        ("seconds", 0, "more than 0 and at most 3,600"),
        ("seconds", float("inf"), "seconds"),
        ("seconds", 10**400, "seconds"),
        ("axis", 0, "axis must be from 1 to D"),
        ("step", -1, "step must be from 0 to"),
        ("part", (1.5, None), "a first and a last step"),
        ("part", 7, "a first and a last step"),
        ("title", 7, "title must be a text"),
        ("title", "日", "no letters"),
        ("max_mb", float("nan"), "max_mb must be more than 0 MB"),
    ],
)
def test_a_wrong_value_is_told_in_one_short_line(name, value, words):
    with pytest.raises(SplotchError, match=words) as caught:
        render.FilmOptions(**{name: value})
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200
    if not isinstance(value, int) or value < 10**100:
        text = json.dumps({name: value})
        with pytest.raises(SplotchError, match=words):
            render.FilmOptions.from_json(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"fps": 25, "speed": 3}', "no film option 'speed': take some of view, "),
        ("[]", "no film options"),
        ("nonsense", "no film options: 'nonsense'"),
        ("[" * 100_000, "no film options"),
    ],
)
def test_json_that_is_none_is_refused(text, words):
    with pytest.raises(SplotchError, match=words):
        render.FilmOptions.from_json(text)


@pytest.mark.parametrize("make", [render.animate, render.still])
def test_an_unknown_keyword_is_named(tmp_path, history, make):
    with pytest.raises(TypeError, match="'vew'"):
        make(history, tmp_path / ("a.mp4" if make is render.animate else "a.png"), vew="chase")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("option", [option for option in OPTIONS if option.only])
def test_options_of_films_are_refused_for_pictures_and_the_other_way_round(
    tmp_path, history, typed_for, option
):
    options = render.FilmOptions(**{option.name: option.read(typed_for(option))})
    with pytest.raises(SplotchError, match=f"^{option.name} is for {option.only}: leave it out$"):
        if option.only == "films":
            render.still(history, tmp_path / "a.png", options)
        else:
            render.animate(history, tmp_path / "a.gif", options)
    assert list(tmp_path.iterdir()) == []


def test_keywords_take_the_place_of_options(tmp_path, history):
    options = render.FilmOptions(size=(64, 64), theme="light")
    contents = []
    for number, arguments in enumerate(
        [
            {"options": options},
            {"options": replace(options, theme="dark"), "theme": "light"},
            {"size": (64, 64), "theme": "light"},
            {"options": options, "theme": "dark"},
        ]
    ):
        path = tmp_path / f"{number}.png"
        render.still(history, path, **arguments)
        contents.append(path.read_bytes())
    assert contents[0] == contents[1] == contents[2] != contents[3]


@pytest.mark.parametrize(
    ("options", "name", "words"),
    [
        ({"axis": 2}, "a.mp4", "axis must be from 1 to 1, not 2"),
        ({"step": 401}, "a.png", "step must be from 0 to 400, not 401"),
        ({"part": (0, 401)}, "a.mp4", "both within 0 to 400"),
        ({"seconds": 3600, "fps": 120}, "a.mp4", "432,000 frames are too many"),
        ({}, "a.avi", "no name for a film or picture: end it in .mp4 or"),
    ],
)
def test_what_a_run_or_a_format_does_not_have_is_told(history, options, name, words):
    with pytest.raises(SplotchError, match=words):
        plan_film(render.FilmOptions(**options), history, Path(name))


def test_a_plan_has_every_choice_made(history):
    film = plan_film(render.FilmOptions(quality="low", fps=10), history, Path("a.GIF"))
    assert (film.view, film.axis, film.step) == ("flight", 1, 400)
    assert film.played == slice(0, 401)
    assert film.settings == replace(render.QUALITIES["low"].gif, fps=10)
    picture = plan_film(render.FilmOptions(step=3, size=(321, 181)), history, Path("a.png"))
    assert (picture.view, picture.step, picture.settings.size) == ("chase", 3, (321, 181))


def test_help_tells_of_every_option():
    for option in OPTIONS:
        assert option.help
        assert f"\n    {option.name}\n        {option.help}\n" in render.FilmOptions.__doc__
