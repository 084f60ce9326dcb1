"""The list of runs as a table, for spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from splotch_tui.core.storage import atomic_write
from splotch_tui.core.text import printable
from splotch_tui.session.journal import Entry, read_entry
from splotch_tui.session.run_files import save_free

_COLUMNS = (
    *("name", "note", "when", "dims", "waves", "epsilon", "learning_rate", "noise", "seed"),
    *("noise_seed", "rule", "steps", "step", "x0", "phase", "since", "changes", "recipe"),
)


def save_table(lines: Iterable[bytes], folder: Path) -> Path:
    """Write runs into a CSV file under a name that is free, a row each, and return its path.

    Parameters
    ----------
    lines : iterable of bytes
        Lines of the journal; those that cannot be read are left out.
    folder : Path
        Where to.

    Raises
    ------
    SplotchError
        It cannot be written.
    """
    rows = [_row(entry) for entry in map(read_entry, lines) if entry is not None]

    def save(path: Path) -> None:
        with (
            atomic_write(path) as temporary,
            temporary.open("w", newline="", encoding="utf-8") as file,
        ):
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(_COLUMNS)
            writer.writerows(rows)

    return save_free(folder, "runs", ".csv", save)


def _row(entry: Entry) -> list[object]:
    recipe = entry.recipe
    phase, since = entry.phases[-1] if entry.phases else ("", "")
    return [
        printable(entry.called),
        printable(entry.note),
        datetime.fromtimestamp(entry.when, UTC).isoformat(timespec="seconds"),
        *(recipe.dims, recipe.waves, recipe.epsilon, recipe.learning_rate, recipe.noise),
        *(recipe.seed, "" if recipe.noise_seed is None else recipe.noise_seed, recipe.rule),
        *(recipe.steps, entry.step, entry.x0, phase, since, len(recipe.changes)),
        recipe.to_json(),
    ]
