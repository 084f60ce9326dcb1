import re
from pathlib import Path

import pytest
from PIL import Image
from textual.widgets import Input
from ui_helpers import until

import render
from render.options import OPTIONS
from splotch_tui import PRESETS
from splotch_tui.session.snapshot import Activity
from splotch_tui.ui.screens.export import ExportScreen
from splotch_tui.ui.widgets.choice import Choice
from splotch_tui.ui.widgets.notice import Notice


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


async def with_form(pilot):
    await until(pilot, lambda: pilot.app.session.snapshot.step > 20)
    await pilot.press("e")
    await until(pilot, lambda: isinstance(pilot.app.screen, ExportScreen))
    return pilot.app.screen


def path_in(form):
    return Path(form.query_one("#path", Input).value)


async def test_a_film_is_made_while_the_run_goes_on(app, tmp_path):
    async with app.run_test(size=(120, 40)) as pilot:
        form = await with_form(pilot)
        # A picture, backwards from the first of the formats; of the first of the qualities.
        back = len(render.FORMATS) - list(render.FORMATS).index(".png")
        await pilot.press(*["left"] * back, "down", "down", "left")
        name = path_in(form).name
        assert re.fullmatch(r"comment-1729-\d+\.png", name)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.has_class("-filming"))
        step = app.session.snapshot.step
        await until(pilot, lambda: "made" in str(app.screen.query_one(Notice).render()))
        assert app.session.snapshot.step > step
        await pilot.press("y", "enter")
        assert app.clipboard == str(tmp_path / name)
        await until(pilot, lambda: not app.screen.has_class("-filming"))
    recipe = render.read_recipe(tmp_path / name)
    assert recipe == PRESETS["comment"].shortened(recipe.steps)
    assert name == f"comment-1729-{recipe.steps}.png"


async def test_a_film_can_be_cancelled_and_leaves_nothing(app, tmp_path):
    async with app.run_test(size=(120, 40)) as pilot:
        await with_form(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.has_class("-filming"))
        films = app.films
        await until(pilot, lambda: films.progress and films.progress.done > 1)
        await pilot.press("x")
        await until(pilot, lambda: "cancelled" in str(app.screen.query_one(Notice).render()))
        assert list(tmp_path.glob("*.mp4")) == list(tmp_path.glob(".*mp4")) == []


async def test_quitting_gives_up_films(app, tmp_path):
    async with app.run_test(size=(120, 40)) as pilot:
        await with_form(pilot)
        await pilot.press("enter")
        films = app.films
        await until(pilot, lambda: films.progress and films.progress.done > 1)
        await pilot.press("q", "q")
    assert list(tmp_path.glob("*mp4")) == list(tmp_path.glob(".*mp4")) == []


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("taken.mp4", "exists"),
        ("nowhere/x.mp4", "no folder"),
        ("x.gif", "end the file's name in .mp4"),
        ("[bold]x", "end the file's name in .mp4"),
        ("~nosuchuser/x.mp4", "no home folder for ~nosuchuser/x.mp4"),
        ("", "is a folder"),
    ],
)
async def test_a_name_that_cannot_be_is_told_before_work_is_done(app, tmp_path, name, problem):
    (tmp_path / "taken.mp4").touch()
    async with app.run_test(size=(120, 40)) as pilot:
        form = await with_form(pilot)
        form.query_one("#path", Input).value = name
        await pilot.press("enter")
        assert app.screen is form
        assert problem in str(form.query_one(".problem").render())
        await pilot.press("escape")
        assert app.screen is not form


@pytest.mark.parametrize("name", ["", "/"])
async def test_a_name_that_is_none_has_no_ending(app, name):
    async with app.run_test(size=(120, 40)) as pilot:
        form = await with_form(pilot)
        form.query_one("#path", Input).value = name
        form.query_one("#format", Choice).value = "gif"
        await pilot.pause()
        assert form.query_one("#path", Input).value == name


async def test_a_film_of_a_part_with_a_title(app, tmp_path):
    async with app.run_test(size=(120, 40)) as pilot:
        form = await with_form(pilot)
        form.query_one("#format", Choice).value = "gif"
        form.query_one("#quality", Choice).value = "low"
        form.query_one("#theme", Choice).value = "light"
        form.query_one("#timing", Choice).value = "steps"
        form.query_one("#part", Input).value = "5:15"
        form.query_one("#title", Input).value = "[b]one[/b] ridge"
        await pilot.pause()
        name = path_in(form).name
        await pilot.press("enter")
        await until(pilot, lambda: "made" in str(app.screen.query_one(Notice).render()))
    with Image.open(tmp_path / name) as film:
        assert film.n_frames > 1
        # The light theme's sky.
        assert min(film.convert("RGB").getpixel((2, 2))) > 200


async def test_a_picture_of_a_step(app, monkeypatch, tmp_path):
    jobs = []
    monkeypatch.setattr(app.films, "submit", jobs.append)
    async with app.run_test(size=(120, 40)) as pilot:
        form = await with_form(pilot)
        form.query_one("#format", Choice).value = "png"
        await pilot.pause()
        assert not form.query_one("#part").display
        assert not form.query_one("#timing").display
        form.query_one("#step", Input).value = "7"
        name = path_in(form).name
        await pilot.press("enter")
        (job,) = jobs
        assert job.path == tmp_path / name
        assert job.options == render.FilmOptions(view="flight", step=7)


