"""SteeringScreen: what keys do to the session, on the screen that shows it."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.parameters import Parameter, Value
from splotch_tui.core.recipe import BY_NAME, PRESETS, Recipe
from splotch_tui.session.session import Session
from splotch_tui.ui.screens.prompt import PromptScreen
from splotch_tui.ui.terminal.compositor import SpanScreen
from splotch_tui.ui.widgets.parameter_panel import ParameterPanel
from splotch_tui.ui.widgets.status import speed_text

FASTEST_SPEED = 1 << 16


class SteeringScreen(SpanScreen):
    """A screen with a `ParameterPanel`, whose keys steer a session.

    Parameters
    ----------
    session : Session
        What they steer.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        # What was typed into prompts that were closed without setting it.
        self._typed: dict[str, str] = {}

    @abstractmethod
    def say(self, text: str, *, bad: bool = False) -> None:
        """Show the user a line for a while."""

    @abstractmethod
    def say_no_more(self) -> None:
        """Take away what was said of what is changed now."""

    @abstractmethod
    def show_controls(self) -> None:
        """Draw parameters and status, at once after a key press."""

    def action_run(self) -> None:
        """Run or pause; at the end of a run, run it again."""
        if self.session.finished:
            self.session.restart(self.session.recipe)
        else:
            self.session.run(not self.session.running)
        self.show_controls()

    def action_step(self) -> None:
        """Take one step, when paused."""
        if self.session.finished:
            self.say("the run is over: r starts it again")
            return
        if self.session.running:
            self.session.run(False)
        self.session.take_step()
        self.show_controls()

    def action_restart(self) -> None:
        """Start again with the present parameters."""
        self.session.restart(self.session.recipe)
        self.say("started again from the origin")
        self.show_controls()

    def action_seed(self, direction: int) -> None:
        """Run the next or the previous seed."""
        seed = BY_NAME["seed"].stepped(self.session.recipe.seed, direction)
        self._set(BY_NAME["seed"], seed)

    def action_choose(self, distance: int) -> None:
        """Choose another parameter."""
        self.query_one(ParameterPanel).choose(distance)

    def choose_parameter(self, parameter: Parameter) -> None:
        """Choose a parameter by itself."""
        self.query_one(ParameterPanel).chosen = parameter
        self.say(f"{parameter.label} is chosen: less, more, or type it")

    def action_change(self, times: int) -> None:
        """Move the chosen parameter."""
        parameter = self.query_one(ParameterPanel).chosen
        value = self.session.recipe.value(parameter.name)
        direction = 1 if times > 0 else -1
        self._set(parameter, parameter.stepped(value, direction, abs(times)))

    def _set(self, parameter: Parameter, value: Value) -> None:
        if value == self.session.recipe.value(parameter.name):
            self.say(f"{parameter.label} is at its limit, {parameter.text(value)}")
            return
        try:
            self._take(parameter, value)
        except SplotchError as error:
            self.say(str(error), bad=True)

    def _take(self, parameter: Parameter, value: Value) -> None:
        self.session.set_parameter(parameter.name, value)
        if parameter.live and self.session.finished:
            self.say(f"the run is over: r starts one with this {parameter.label}")
        else:
            self.say_no_more()
        self.show_controls()

    def action_speed(self, direction: int) -> None:
        """Double or halve the speed, in steps a frame."""
        speed = self.session.speed
        if direction > 0:
            wanted = None if speed is None or speed >= FASTEST_SPEED else speed * 2
        else:
            wanted = FASTEST_SPEED if speed is None else max(1, speed // 2)
        self.session.set_speed(wanted)
        self.say(speed_text(wanted))
        self.show_controls()

    def action_preset(self, name: str) -> None:
        """Run a preset."""
        self.session.restart(PRESETS[name])
        self.say_no_more()
        self.show_controls()

    def action_undo(self) -> None:
        """Undo the last change."""
        undone = self.session.undo()
        self.say("nothing to take back" if undone is None else _undone_text(*undone))
        self.show_controls()

    def action_seek(self, hundredths: int) -> None:
        """Go forward or back in the run."""
        self.session.seek_by(hundredths * max(1, self.session.recipe.steps // 100))
        self.say_no_more()

    def action_goto(self) -> None:
        """Ask for a step and go there."""
        steps = self.session.snapshot.recipe.steps
        target = replace(BY_NAME["steps"], name="step", low=0, high=steps)

        def take(text: str) -> None:
            self.session.seek(int(target.parse(text) or 0))

        self.app.push_screen(PromptScreen("go to step", target.range_text, "", take, self._typed))

    def action_type(self) -> None:
        """Ask for a value of the chosen parameter."""
        parameter = self.query_one(ParameterPanel).chosen
        value = self.session.recipe.value(parameter.name)

        text = "" if value is None else parameter.text(value)

        def take(typed: str) -> None:
            # What is shown may be rounded: as long as it stands there, nothing is to change.
            given = value if typed.strip() == text else parameter.parse(typed)
            if given != value:
                self._take(parameter, given)

        about = parameter.about
        if not all(word in about for word in parameter.choices):
            about = f"{about}: {parameter.range_text}"
        self.app.push_screen(PromptScreen(parameter.label, about, text, take, self._typed))


def _undone_text(before: Recipe, after: Recipe) -> str:
    """Return what undoing a change has changed, for people."""
    known = after.parameters
    changed = [
        f"{one.label} is {one.text(before.value(name))} again"
        for name, one in before.parameters.items()
        if name not in known or before.value(name) != after.value(name)
    ]
    return "taken back: " + (", ".join(changed) or "back to the run before")
