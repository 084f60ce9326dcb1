"""Every key of the main screen, for its bindings, the help, the footer and the palette."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import KW_ONLY, dataclass
from difflib import get_close_matches

from textual.binding import Binding
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, key_to_character

from splotch_tui.core.recipe import PRESETS


@dataclass(frozen=True, slots=True)
class Key:
    """What a key does.

    Attributes
    ----------
    id : str
        The name by which a configuration gives it other keys.
    keys : str
        The default ones, separated by commas, as Textual names them.
    action : str
        The screen's action.
    about : str
        What it does, for people: a line of the help and of the palette.
    everywhere : bool
        Whether it acts on every screen, and its action is the app's.
    """

    id: str
    keys: str
    action: str
    about: str
    _: KW_ONLY
    everywhere: bool = False

    @property
    def binding(self) -> Binding:
        """The binding for Textual."""
        return Binding(
            self.keys,
            self.action,
            self.about,
            id=self.id,
            show=False,
            # Only these reach the app from below a dialog.
            priority=self.everywhere,
        )


GROUPS: dict[str, tuple[Key, ...]] = {
    "run": (
        Key("run.toggle", "space", "run", "Run or pause"),
        Key("run.step", "s", "step", "Take one step"),
        Key("run.undo", "u", "undo", "Take the last change back"),
        Key("run.restart", "r", "restart", "Start again from the origin"),
        Key("run.faster", "plus,equals_sign", "speed(1)", "Twice the speed, up to full"),
        Key("run.slower", "minus,underscore", "speed(-1)", "Half the speed"),
        Key("run.back", "left_square_bracket", "seek(-1)", "Back by a hundredth of the run"),
        Key("run.forward", "right_square_bracket", "seek(1)", "Forward by a hundredth"),
        Key("run.far-back", "left_curly_bracket", "seek(-10)", "Back by a tenth"),
        Key("run.far-forward", "right_curly_bracket", "seek(10)", "Forward by a tenth"),
        Key("run.goto", "g", "goto", "Go to a step"),
    ),
    "parameters": (
        Key("parameter.up", "up,k", "choose(-1)", "Choose the one above"),
        Key("parameter.down", "down,j", "choose(1)", "Choose the one below"),
        Key("parameter.less", "left,h", "change(-1)", "Less of the chosen one"),
        Key("parameter.more", "right,l", "change(1)", "More of the chosen one"),
        Key("parameter.much-less", "shift+left,H", "change(-10)", "Less, by ten times as much"),
        Key("parameter.much-more", "shift+right,L", "change(10)", "More, by ten times as much"),
        Key("parameter.type", "enter", "type", "Type the chosen one"),
        Key("seed.next", "n", "seed(1)", "Next seed"),
        Key("seed.previous", "p", "seed(-1)", "Previous seed"),
        *(
            Key(f"preset.{name}", str(number), f"preset('{name}')", f"Preset: {name}")
            for number, name in enumerate(PRESETS, 1)
        ),
    ),
    "view": (
        Key("view.follow", "f", "follow", "Traces: whole run or last part"),
        Key("view.nearer", "z", "zoom(1)", "Traces: half as many steps"),
        Key("view.farther", "Z", "zoom(-1)", "Traces: twice as many steps"),
        Key("view.earlier", "less_than_sign", "pan(-1)", "Traces: a quarter earlier"),
        Key("view.later", "greater_than_sign", "pan(1)", "Traces: a quarter later"),
        Key("view.first", "home", "end(-1)", "Traces: the first part"),
        Key("view.newest", "end", "end(1)", "Traces: up to the newest step"),
        Key("view.log", "a", "log", "Traces: log of steps, or not"),
        Key("view.smooth", "b", "smooth", "Traces: means of the xn, or not"),
        Key("view.measure", "m", "measure", "Third trace: loss, height, climb"),
        Key("view.cursor", "i", "cursor", "Cursor: read a step, or leave it"),
        Key("view.previous-mark", "comma", "mark(-1)", "Cursor: to the mark before"),
        Key("view.next-mark", "full_stop", "mark(1)", "Cursor: to the next mark"),
        Key("view.pin", "c", "pin", "Compare: pin this run"),
        Key("view.unpin", "C", "unpin", "Compare: let go the last pinned"),
        Key("view.solo", "S", "solo", "Traces: one xn alone, or all"),
        Key("view.landscape", "v", "landscape", "Landscape: map, flight, off"),
        Key("view.large", "V", "large", "Landscape: large, or small again"),
        Key("view.back", "escape", "back", "Leave the cursor, or what is large"),
        Key("view.axis", "tab", "axis(1)", "Landscape: along the next xn"),
        Key("view.axis-back", "shift+tab", "axis(-1)", "Landscape: along the previous xn"),
        Key("view.axis-number", "d", "axis_number", "Landscape: along the xn you type"),
        Key("view.ensemble", "E", "ensemble", "Ensemble: this run with other seeds"),
    ),
    "files": (
        Key("file.save", "w", "save", "Save the run so far"),
        Key("file.open", "o", "open", "Open a run of before"),
        Key("film.export", "e", "export", "Make a film of the run so far"),
        Key("file.copy", "y", "copy", "Copy: the recipe, a command"),
        Key("film.cancel", "x", "cancel", "Cancel the film under way"),
    ),
    "app": (
        Key("app.help", "question_mark", "help", "What is seen, and every key"),
        Key("app.tour", "t", "tour", "A tour of what there is to see"),
        Key("app.palette", "ctrl+p", "app.command_palette", "Every action, by name"),
        Key(
            "app.suspend",
            "ctrl+z",
            "suspend_process",
            "Stop, until the shell's fg",
            everywhere=True,
        ),
        Key("app.redraw", "ctrl+l", "redraw", "Draw all of the screen anew", everywhere=True),
        Key("app.quit", "q", "quit", "Leave"),
    ),
}
KEYS: tuple[Key, ...] = tuple(key for keys in GROUPS.values() for key in keys)
KEY_BY_ID = {key.id: key for key in KEYS}

_NAMED = {key.value for key in Keys} | set(KEY_NAME_REPLACEMENTS.values())
_MODIFIERS = {"ctrl", "shift", "alt", "super", "hyper", "meta"}


def is_key(name: str) -> bool:
    """Whether a terminal sends a key that Textual gives this name: space, ctrl+s, plus, ф."""
    *modifiers, key = name.split("+") if name != "+" else [name]
    known = key in _NAMED or len(key) == 1 or (key_to_character(key) or "\0").isprintable()
    return known and name.isprintable() and set(modifiers) <= _MODIFIERS


def nearest_name(name: str, names: Iterable[str]) -> str:
    """Return the one of `names` that was most likely meant; empty if none is near."""
    return next(iter(get_close_matches(name, names, n=1, cutoff=0.5)), "")


def nearest_key(name: str) -> str:
    """Return the name of the key that was most likely meant; empty if none is near."""
    used = {key for one in KEYS for key in one.keys.split(",")}
    return nearest_name(name.lower(), sorted(_NAMED | used))


def with_capitals(names: Mapping[str, str]) -> dict[str, str]:
    """Return the keys of every action with their capitals, as caps lock makes them.

    Where a capital has an action of its own it keeps that.
    """
    taken = {key for keys in names.values() for key in keys.split(",")}

    def capitals(keys: str) -> list[str]:
        letters = [key for key in keys.split(",") if len(key) == 1]
        return [
            key.upper() for key in letters if len(key.upper()) == 1 and key.upper() not in taken
        ]

    return {name: ",".join([keys, *capitals(keys)]) for name, keys in names.items()}
