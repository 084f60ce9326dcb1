import threading
from itertools import product

import pytest
from ui_helpers import text_of, until

from splotch_tui import PRESETS, History
from splotch_tui.session.active_run import ActiveRun
from splotch_tui.session.snapshot import Activity
from splotch_tui.ui.app import SplotchApp
from splotch_tui.ui.config import Config
from splotch_tui.ui.keys import KEYS
from splotch_tui.ui.screens.help import FORMULA, SEEN
from splotch_tui.ui.widgets.key_footer import KeyFooter
from splotch_tui.ui.widgets.lines import Lines
from splotch_tui.ui.widgets.notice import Notice


async def started(pilot, step=3):
    await until(pilot, lambda: pilot.app.session.snapshot.step >= step)


async def test_it_opens_running_the_comment_preset(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await started(pilot, 60)
        await until(pilot, lambda: "60" in text_of(app.screen.query_one("#status")))
        for name in ("x0", "xn", "loss"):
            shown = text_of(app.screen.query_one(f"#{name}"))
            assert shown.split()[0] == name
            assert any("\u2800" < character < "\u2900" for character in shown)
        parameters = text_of(app.screen.query_one("#parameters"))
        for label in ("epsilon", "learning rate", "noise", "seed", "dims", "waves", "steps"):
            assert label in parameters
        assert "running" in text_of(app.screen.query_one("#status"))
        assert app.screen.query_one(KeyFooter).display


async def test_space_pauses_and_s_takes_one_step(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await started(pilot)
        await pilot.press("space")
        await until(pilot, lambda: app.session.snapshot.activity is Activity.PAUSED)
        assert "paused" in text_of(app.screen.query_one("#status"))
        step = app.session.snapshot.step
        await pilot.press("s")
        await until(pilot, lambda: app.session.snapshot.step == step + 1)
        await pilot.press("space")
        await until(pilot, lambda: app.session.snapshot.step > step + 1)


@pytest.mark.parametrize(
    ("keys", "name", "value"),
    [
        (["right"], "epsilon", 0.11),
        (["h"], "epsilon", 0.099),
        (["shift+right"], "epsilon", 0.2),
        (["down", "right"], "learning_rate", 0.21),
        (["j", "j", "l"], "noise", 1.1),
        (["j", "j", "j", "right"], "seed", 1730),
        ([*["up"] * 5, "left"], "steps", 4900),
        (["n"], "seed", 1730),
        (["p", "p"], "seed", 1727),
        (["j", "j", "j", "j", "L"], "dims", 11),
    ],
)
async def test_keys_change_parameters(app, keys, name, value):
    async with app.run_test(size=(120, 40)) as pilot:
        await started(pilot)
        await pilot.press(*keys)
        await until(
            pilot,
            lambda: (
                getattr(app.session.snapshot.recipe, name) == value
                or any(change.value == value for change in app.session.snapshot.recipe.changes)
            ),
        )
        assert getattr(app.session.recipe, name) == value
        shown = f"{value:,}" if name == "steps" else f"{value:.6g}"
        assert shown in text_of(app.screen.query_one("#parameters"))


async def test_presets_and_restart(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await started(pilot)
        await pilot.press("3")
        await until(pilot, lambda: app.session.snapshot.recipe == PRESETS["original"])
        await pilot.press("r")
        await until(pilot, lambda: app.session.snapshot.run == 3)
        assert app.session.snapshot.recipe == PRESETS["original"]
        await pilot.press("2")
        await until(pilot, lambda: app.session.snapshot.recipe == PRESETS["orthogonal"])


async def test_speed_doubles_halves_and_ends_at_full(app):
    async with app.run_test(size=(120, 40)) as pilot:
        first = app.session.speed
        await pilot.press("plus")
        assert app.session.speed == 2 * first
        await pilot.press("minus", "minus")
        assert app.session.speed == first // 2
        await pilot.press(*["minus"] * 10)
        assert app.session.speed == 1
        await pilot.press(*["plus"] * 20)
        assert app.session.speed is None
        await until(pilot, lambda: app.session.snapshot.activity is Activity.FINISHED)
        assert "full speed" in text_of(app.screen.query_one("#status"))


async def test_w_saves_and_never_overwrites(app, own_home):
    async with app.run_test(size=(120, 40)) as pilot:
        await started(pilot)
        for count in (1, 2):
            await pilot.press("w")
            await until(pilot, lambda count=count: len(list(own_home.rglob("*.npz"))) == count)
            await app.workers.wait_for_complete()
        saved = sorted(own_home.rglob("*.npz"), key=lambda path: path.stat().st_mtime_ns)
        steps = [History.load(path).recipe.steps for path in saved]
        assert [path.name for path in saved] == [f"comment-1729-{count}.npz" for count in steps]
        assert History.load(saved[1]).recipe == PRESETS["comment"].shortened(steps[1])
        assert saved[1].name in str(app.screen.query_one(Notice).render())


async def test_a_run_that_cannot_be_saved_is_reported_in_a_line(app, own_home):
    (own_home / "splotch").write_text("a file where the folder should be")
    async with app.run_test(size=(120, 40)) as pilot:
        await started(pilot)
        await pilot.press("w")
        await until(pilot, lambda: app.screen.has_class("-notice"))
        assert "cannot make the folder" in str(app.screen.query_one(Notice).render())


async def test_help_lists_every_key_of_the_bindings(app):
    async with app.run_test(size=(120, 50)) as pilot:
        await pilot.press("question_mark")
        shown = "\n".join(str(widget.render()) for widget in app.screen.query("#help Static"))
        main = app.screen_stack[0]
        assert len({key.id for key in KEYS}) == len(KEYS)
        for key in KEYS:
            assert key.about in shown
            assert app.key_text(key) in shown
        assert FORMULA in shown
        for name, about in SEEN.items():
            assert name in shown
            assert about in shown
        await pilot.press("escape")
        assert app.screen is main


async def test_help_is_read_to_its_end_on_the_smallest_screen(app):
    async with app.run_test(size=(40, 14)) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        box = app.screen.query_one("#help")
        assert box.scroll_offset.y == 0
        assert box.max_scroll_x == 0
        await pilot.press("end")
        await until(pilot, lambda: box.scroll_offset.y == box.max_scroll_y > 0)


async def test_only_cells_that_changed_are_repainted(app, monkeypatch):
    async with app.run_test(size=(120, 40)) as pilot:
        await started(pilot, 200)
        await pilot.press("space")
        await until(pilot, lambda: app.session.snapshot.activity is Activity.PAUSED)
        await pilot.pause()
        trace = app.screen.query_one("#x0")
        regions = []
        monkeypatch.setattr(trace, "refresh", lambda *dirty, **_: regions.extend(dirty))
        await pilot.press("s")
        await until(pilot, lambda: regions)
        assert sum(region.area for region in regions) < 60


async def test_a_notice_that_comes_and_goes_repaints_nothing_else(app, monkeypatch):
    async with app.run_test(size=(120, 40)) as pilot:
        await started(pilot)
        await pilot.press("space")
        await until(pilot, lambda: "paused" in text_of(app.screen.query_one("#status")))
        await pilot.pause()
        trace, notice = app.screen.query_one("#xn"), app.screen.query_one(Notice)
        painted, render_lines = [], trace.render_lines
        monkeypatch.setattr(
            trace, "render_lines", lambda crop: painted.append(crop) or render_lines(crop)
        )
        notice.say("a line")
        await until(pilot, lambda: notice.size.height)
        app.screen.set_class(False, "-notice")
        await until(pilot, lambda: app.screen.query_one(KeyFooter).size.height)
        await pilot.pause()
        assert not painted


@pytest.mark.parametrize(
    ("size", "glyphs"),
    [
        *((size, "braille") for size in ((200, 60), (80, 24), (60, 20), (20, 5), (1, 1))),
        *product(((200, 60), (1, 1)), ("block", "ascii")),
    ],
)
async def test_it_runs_at_any_size(size, glyphs):
    app = SplotchApp(PRESETS["original"], config=Config(glyphs=glyphs))
    async with app.run_test(size=size) as pilot:
        await started(pilot, 30)
        await pilot.resize_terminal(90, 30)
        await started(pilot, 60)
        await until(pilot, lambda: "steps/s" in text_of(app.screen.query_one("#status")))


async def test_q_quits(app):
    async with app.run_test() as pilot:
        await started(pilot)
        await pilot.press("q")
    assert app.return_code == 0
    assert not app.session.is_open


async def test_a_value_is_typed_and_checked(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await started(pilot)
        main = app.screen
        await pilot.press("down", "enter", "ctrl+u", *"-3", "enter")
        assert app.screen is not main
        assert "must be from" in str(app.screen.query_one(".problem").render())
        await pilot.press("ctrl+u", *"0.5", "enter")
        assert app.screen is main
        assert app.session.recipe.learning_rate == 0.5
        await pilot.press("u")
        await until(pilot, lambda: app.session.recipe.learning_rate == 0.2)
        await until(pilot, lambda: not app.session.snapshot.recipe.changes)


async def test_noise_seed_can_be_typed_and_taken_away(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await started(pilot)
        await pilot.press(*["up"] * 6, "enter", *"12", "enter")
        assert app.session.recipe.noise_seed == 12
        await pilot.press("enter", "ctrl+u", "enter")
        assert app.session.recipe.noise_seed is None


async def test_seeking(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await started(pilot)
        await pilot.press("space", "g", *"2,000", "enter")
        await until(pilot, lambda: app.session.snapshot.step == 2000)
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: app.session.snapshot.step == 1950)
        await pilot.press("right_curly_bracket")
        await until(pilot, lambda: app.session.snapshot.step == 2450)
        await until(pilot, lambda: "snag" in text_of(app.screen.query_one("#status")))
        await until(pilot, lambda: "●" in text_of(app.screen.query_one("#x0")))
        await pilot.press("g", *"9999", "enter")
        assert "must be from 0 to 5000" in str(app.screen.query_one(".problem").render())


async def test_in_ascii_every_panel_is_ascii():
    app = SplotchApp(PRESETS["original"], config=Config(glyphs="ascii"))
    async with app.run_test(size=(120, 40)) as pilot:
        await started(pilot, 100)
        await pilot.press("space", "c")
        await until(pilot, lambda: "paused" in text_of(app.screen.query_one("#status")))
        await until(pilot, lambda: "x0" in text_of(app.screen.query_one("#landscape")))
        for lines in app.screen.query(Lines):
            assert text_of(lines).isascii()


async def test_without_colours_the_terminals_own_are_not_used(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    app = SplotchApp(PRESETS["comment"], config=Config(theme="ansi-dark"))
    assert app.theme == "textual-dark"
    app.theme = "ansi-light"
    assert app.theme == "textual-dark"


@pytest.mark.parametrize("before", [[], ["question_mark"]])
async def test_ctrl_c_says_how_to_leave(app, before):
    async with app.run_test(size=(120, 40)) as pilot:
        main = app.screen
        await pilot.press(*before, "ctrl+c")
        await pilot.pause()
        assert str(main.query_one("#notice").render()) == "q leaves"
        assert not app.screen.query("Toast")


async def test_where_no_shell_is_ctrl_z_says_so(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("ctrl+z")
        await pilot.pause()
        assert "no shell" in str(app.screen.query_one("#notice").render())


async def test_a_value_that_is_only_looked_at_is_no_change(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await started(pilot)
        await pilot.press("space", "enter", "enter")
        await pilot.pause()
        await pilot.press("enter", "ctrl+u", *"0.1", "enter")
        await pilot.pause()
        assert app.session.snapshot.recipe.changes == ()
        assert not app.session.undo()


async def test_while_another_run_is_prepared_none_of_the_one_before_is_shown(app, monkeypatch):
    ready = threading.Event()
    started = ActiveRun.started

    def slowly(*arguments):
        assert ready.wait(60)
        return started(*arguments)

    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.session.snapshot.step > 100)
        monkeypatch.setattr(ActiveRun, "started", slowly)
        try:
            await pilot.press("n")
            status = app.screen.query_one("#status")
            await until(pilot, lambda: "compiling" in text_of(status))
            assert "step     0 / 5,000" in text_of(status)
            assert "seed 1730" in text_of(status)
            assert not app.screen.query_one("#traces").visible
        finally:
            ready.set()
        await until(pilot, lambda: "running" in text_of(status))
        assert app.screen.query_one("#traces").visible
