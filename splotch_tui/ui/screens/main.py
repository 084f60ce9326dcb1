"""MainScreen: traces, parameters and status of the run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import monotonic
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Static

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.recipe import BY_NAME
from splotch_tui.session.autosave import Autosave
from splotch_tui.session.ensemble_worker import EnsembleWorker
from splotch_tui.session.film_queue import FilmQueue
from splotch_tui.session.run_files import run_title
from splotch_tui.session.session import Session
from splotch_tui.session.snapshot import Activity, Snapshot
from splotch_tui.session.start import Start
from splotch_tui.ui.footer import FooterKeys
from splotch_tui.ui.keys import KEYS, Key
from splotch_tui.ui.plotting.glyphs import Glyphs
from splotch_tui.ui.screens.comparing import ComparingScreen
from splotch_tui.ui.screens.copying import Copyable, CopyScreen, run_command
from splotch_tui.ui.screens.films import Films
from splotch_tui.ui.screens.frame_timer import FrameTimer
from splotch_tui.ui.screens.help import HelpScreen
from splotch_tui.ui.screens.landscape_view import WIDE, LandscapeView
from splotch_tui.ui.screens.leaving import Leaving
from splotch_tui.ui.screens.phase_notices import PhaseNotices
from splotch_tui.ui.screens.saving import Saving
from splotch_tui.ui.screens.tour import SMALLEST as SMALLEST_TOUR
from splotch_tui.ui.screens.tour import Tour
from splotch_tui.ui.terminal.frame_gate import QUESTION, FrameGate
from splotch_tui.ui.widgets.cursor_line import CursorLine, values_at
from splotch_tui.ui.widgets.film_bar import FilmBar
from splotch_tui.ui.widgets.key_footer import KeyFooter
from splotch_tui.ui.widgets.landscape_panel import LandscapePanel
from splotch_tui.ui.widgets.lines import ASCII
from splotch_tui.ui.widgets.notice import Notice
from splotch_tui.ui.widgets.parameter_panel import ParameterPanel
from splotch_tui.ui.widgets.status import Status
from splotch_tui.ui.widgets.tour_card import TourCard
from splotch_tui.ui.widgets.trace_mouse import TraceMouse
from splotch_tui.ui.widgets.traces import Traces

# A run that begins within so many seconds is not waited for in words.
_SECONDS_UNNOTICED = 0.3


class MainScreen(ComparingScreen):
    """The screen the app opens with.

    Parameters
    ----------
    session : Session
        What it shows and steers.
    autosave : Autosave
        Knows the folder, and notes what the user saves.
    films : FilmQueue
        Makes the films that are asked for; closed with the screen.
    ensembles : EnsembleWorker
        Runs ensembles of the session's parameters.
    fps : float
        Frames a second.
    glyphs : Glyphs
        What plots are drawn with.
    key_text : callable
        Returns the keys of an action as people read them.
    key_names : mapping of str
        The keys of every action, as Textual names them.
    ask : callable
        Sends the terminal a question.
    """

    BINDINGS: ClassVar[list[BindingType]] = [key.binding for key in KEYS if not key.everywhere]
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - Textual declares it so
        (0, "-tiny"),
        (40, "-narrow"),
        (WIDE, "-wide"),
        (110, "-wider"),
        (160, "-widest"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (14, "-low"), (30, "-high")]  # noqa: RUF012

    class Mounted(Message):
        """The screen is all there."""

    def __init__(
        self,
        session: Session,
        autosave: Autosave,
        films: FilmQueue,
        ensembles: EnsembleWorker,
        fps: float,
        glyphs: Glyphs,
        key_text: Callable[[Key], str],
        key_names: Mapping[str, str],
        ask: Callable[[str], None],
    ) -> None:
        super().__init__(session, key_text)
        self._autosave = autosave
        self._ensembles = ensembles
        self._fps = fps
        self._glyphs = glyphs
        self._frame_number = 0
        # What the last frame has shown.
        self._shown: object = None
        # Since when another run has been asked for.
        self._preparing_since: float | None = None
        # Frames to draw even under another screen.
        self._frames_owed = 0
        self._ask = ask
        self.gate = FrameGate()
        self._saving = Saving(self, autosave)
        self._films = Films(self, films, self._key_of("copy"))
        self._leaving = Leaving()
        self._tour = Tour(self, session, key_text, key_names, self._show_all)
        self._footer_keys = FooterKeys(key_text)
        self._phase_notices = PhaseNotices()
        self._landscape = LandscapeView(self)

    def compose(self) -> ComposeResult:
        """Lay out the screen."""
        # First: Textual counts from the last one on, and sends anew what has another number.
        yield Notice()
        yield Status(id="status")
        with Horizontal(id="body"):
            yield Traces(self._glyphs, id="traces")
            with Vertical(id="side") as side:
                side.border_title = "parameters"
                yield ParameterPanel(id="parameters")
                yield LandscapePanel(self._glyphs, id="landscape")
        yield Static("splotch needs 40 columns and 14 rows; q leaves", id="too-small")
        yield TourCard()
        yield FilmBar(id="film")
        yield CursorLine(id="cursor")
        yield KeyFooter()

    def on_mount(self) -> None:
        """Start to draw; the descent starts when the first frame is on its way."""
        self._frames = FrameTimer(self, self._fps, self.frame, self._has_news)
        self.app.theme_changed_signal.subscribe(self, lambda _: self._owe_frames())
        self.use_glyphs(self._glyphs)
        self.show_controls()
        self.call_after_refresh(self.session.start)
        self._saving.announce()
        self.post_message(self.Mounted())

    def _owe_frames(self) -> None:
        """Have all panels drawn in other colours, whatever screen is above."""
        self._frames_owed = self.query_one(LandscapePanel).frames_between
        self.wake()

    def wake(self) -> None:
        """Draw frames again: something has been done that may change what is shown."""
        self._frames.wake()

    def on_screen_resume(self) -> None:
        """Draw what has happened under another screen."""
        self.wake()

    def on_screen_suspend(self) -> None:
        """Have no picture of pixels over another screen."""
        self.query_one(LandscapePanel).show_no_pixels()

    def on_unmount(self) -> None:
        """Give up what is still being filmed."""
        self._films.close()

    def frame(self) -> bool:
        """Draw the newest state; the traces only if the terminal has shown the last ones.

        Returns
        -------
        bool
            Whether there was anything to draw, or soon will be.
        """
        landscape = self.query_one(LandscapePanel)
        for crash in self._crashes():
            if crash is not None:
                raise crash
        # Under another screen, Textual would send all of both, 20 times a second.
        if not self.is_active and not self._frames_owed:
            return False
        had_news = self._has_news()
        self._shown = self._news()
        self._frames_owed = max(self._frames_owed - 1, 0)
        self._films.draw()
        self._saving.check()
        drawn = not self.gate.is_open
        if self.gate.is_open:
            self.show_controls()
            seen = self.session.snapshot
            if news := self._phase_notices.news(seen):
                self.say(news)
            drawn = self.draw_traces()
            # The landscape changes all over, so it is drawn less often.
            self._frame_number += 1
            if self._frame_number % landscape.frames_between == 0:
                drawn |= landscape.draw(seen, self.gate.most_bytes)
            if drawn:
                self.call_after_refresh(self.ask_for_answer)
        # The first steps are seen as they are taken, however long the compiling took.
        return drawn or had_news or self.session.preparing

    def _news(self) -> object:
        """Return what changes with all that a frame shows, unless the user does something."""
        seen = self.session.snapshot
        now = seen.run, seen.step, seen.activity, seen.target, seen.problem, seen.orders
        return now, self._films.news, self._autosave.problem, self._frames_owed

    def _has_news(self) -> bool:
        """Whether anything has happened that no frame has shown."""
        flying = self.query_one(LandscapePanel).is_flying
        seen = self.is_active and (flying or self._news() != self._shown)
        return seen or any(crash is not None for crash in self._crashes())

    def _crashes(self) -> tuple[BaseException | None, ...]:
        """Return what has ended threads that draw, run or film, where anything has."""
        landscape = self.query_one(LandscapePanel)
        return self.session.crash, self._films.crash, self._ensembles.crash, landscape.crash

    def ask_for_answer(self) -> None:
        """Draw no frame before the terminal has read all that was sent."""
        landscape = self.query_one(LandscapePanel)
        landscape.pixels.send()
        self.gate.note_question(landscape.take_sent())
        self._ask(QUESTION)

    def show_controls(self) -> None:
        """Draw parameters, status and footer, at once after a key press."""
        session, recipe = self.session, self.session.recipe
        seen, activity = session.snapshot, self._activity()
        preparing = activity is Activity.COMPILING
        # Until the next run begins the traces are of the one before.
        self.set_class(preparing and seen.record is not None, "-preparing")
        seen = Snapshot(0, recipe) if preparing else seen
        self.query_one(ParameterPanel).recipe = recipe
        self.query_one(Status).draw(seen, activity, session.speed, run_title(recipe))
        helpful = self._footer_keys.helpful(
            activity,
            session.speed,
            self.query_one(ParameterPanel).chosen,
            self._films.pending,
        )
        self.query_one(KeyFooter).draw(helpful, self._footer_keys.lasting)

    def _activity(self) -> Activity:
        """What the session does or was just asked to do, so that a key press shows at once."""
        if self._is_preparing():
            return Activity.COMPILING
        activity = self.session.snapshot.activity
        if activity in {Activity.RUNNING, Activity.PAUSED}:
            return Activity.RUNNING if self.session.running else Activity.PAUSED
        return activity

    def _is_preparing(self) -> bool:
        """Whether what is shown is not yet, or no more, what is run: for longer than is noticed."""
        if not self.session.preparing:
            self._preparing_since = None
            return False
        now = monotonic()
        self._preparing_since = self._preparing_since or now
        return now - self._preparing_since > _SECONDS_UNNOTICED

    def use_glyphs(self, glyphs: Glyphs) -> None:
        """Draw with other characters."""
        self._glyphs = glyphs
        self.wake()
        self.app.set_class(glyphs.name == "ascii", ASCII)
        self.query_one(Traces).use(glyphs)
        self.query_one(LandscapePanel).glyphs = glyphs

    def say(self, text: str, *, bad: bool = False) -> None:
        """Show the user a line for a while."""
        self.query_one(Notice).say(text, bad=bad)

    def say_no_more(self) -> None:
        """Take away what was said of what is changed now."""
        self.query_one(Notice).clear()

    def action_landscape(self) -> None:
        """Show the landscape in the next way, or not at all."""
        self.say(f"landscape: {self._landscape.show_next()}")

    def action_large(self) -> None:
        """Show the landscape in the place of all else, or no longer."""
        self.say(self._landscape.turn_large(self._key_text))

    def on_trace_mouse_axis_chosen(self, event: TraceMouse.AxisChosen) -> None:
        """Look at the landscape along the xn that was clicked."""
        self._landscape.show_axis(event.number)

    def action_back(self) -> None:
        """Leave the cursor, or show the landscape in its own place."""
        if self.query_one(Traces).cursor is not None:
            super().action_back()
        else:
            self._landscape.turn_small()

    def action_axis(self, direction: int) -> None:
        """Look at the landscape along the next or the previous coordinate."""
        self._landscape.show_next_axis(direction)

    def action_axis_number(self) -> None:
        """Ask for the number of a coordinate, and look along it."""
        self._landscape.ask_for_axis(self._typed)

    def action_save(self) -> None:
        """Save the run so far into the runs folder."""
        self._saving.save(self.session.snapshot)

    def action_open(self) -> None:
        """Choose a run of before and go on with it."""
        from splotch_tui.ui.screens.open import OpenScreen

        def note() -> None:
            self._autosave.note(self.session.snapshot)

        self.app.push_screen(OpenScreen(self._autosave.journal, self._glyphs, note), self._play)

    def _play(self, start: Start | None) -> None:
        if start is not None:
            self.session.play(start)
            self.show_controls()

    def action_ensemble(self) -> None:
        """Show an ensemble of the present parameters."""
        engine = self.session.recipe.engine
        if engine != BY_NAME["engine"].default:
            self.say(f"ensembles are of the compiled engine alone, and this run is {engine}'s")
            return
        from splotch_tui.ui.screens.ensemble import EnsembleScreen

        # From the palette it may be asked for once more.
        if not any(isinstance(screen, EnsembleScreen) for screen in self.app.screen_stack):
            self.app.push_screen(EnsembleScreen(self, self._ensembles, self._glyphs))

    def open_descent(self, start: Start) -> None:
        """Go on with a descent of an ensemble."""
        self._play(start)
        self.say(f"this is a descent of the ensemble: {self._key_of('ensemble')} shows that again")

    def action_export(self) -> None:
        """Ask what film to make of the run so far, and make it."""
        try:
            others = self._traces.comparison.runs(self.session.snapshot)
            self._films.ask(self.session.history(), others)
        except SplotchError as error:
            self.say(str(error), bad=True)

    def action_cancel(self) -> None:
        """Give up the film under way."""
        self.say(self._films.cancel())

    def action_copy(self) -> None:
        """Ask what of the run to send to the terminal's clipboard, and send it."""

        def send(chosen: Copyable | None) -> None:
            if chosen is not None:
                self.app.copy_to_clipboard(chosen.text)
                # A terminal does not say whether it has taken it.
                self.say(f"{chosen.label}: sent to the clipboard")

        self.app.push_screen(CopyScreen(self.copyables()), send)

    def copyables(self) -> list[Copyable]:
        """Return what can be copied, the most likely first."""
        recipe = self.session.snapshot.recipe
        content = self.query_one(Traces).content
        values = "" if content is None or content.cursor is None else values_at(content)
        return [
            *([Copyable("the values at the cursor", values)] if values else ()),
            *self._films.copyables(),
            Copyable("the recipe of this run", recipe.to_json()),
            Copyable("the command that makes this run", run_command(recipe)),
        ]

    def action_quit(self) -> None:
        """Leave; asked twice if that gives up a film."""
        if self._leaving.request(gives_up=self._films.pending):
            self.app.exit()
        else:
            self.say(
                f"a film is being made: {self._key_of('quit')} again leaves without it", bad=True
            )

    def on_key(self, event: events.Key) -> None:
        """Let the tour have a key before others."""
        if self._tour.takes(event.key):
            event.stop()

    def begin_tour(self) -> None:
        """Start the tour in an app that was opened for it."""
        self._begin_tour(from_nothing=True)

    def action_tour(self) -> None:
        """Start the tour."""
        self._begin_tour(from_nothing=False)

    def _show_all(self) -> None:
        """Show the whole run, and the map."""
        self.show_whole_run()
        self._landscape.show_map()

    def on_resize(self) -> None:
        """End the tour where there is no room for it any more."""
        columns, rows = SMALLEST_TOUR
        if self.app.size.width < columns or self.app.size.height < rows:
            self._tour.leave()

    def _begin_tour(self, *, from_nothing: bool) -> None:
        columns, rows = SMALLEST_TOUR
        if self.app.size.width < columns or self.app.size.height < rows:
            self.say(f"the tour needs a terminal of {columns} columns and {rows} rows", bad=True)
            return
        self._tour.start(from_nothing=from_nothing)

    def action_help(self) -> None:
        """Show every key."""
        self.app.push_screen(HelpScreen(self._key_text, self._glyphs.marks))
