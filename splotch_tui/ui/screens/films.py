"""Films: from the form to the finished file, while the run goes on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from time import monotonic

from textual.screen import Screen

from splotch_tui.core.history import History
from splotch_tui.session.film_queue import FilmJob, FilmQueue, FilmResult
from splotch_tui.session.run_files import location_text, scp_command
from splotch_tui.ui.screens.copying import Copyable
from splotch_tui.ui.widgets.film_bar import FilmBar
from splotch_tui.ui.widgets.notice import Notice
from splotch_tui.ui.widgets.trace_content import Compared

# A result can be read for so long before the next one takes its place.
_SECONDS_TO_READ = 4.0
_SECONDS_SHOWN = 60.0


class Films:
    """Asks which films to make, has them made, and shows how far they are and what they became.

    Parameters
    ----------
    screen : Screen
        Where that is shown: it has a `FilmBar` and a `Notice`, and its class `-filming` says
        whether a film is under way.
    queue : FilmQueue
        Makes the films.
    copy_key : str
        The key that copies where the last one is, as people read it.
    """

    def __init__(self, screen: Screen[None], queue: FilmQueue, copy_key: str) -> None:
        self._screen = screen
        self._queue = queue
        self._copy_key = copy_key
        # The last film that was made.
        self._latest: Path | None = None
        # What was typed into the form that was closed without making one.
        self._typed: dict[str, str] = {}
        # When a result was last shown.
        self._shown_at = float("-inf")

    @property
    def pending(self) -> bool:
        """Whether there is a film that is not finished yet."""
        return bool(self._queue.pending)

    @property
    def news(self) -> object:
        """What changes with all that `draw` shows."""
        return self._queue.progress, len(self._queue.results)

    @property
    def crash(self) -> BaseException | None:
        """What ended the thread that makes films, if anything but `close` did."""
        return self._queue.crash

    def ask(self, history: History, others: Sequence[Compared]) -> None:
        """Ask which film to make of a run, which may show one of others beside it, and make it."""
        from splotch_tui.ui.screens.export import ExportScreen

        self._screen.app.push_screen(
            ExportScreen(history, others, self._queue.pending, self._typed), self._submit
        )

    def _submit(self, job: FilmJob | None) -> None:
        if job is not None:
            self._queue.submit(job)

    def copyables(self) -> list[Copyable]:
        """Return how to get the last film that was made, if one was."""
        if self._latest is None:
            return []
        command = scp_command(self._latest)
        if command:
            return [Copyable("the command that fetches the last film", command)]
        return [Copyable("the path of the last film", str(self._latest))]

    def cancel(self) -> str:
        """Give up the film under way; return what was done, for people."""
        progress = self._queue.progress
        if progress is None:
            return "no film is being made"
        self._queue.cancel()
        return f"giving up {progress.path.name}"

    def close(self) -> None:
        """Give up all films and wait until nothing of them is left."""
        self._queue.close()

    def draw(self) -> None:
        """Show how far the film under way is, and the result of one that is finished."""
        progress = self._queue.progress
        self._screen.set_class(progress is not None, "-filming")
        if progress is not None:
            self._screen.query_one(FilmBar).draw(progress)
        if self._queue.results and monotonic() - self._shown_at > _SECONDS_TO_READ:
            self._shown_at = monotonic()
            self._show(self._queue.results.popleft())

    def _show(self, result: FilmResult) -> None:
        if result.problem:
            text, bad = f"{result.path.name}: {result.problem}", not result.cancelled
        else:
            self._latest = result.path
            what = "the command" if scp_command(result.path) else "the path"
            text, bad = f"made {location_text(result.path)} · {self._copy_key} copies {what}", False
        self._screen.query_one(Notice).say(text, bad=bad, seconds=_SECONDS_SHOWN)
