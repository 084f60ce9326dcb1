"""A crash of the app: one line on the terminal, and all that is known of it in a log file.

Textual would print thousands of lines, the values of all variables among them.
"""

from __future__ import annotations

import io
import os
import platform
import tempfile
import traceback
from pathlib import Path

from platformdirs import user_log_path
from rich.console import Console, RenderableType
from textual.app import App

import splotch_tui
from splotch_tui.core.text import printable


class QuietlyCrashing(App[None]):
    """An app that prints nothing when it crashes.

    Attributes
    ----------
    crash_report : str
        What is known of the crash, if there was one.
    """

    crash_report = ""

    def panic(self, *renderables: RenderableType) -> None:
        """End the app for a reason that Textual has put into words."""
        for renderable in renderables:
            console = Console(file=io.StringIO(), width=100)
            console.print(renderable)
            assert isinstance(console.file, io.StringIO)
            self.crash_report += console.file.getvalue()
        self._close_messages_no_wait()

    def _fatal_error(self) -> None:
        """End the app after an exception that nothing has caught."""
        self.crash_report += traceback.format_exc()
        self._close_messages_no_wait()


def write_crash_log(report: str) -> str:
    """Write what is known of a crash into a file, and return the line for the user."""
    what = report.strip().splitlines()[-1:] or [""]
    head = f"splotch {splotch_tui.__version__}, Python {platform.python_version()}"
    text = f"{head}, {platform.platform()}, TERM={os.environ.get('TERM', '')}\n\n{report}\n"
    line = f"splotch: stopped by a mistake of its own ({printable(what[0])[:200]})"
    for folder in (user_log_path("splotch"), Path(tempfile.gettempdir())):
        path = folder / f"splotch-crash-{os.getuid() if hasattr(os, 'getuid') else 0}.log"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", errors="backslashreplace")
        except OSError:
            continue
        return f"{line}: please report it, with {printable(str(path))}"
    return line
