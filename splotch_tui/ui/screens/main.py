"""MainScreen: traces, parameters and status of the run."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Static

from splotch_tui.core.errors import SplotchError
from splotch_tui.session.autosave import Autosave
from splotch_tui.session.ensemble_worker import EnsembleWorker
from splotch_tui.session.film_queue import FilmQueue
from splotch_tui.session.run_files import run_title
from splotch_tui.session.session import Session
from splotch_tui.session.snapshot import Activity
from splotch_tui.session.start import Start
from splotch_tui.ui.footer import FooterKeys
from splotch_tui.ui.keys import KEYS, Key
from splotch_tui.ui.plotting.glyphs import Glyphs
from splotch_tui.ui.screens.copying import Copyable, CopyScreen, run_command
from splotch_tui.ui.screens.films import Films
from splotch_tui.ui.screens.frame_timer import FrameTimer
from splotch_tui.ui.screens.help import HelpScreen
from splotch_tui.ui.screens.leaving import Leaving
from splotch_tui.ui.screens.phase_notices import PhaseNotices
from splotch_tui.ui.screens.saving import Saving
from splotch_tui.ui.screens.steering import SteeringScreen
from splotch_tui.ui.terminal.frame_gate import QUESTION, FrameGate
from splotch_tui.ui.widgets.film_bar import FilmBar
from splotch_tui.ui.widgets.key_footer import KeyFooter
from splotch_tui.ui.widgets.landscape_panel import LandscapeMode, LandscapePanel
from splotch_tui.ui.widgets.lines import ASCII
from splotch_tui.ui.widgets.notice import Notice
from splotch_tui.ui.widgets.parameter_panel import ParameterPanel
from splotch_tui.ui.widgets.status import Status
from splotch_tui.ui.widgets.traces import Traces

# From this width on there is room for the side panel.
_WIDE = 72
_FRAMES_TO_LANDSCAPE = 4


class MainScreen(SteeringScreen):
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
    ask : callable
        Sends the terminal a question.
    """

    BINDINGS: ClassVar[list[BindingType]] = [key.binding for key in KEYS if not key.everywhere]
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - Textual declares it so
        (0, "-tiny"),
        (40, "-narrow"),
        (_WIDE, "-wide"),
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
        ask: Callable[[str], None],
    ) -> None:
        super().__init__(session)
        self._autosave = autosave
        self._ensembles = ensembles
        self._fps = fps
        self._glyphs = glyphs
        self._frame_number = 0
        # What the last frame has shown.
        self._shown: object = None
        # Frames to draw even under another screen.
        self._frames_owed = 0
        self._key_text = key_text
        self._ask = ask
        self.gate = FrameGate()
        self._saving = Saving(self, autosave)
        copy_key = next(key_text(key) for key in KEYS if key.action == "copy")
        self._films = Films(self, films, copy_key)
        self._leaving = Leaving()
        self._footer_keys = FooterKeys(key_text)
        self._phase_notices = PhaseNotices()

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
        yield FilmBar(id="film")
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
        self._frames_owed = _FRAMES_TO_LANDSCAPE
        self.wake()

    def wake(self) -> None:
        """Draw frames again: something has been done that may change what is shown."""
        self._frames.wake()

    def on_screen_resume(self) -> None:
        """Draw what has happened under another screen."""
        self.wake()

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
        for crash in (self.session.crash, self._films.crash, self._ensembles.crash):
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
            drawn = self.query_one(Traces).draw(seen, self.session.speed)
            # The landscape changes all over, so it is drawn less often.
            self._frame_number += 1
            if self._frame_number % _FRAMES_TO_LANDSCAPE == 0:
                drawn |= self.query_one(LandscapePanel).draw(seen)
            if drawn:
                self.call_after_refresh(self.ask_for_answer)
        # The first steps are seen as they are taken, however long the compiling took.
        compiling = self.session.snapshot.activity is Activity.COMPILING
        return drawn or had_news or compiling

    def _news(self) -> object:
        """Return what changes with all that a frame shows, unless the user does something."""
        seen = self.session.snapshot
        now = seen.run, seen.step, seen.activity, seen.target, seen.problem, seen.orders
        return now, self._films.news, self._autosave.problem, self._frames_owed

    def _has_news(self) -> bool:
        """Whether anything has happened that no frame has shown."""
        crashes = (self.session.crash, self._films.crash, self._ensembles.crash)
        seen = self.is_active and self._news() != self._shown
        return seen or any(crash is not None for crash in crashes)

    def ask_for_answer(self) -> None:
        """Draw no frame before the terminal has read all that was sent."""
        self.gate.note_question()
        self._ask(QUESTION)

    def show_controls(self) -> None:
        """Draw parameters, status and footer, at once after a key press."""
        session, recipe = self.session, self.session.recipe
        self.query_one(ParameterPanel).recipe = recipe
        self.query_one(Status).draw(
            session.snapshot, self._activity(), session.speed, run_title(recipe)
        )
        helpful = self._footer_keys.helpful(
            self._activity(),
            session.speed,
            self.query_one(ParameterPanel).chosen.label,
            self._films.pending,
        )
        self.query_one(KeyFooter).draw(helpful, self._footer_keys.lasting)

    def _activity(self) -> Activity:
        """What the session does or was just asked to do, so that a key press shows at once."""
        activity = self.session.snapshot.activity
        if activity in {Activity.RUNNING, Activity.PAUSED}:
            return Activity.RUNNING if self.session.running else Activity.PAUSED
        return activity

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

    def action_landscape(self) -> None:
        """Show the landscape as a map, as a wireframe, or not at all."""
        panel = self.query_one(LandscapePanel)
        if self._too_narrow():
            return
        modes = list(LandscapeMode)
        panel.mode = modes[(modes.index(panel.mode) + 1) % len(modes)]
        panel.display = panel.mode is not LandscapeMode.OFF
        self.say(f"landscape: {panel.mode}")

    def action_axis(self) -> None:
        """Look at the landscape along the next coordinate."""
        if self._too_narrow():
            return
        axis = self.query_one(LandscapePanel).show_next_axis(self.session.snapshot.recipe.dims)
        self.say(f"landscape along {axis}")

    def _too_narrow(self) -> bool:
        """Whether there is no room for a landscape; says so."""
        if self.size.width < _WIDE:
            self.say(f"the landscape needs a terminal of {_WIDE} columns")
        return self.size.width < _WIDE

    def action_pin(self) -> None:
        """Keep the present run in sight behind those to come, or no longer."""
        traces = self.query_one(Traces)
        traces.pinned = self.session.snapshot.record if traces.pinned is None else None
        if traces.pinned is None:
            self.say("no run is pinned any more")
        else:
            self.say("this run is pinned: the next ones are drawn over it; c again lets it go")

    def action_follow(self) -> None:
        """Show the whole run, or the last part of it."""
        traces = self.query_one(Traces)
        traces.follow = not traces.follow
        if not traces.follow:
            self.say("traces: the whole run")
        elif self.session.speed is None:
            self.say("traces: the last part of the run, once it is slower than full speed")
        else:
            self.say("traces: the last part of the run")
        self.show_controls()

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
        if self.session.recipe.engine != "compiled":
            self.say("ensembles are of the compiled engine alone, and this run is torch's")
            return
        from splotch_tui.ui.screens.ensemble import EnsembleScreen

        # From the palette it may be asked for once more.
        if not any(isinstance(screen, EnsembleScreen) for screen in self.app.screen_stack):
            self.app.push_screen(EnsembleScreen(self, self._ensembles, self._glyphs))

    def open_descent(self, start: Start) -> None:
        """Go on with a descent of an ensemble."""
        self._play(start)
        key = next(self._key_text(key) for key in KEYS if key.action == "ensemble")
        self.say(f"this is a descent of the ensemble: {key} shows that again")

    def action_export(self) -> None:
        """Ask what film to make of the run so far, and make it."""
        try:
            self._films.ask(self.session.history())
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
        return [
            *self._films.copyables(),
            Copyable("the recipe of this run", recipe.to_json()),
            Copyable("the command that makes this run", run_command(recipe)),
        ]

    def action_quit(self) -> None:
        """Leave; asked twice if that gives up a film."""
        if self._leaving.request(gives_up=self._films.pending):
            self.app.exit()
        else:
            key = next(self._key_text(key) for key in KEYS if key.action == "quit")
            self.say(f"a film is being made: {key} again leaves without it", bad=True)

    def action_help(self) -> None:
        """Show every key."""
        self.app.push_screen(HelpScreen(self._key_text, self._glyphs.marks))