@pytest.mark.parametrize("ending", list(render.FORMATS))
async def test_the_form_asks_for_what_the_format_has(app, ending):
    moving = render.FORMATS[ending].moving
    asked = [option for option in OPTIONS if option.label and option.suits(moving)]
    async with app.run_test(size=(120, 40)) as pilot:
        form = await with_form(pilot)
        form.query_one("#format", Choice).value = ending.lstrip(".")
        await pilot.pause()
        labels = [str(label.render()) for label in form.query("#export Label") if label.display]
        assert labels == ["format", *(option.label for option in asked), "file"]
        fields = [one.id for one in form.query("Choice, Input") if one.display]
        assert fields == ["format", *(option.name for option in asked), "path"]


async def test_what_is_left_empty_is_at_its_default(app, monkeypatch):
    jobs = []
    monkeypatch.setattr(app.films, "submit", jobs.append)
    async with app.run_test(size=(120, 40)) as pilot:
        form = await with_form(pilot)
        form.query_one("#part", Input).value = " "
        await pilot.press("enter")
    assert jobs[0].options == render.FilmOptions(view="flight")


@pytest.mark.parametrize(
    ("ending", "field", "text", "problem"),
    [
        ("mp4", "part", "7", "not a part like"),
        ("mp4", "part", "9:3", "to a later one"),
        ("mp4", "part", "0:99999999", "to a later one"),
        ("png", "step", "-1", "from 0 to"),
        ("png", "step", "x", "step"),
    ],
)
async def test_steps_that_are_not_there_are_told_at_once(app, ending, field, text, problem):
    async with app.run_test(size=(120, 40)) as pilot:
        form = await with_form(pilot)
        form.query_one("#format", Choice).value = ending
        form.query_one(f"#{field}", Input).value = text
        await pilot.press("enter")
        assert app.screen is form
        assert problem in str(form.query_one(".problem").render())


async def test_the_other_coordinate_can_be_chosen(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("3")
        await until(pilot, lambda: app.session.snapshot.recipe.dims == 16)
        form = await with_form(pilot)
        axis = form.query_one("#axis", Choice)
        axis.focus()
        await pilot.press("l", "l", "h")
        assert axis.value == "x1"


async def test_a_pinned_run_is_shown_next_to_it(app, monkeypatch):
    jobs = []
    monkeypatch.setattr(app.films, "submit", jobs.append)
    async with app.run_test(size=(120, 40)) as pilot:
        form = await with_form(pilot)
        # There is but one slice, and no other run.
        assert not form.query("#beside")
        await pilot.press("escape", "c", "n")
        await until(pilot, lambda: app.session.snapshot.recipe.seed != 1729)
        form = await with_form(pilot)
        beside = form.query_one("#beside", Choice)
        beside.focus()
        await pilot.press("right")
        assert beside.value == "run seed 1729"
        await pilot.press("enter")
        (job,) = jobs
        assert [history.recipe.seed for history in job.histories] == [1730, 1729]
        assert all(len(history.x0) > 20 for history in job.histories)


async def test_another_slice_is_shown_next_to_it(app, monkeypatch):
    jobs = []
    monkeypatch.setattr(app.films, "submit", jobs.append)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("3")
        await until(pilot, lambda: app.session.snapshot.recipe.dims == 16)
        await until(pilot, lambda: app.session.snapshot.step > 20)
        app.session.run(False)
        await until(pilot, lambda: app.session.snapshot.activity is Activity.PAUSED)
        form = await with_form(pilot)
        form.query_one("#axis", Choice).value = "x3"
        form.query_one("#beside", Choice).value = "slice along x3"
        await pilot.press("enter")
        assert "two different ones" in str(form.query_one(".problem").render())
        form.query_one("#beside", Choice).value = "slice along x13"
        await pilot.press("enter")
        (job,) = jobs
        assert job.options.axis == (3, 13)
        # Of itself it is along the farthest.
        form = await with_form(pilot)
        farthest = jobs[0].histories[0].farthest_axis
        other = 1 + farthest % 16
        form.query_one("#beside", Choice).value = f"slice along x{other}"
        await pilot.press("enter")
        assert len(jobs[1].histories) == 1
        assert jobs[1].options.axis == (farthest, other)


async def test_films_under_way_are_not_made_twice_nor_left_without_a_word(app, tmp_path):
    async with app.run_test(size=(120, 40)) as pilot:
        # The same state of the run, twice.
        await until(pilot, lambda: app.session.snapshot.step > 20)
        app.session.run(False)
        await until(pilot, lambda: app.session.snapshot.activity is Activity.PAUSED)
        first = path_in(await with_form(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.has_class("-filming"))
        form = await with_form(pilot)
        field = form.query_one("#path", Input)
        assert path_in(form).name == f"{first.stem}-2.mp4"
        field.value = str(first)
        await pilot.press("enter")
        assert "is being made" in str(form.query_one(".problem").render())
        form.query_one("#format", Choice).value = "gif"
        await pilot.pause()
        assert field.value == str(tmp_path / f"{first.stem}.gif")
        await pilot.press("escape", "q")
        await until(pilot, lambda: "q again leaves" in str(app.screen.query_one(Notice).render()))
        assert app.is_running
        await pilot.press("q")
    assert not app.is_running


async def test_a_name_that_nobody_chose_follows_the_format(app):
    async with app.run_test(size=(120, 40)) as pilot:
        form = await with_form(pilot)
        first = path_in(form)
        form.query_one("#format", Choice).value = "png"
        await pilot.pause()
        assert path_in(form) == first.with_suffix(".png")
