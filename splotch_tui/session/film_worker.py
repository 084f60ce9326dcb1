"""The process that makes a film: it reads what to make from its arguments and tells its progress.

Every line it prints is a JSON object: {"done": …, "total": …} or {"problem": …}. Its stdout is a
pipe to whoever ordered; when that goes away the next line fails and so ends the work.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.history import History
from splotch_tui.core.signals import StoppedError, catch_signals, check_stopped


def _tell(**values: Any) -> None:
    print(json.dumps(values), flush=True)


def _tell_progress(done: int, total: int) -> None:
    check_stopped()
    _tell(done=done, total=total)


def main(path: Path, options: str, histories: Sequence[Path], niceness: int) -> int:
    """Make a film or a picture and return the exit code.

    Parameters
    ----------
    path : Path
        The file to make: its ending decides what it is.
    options : str
        What `FilmOptions.to_json` wrote.
    histories : sequence of Path
        The .npz of each run that it shows.
    niceness : int
        How much this process steps back for others.
    """
    import render
    from render.formats import find_format

    # The terminal's going away reaches this process, too. SIGTERM is how the app ends a film.
    catch_signals(always=("SIGTERM",))
    if hasattr(os, "nice"):  # Windows has none
        os.nice(niceness)
    try:
        given = render.FilmOptions.from_json(options)
        runs = [History.load(file) for file in histories]
        check_stopped()
        if find_format(path).moving:
            render.animate(runs, path, given, progress=_tell_progress)
        else:
            render.still(runs, path, given)
    except (StoppedError, KeyboardInterrupt):
        return 1
    except SplotchError as error:
        _tell(problem=str(error))
        return 1
    return 0


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("options")
    parser.add_argument("histories", type=Path, nargs="+")
    parser.add_argument("--niceness", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main(**vars(_read_arguments())))
