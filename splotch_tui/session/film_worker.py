"""The process that makes a film: it reads an order from its arguments and tells its progress.

Every line it prints is a JSON object: {"done": …, "total": …} or {"problem": …}. Its stdout is a
pipe to whoever ordered; when that goes away the next line fails and so ends the work.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from splotch_tui.core.errors import SplotchError
from splotch_tui.core.history import History


def _tell(**values: Any) -> None:
    print(json.dumps(values), flush=True)


def main(order: str) -> int:
    """Make a film and return the exit code.

    Parameters
    ----------
    order : str
        JSON: `history`, the path of a .npz; `path`, the film or picture to make; `niceness`, how
        much this process steps back for others; the rest as `render.animate` takes it, or
        `render.still` for a picture.
    """
    import render

    # Each ends the work like an error would, so that no half file is left: the terminal's going
    # away reaches this process, too.
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(1))
    values = json.loads(order)
    os.nice(values.pop("niceness"))
    path = values.pop("path")
    try:
        history = History.load(values.pop("history"))
        if render.FORMATS[Path(path).suffix].moving:
            render.animate(
                history, path, progress=lambda done, total: _tell(done=done, total=total), **values
            )
        else:
            render.still(history, path, **values)
    except SplotchError as error:
        _tell(problem=str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
