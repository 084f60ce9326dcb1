"""HelpScreen: every key, from the registry of keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import ItemGrid, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from splotch_tui.ui.keys import GROUPS, KEYS, Key
from splotch_tui.ui.screens.dialog import Dialog
from splotch_tui.ui.widgets.lines import as_shown

# What each of the signs on the step axis marks.
_MARKED = {
    "demon": "A demon begins",
    "snag": "A snag begins",
    "free": "It runs free again",
    "hop": "A snagged run moved to another basin",
    "change": "A parameter was changed",
}


class HelpScreen(Dialog[None]):
    """Lists keys and what they do, by group.

    Parameters
    ----------
    key_text : callable
        Returns the keys of an action as people read them.
    marks : mapping of str
        The signs on the step axis, by what they mark.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,Q", "dismiss", "close"),
    ]

    def __init__(self, key_text: Callable[[Key], str], marks: Mapping[str, str]) -> None:
        super().__init__()
        self._key_text = key_text
        self._marks = marks

    def compose(self) -> ComposeResult:
        """Lay out the groups, side by side where there is room."""
        keys = {key: as_shown(self._key_text(key), self) for key in KEYS}
        width = max(map(len, keys.values()))
        with VerticalScroll(id="help") as box:
            box.border_title = "keys"
            box.border_subtitle = "esc closes"
            with ItemGrid(min_column_width=44):
                sections = {
                    group: [(keys[key], key.about) for key in members]
                    for group, members in GROUPS.items()
                }
                sections["below the traces"] = [
                    (self._marks[kind], about) for kind, about in _MARKED.items()
                ]
                for group, rows in sections.items():
                    lines = [Content.styled(group, "$text-muted")]
                    for sign, about in rows:
                        shown = f"{sign:>{width}}  "
                        lines.append(Content.assemble((shown, "$text-accent bold"), about))
                    yield Static(Content("\n").join([*lines, Content("")]))
