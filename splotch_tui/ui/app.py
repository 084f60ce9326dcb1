"""The terminal app."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.events import CursorPosition, Event, InputEvent, Resize
from textual.screen import SystemModalScreen

from splotch_tui.core.errors import SplotchError, reason_of
from splotch_tui.core.garbage import collect_only_what_comes
from splotch_tui.core.history import History
from splotch_tui.core.malloc import give_back_large_arrays
from splotch_tui.core.recipe import Recipe
from splotch_tui.core.storage import atomic_write
from splotch_tui.core.text import printable
from splotch_tui.session.autosave import Autosave
from splotch_tui.session.ensemble_worker import EnsembleWorker
from splotch_tui.session.film_queue import FilmQueue
from splotch_tui.session.run_files import location_text, save_free
from splotch_tui.session.session import Session
from splotch_tui.session.start import Start
from splotch_tui.ui.config import Config, config_path
from splotch_tui.ui.keys import KEY_BY_ID, KEYS, Key, with_capitals
from splotch_tui.ui.palette import SPELLED, WORDS, Command, CommandProvider, ThemeChoices
from splotch_tui.ui.plotting.glyphs import GLYPHS, fitting_glyphs
from splotch_tui.ui.screens.dialog import Palette
from splotch_tui.ui.screens.main import MainScreen
from splotch_tui.ui.screens.remembering import Remembering
from splotch_tui.ui.terminal import raw_output
from splotch_tui.ui.terminal.crash import QuietlyCrashing, write_crash_log
from splotch_tui.ui.terminal.graphics import GraphicsAnswer
from splotch_tui.ui.widgets.landscape_panel import LandscapePanel
from splotch_tui.ui.widgets.lines import FEW_COLOURS

# Steps a frame to begin with: at 20 frames a second, 5,000 steps take half a minute.
_FIRST_SPEED = 8
# Seconds between looks whether the first steps are taken.
_LOOK_WHETHER_STARTED = 0.1


class SplotchApp(QuietlyCrashing):
    """Watch and change a descent.

    Parameters
    ----------
    recipe : Recipe
        What to run first.
    history : History, optional
        A saved run of that recipe, to play instead.
    config : Config
        What the user has set.
    films : FilmQueue, optional
        What makes films; by default one whose processes step back for the app.
    stop_signal : callable, optional
        Returns the number of a signal that came before the app took signals over, if one did.
    tour : bool
        Whether it opens with the tour.
    """

    TITLE = "splotch"
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [key.binding for key in KEYS if key.everywhere]

    def __init__(
        self,
        recipe: Recipe,
        *,
        history: History | None = None,
        config: Config | None = None,
        films: FilmQueue | None = None,
        stop_signal: Callable[[], int | None] = lambda: None,
        tour: bool = False,
    ) -> None:
        super().__init__()
        self.config = Config() if config is None else config
        if self.config.theme not in self.available_themes:
            names = ", ".join(sorted(self.available_themes))
            raise SplotchError(
                f"{config_path()}: there is no theme {self.config.theme!r}: take one of {names}"
            )
        self.theme = self.config.theme
        self.set_class(self.console.color_system == "standard", FEW_COLOURS)
        self.set_keymap(with_capitals(self.config.key_names))
        start = Start(recipe) if history is None else Start.from_history(history)
        self.autosave = Autosave(self.config.runs)
        self.session = Session(start, self.config.fps, _FIRST_SPEED, self.autosave.note)
        self.films = FilmQueue() if films is None else films
        self.ensembles = EnsembleWorker()
        glyphs = self.config.glyphs
        self._stop_signal = stop_signal
        self._tour = tour
        # Whether the main screen is all there, and the exit code of a request before that.
        self._mounted = False
        # The titles of what was chosen in the palette, the last first.
        self._chosen: list[str] = []
        self._remembering = Remembering(self)
        self._early_code: int | None = None
        self._glyphs = fitting_glyphs() if glyphs is None else GLYPHS[glyphs]

    def get_driver_class(self) -> type[Driver]:
        """Return what drives the terminal."""
        return raw_output.fitting_driver(super().get_driver_class())

    def refresh_css(self, animate: bool = True) -> None:
        """Style all screens anew; Textual passes over the palette while it is in front."""
        super().refresh_css(animate)
        for screen in self.screen_stack:
            if isinstance(screen, SystemModalScreen):
                self.stylesheet.update(screen, animate=animate)

    def validate_theme(self, theme: str) -> str:
        """Return a theme that can be read: an ansi one without colours is black on black."""
        return "textual-dark" if self.no_color and theme.startswith("ansi") else theme

    def get_default_screen(self) -> MainScreen:
        """Return the screen the app opens with."""
        self._main = MainScreen(
            self.session,
            self.autosave,
            self.films,
            self.ensembles,
            self.config.fps,
            self._glyphs,
            self.key_text,
            with_capitals(self.config.key_names),
            self.ask_terminal,
        )
        return self._main

    def palette_commands(self) -> list[Command]:
        """Return all that can be done, for the palette: what was chosen last comes first."""
        commands = {command.title: command for command in self._all_commands()}
        latest = [commands.pop(title) for title in self._chosen if title in commands]
        return [
            replace(command, run=partial(self._choose, command))
            for command in (*latest, *commands.values())
        ]

    def _all_commands(self) -> Iterable[Command]:
        """Yield every action of the main screen, every parameter, and what has no key."""
        for key in KEYS:
            run = partial(self.run_action, key.action, self if key.everywhere else self._main)
            yield Command(key.about, f"key {self.key_text(key)}", run, WORDS.get(key.id, ""))
        for parameter in self.session.recipe.parameters.values():
            words = f"{parameter.symbol} {SPELLED.get(parameter.symbol, '')} set change value"
            choose = partial(self._main.choose_parameter, parameter)
            yield Command(f"Parameter: {parameter.label}", parameter.about, choose, words)
        for glyphs in GLYPHS.values():
            about = f"Draw with {glyphs.name} characters"
            use = partial(self._main.use_glyphs, glyphs)
            yield Command(f"Glyphs: {glyphs.name}", about, use, "characters font dots")
        words = "picture image svg capture print"
        yield Command("Screenshot", "Save the screen as SVG", self.save_picture, words)
        words = "colours colors dark light appearance"
        yield Command("Theme: choose one", "Colours", self.action_change_theme, words)

    def _choose(self, command: Command) -> None:
        """Do what was chosen in the palette."""
        self._chosen = [command.title, *(one for one in self._chosen if one != command.title)]
        self.call_later(command.run)

    def action_command_palette(self) -> None:
        """Show every action."""
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette([CommandProvider], placeholder="Search for actions…"))

    def action_help_quit(self) -> None:
        """Say how to leave to those who press ctrl+c for that."""
        leave = self.key_text(KEY_BY_ID["app.quit"])
        self._main.say(f"{leave} leaves")

    async def action_quit(self) -> None:
        """Leave; the screen may ask first."""
        self._main.action_quit()

    def search_themes(self) -> None:
        """Show every theme."""
        self.push_screen(Palette([ThemeChoices], placeholder="Search for themes…"))

    def choose_theme(self, theme: str) -> None:
        """Take a theme, for this session and those to come."""
        self.theme = theme
        self._remembering.remember("theme", self.theme)

    def save_picture(self) -> None:
        """Save what the screen shows as SVG, in the working directory."""

        def save(path: Path) -> None:
            with atomic_write(path) as temporary:
                temporary.write_text(self.export_screenshot(), encoding="utf-8")

        try:
            path = save_free(Path.cwd(), "splotch", ".svg", save)
        except SplotchError as error:
            self._main.say(str(error), bad=True)
        except OSError as error:  # the working directory is gone
            self._main.say(f"cannot write the screen: {reason_of(error)}", bad=True)
        else:
            self._main.say(f"saved {location_text(path)}")

    def key_text(self, key: Key) -> str:
        """Return the keys of an action as people read them."""
        names = self.config.key_names[key.id]
        return " ".join(self.get_key_display(Binding(one, key.action)) for one in names.split(","))

    def ask_terminal(self, question: str) -> None:
        """Send the terminal a question; its answer comes as an event."""
        raw_output.send(self, question)

    async def on_event(self, event: Event) -> None:
        """Take in an event; the screen draws what a user does."""
        if self._mounted and isinstance(event, (InputEvent, Resize)):
            self._main.wake()
        await super().on_event(event)

    def on_cursor_position(self, _event: CursorPosition) -> None:
        """Let the next frame be drawn: the terminal has read the last one."""
        self._main.gate.note_answer()

    def on_graphics_answer(self, event: GraphicsAnswer) -> None:
        """Note what pictures the terminal shows."""
        self._main.query_one(LandscapePanel).pixels.graphics.take(event.text)

    def action_redraw(self) -> None:
        """Draw all of the screen anew."""
        raw_output.redraw(self)
        self._main.wake()

    def action_suspend_process(self) -> None:
        """Stop, until the shell lets the app go on."""
        if raw_output.can_suspend(self):
            super().action_suspend_process()
        else:
            self._main.say("there is no shell here to stop the app for")

    def on_mount(self) -> None:
        """Save the run should a signal end the app."""
        self.app_resume_signal.subscribe(self, lambda _: self.action_redraw())
        if not self.is_headless:
            loop = asyncio.get_running_loop()
            self.autosave.save_on_signals(
                lambda: self.session.snapshot,
                lambda code: loop.call_soon_threadsafe(partial(self._leave, code)),
            )
            # Ctrl-C is a key here, but another process may send the signal.
            loop.add_signal_handler(signal.SIGINT, partial(self._leave, 128 + signal.SIGINT))
            number = self._stop_signal()
            if number is not None:
                self._leave(128 + number)

    def on_main_screen_mounted(self) -> None:
        """Leave, if that was asked for while the screen was being made."""
        self._mounted = True
        if self._early_code is not None:
            self._leave(self._early_code)
        if self._tour:
            self._main.begin_tour()
        if not self.is_headless:
            self._starting = self.set_interval(_LOOK_WHETHER_STARTED, self._end_start)

    def _end_start(self) -> None:
        """Have garbage collected as soon as the first steps are taken: all is loaded then."""
        seen = self.session.snapshot
        if seen.record is not None or seen.problem:
            self._starting.stop()
            collect_only_what_comes()

    def _leave(self, code: int) -> None:
        """Leave with an exit code, as soon as there is a screen to take down."""
        if self._mounted:
            self.exit(return_code=code)
        else:
            self._early_code = code

    def on_unmount(self) -> None:
        """End the descent, and those of an ensemble."""
        self.ensembles.close()
        self.session.close()


def run_app(
    start: Start,
    *,
    config: Config | None = None,
    stop_signal: Callable[[], int | None] = lambda: None,
    tour: bool = False,
) -> int:
    """Run the app in this terminal and return its exit code; see `SplotchApp`."""
    give_back_large_arrays()
    app = SplotchApp(
        start.recipe, history=start.history, config=config, stop_signal=stop_signal, tour=tour
    )
    try:
        app.run()
    finally:
        app.ensembles.close()
        app.session.close()
    if app.crash_report:
        print(write_crash_log(app.crash_report), file=sys.stderr)
    if app.autosave.problem:
        print(f"splotch: {printable(app.autosave.problem)}", file=sys.stderr)
    # Python takes a moment to end, and heeds no handler then.
    app.autosave.end_haste()
    return app.return_code or 0
