"""Remembering: what is chosen in the app is written into the user's settings."""

from __future__ import annotations

from threading import Lock

from textual.app import App

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.text import printable
from splotch_tui.ui.settings_file import write_setting
from splotch_tui.ui.widgets.notice import Notice


class Remembering:
    """Writes settings in a thread of its own: a disk may be slow.

    Parameters
    ----------
    app : App
        Whose first screen has a `Notice`.
    """

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._lock = Lock()
        self._newest: dict[str, str] = {}

    def remember(self, name: str, value: str) -> None:
        """Write a setting, unless another value of it follows before that."""
        self._newest[name] = value
        self._app.run_worker(lambda: self._write(name), thread=True)

    def _write(self, name: str) -> None:
        with self._lock:
            value = self._newest[name]
            try:
                write_setting(name, value)
            except SplotchError as error:
                text, bad = f"{name} {value} holds for this session alone: {error}", True
            else:
                text, bad = f"{name} {value}: from now on", False
        self._app.call_from_thread(self._say, text, bad)

    def _say(self, text: str, bad: bool) -> None:
        self._app.screen_stack[0].query_one(Notice).say(printable(text), bad=bad)
