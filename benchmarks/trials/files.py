"""Files that were damaged or forged: read rightly, or refused in one line."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from splotch_tui import History, Recipe
from splotch_tui.core.text import printable
from splotch_tui.session.journal import Journal, read_entry
from splotch_tui.session.library import kept_file, start_of
from splotch_tui.ui.config import config_path
from trials import Outcome, film_mutations, text_mutations
from trials.bounds import Check, Verdict, try_all
from trials.calling import call, controls, wrong_with
from trials.history_mutations import Mutant, mutant, originals
from trials.odd_files import try_odd_files

_HISTORIES, _FILMS, _TEXTS = 20_000, 2_000, 1_000


def run(seed: int, scale: float) -> Iterator[Outcome]:
    """See `trials`."""
    with tempfile.TemporaryDirectory() as folder:
        yield try_all("history", check_histories, (folder, seed), round(_HISTORIES * scale))
        yield try_all("film or picture", check_films, (folder, seed), round(_FILMS * scale))
        yield try_all("journal or settings", check_texts, (folder, seed), round(_TEXTS * scale))
        yield from try_odd_files(Path(folder), seed, scale)


def check_histories(folder: str, seed: int) -> Check:
    """Return a check that has `splotch info` read a mutant."""
    path = Path(folder, "mutant.npz")
    files = originals(Path(folder))
    unhurt = []
    for data in files:
        path.write_bytes(data)
        unhurt.append(History.load(path))
        call("info", "--json", str(path))

    def check(number: int) -> Callable[[], Verdict]:
        one = mutant(files, np.random.default_rng((seed, number)), number)
        path.write_bytes(one.data)
        return lambda: judged(one)

    def judged(one: Mutant) -> Verdict:
        answer = call("info", "--json", str(path))
        fault = wrong_with(answer)
        if not fault and answer.code == 0:
            before = None if one.original is None else unhurt[one.original]
            fault = _compare(path, json.loads(answer.out), before)
        if Path("owned").exists():
            fault = "it ran code"
        word = "read" if answer.code == 0 else "refused"
        return Verdict(word, fault and f"{one.kind}: {fault}")

    return check


def _compare(path: Path, said: dict[str, object], before: History | None) -> str:
    """Return what is wrong with a history that was read: what others read otherwise."""
    history = History.load(path)
    names = ("x0", "xn", "loss", "k", "k0", "s", "c")
    ours = [getattr(history, name) for name in names[:3]]
    ours += [getattr(history.landscape, name) for name in names[3:]]
    if before is None:
        with np.load(path, allow_pickle=False) as arrays:
            theirs = [arrays[name] for name in names]
            recipe = Recipe.from_json(str(arrays["recipe"]))
    else:
        theirs = [getattr(before, name) for name in names[:3]]
        theirs += [getattr(before.landscape, name) for name in names[3:]]
        recipe = before.recipe
    if history.recipe != recipe or said["recipe"] != recipe.to_dict():
        return "another recipe"
    for name, one, other in zip(names, ours, theirs, strict=True):
        if not np.array_equal(one, other):
            return f"another {name}"
    if said["final"]["x0"] != float(theirs[0][-1]):
        return "another final x0"
    return ""


def check_films(folder: str, seed: int) -> Check:
    """Return a check that has `splotch info` read a mutant of a film or a picture."""
    files = film_mutations.originals(Path(folder))
    for ending in files:
        call("info", str(Path(folder, f"a{ending}")))

    def check(number: int) -> Callable[[], Verdict]:
        one = film_mutations.mutant(files, np.random.default_rng((seed, number)))
        path = Path(folder, f"mutant{one.ending}")
        path.write_bytes(one.data)
        return lambda: judged(one, path)

    def judged(one: film_mutations.Mutant, path: Path) -> Verdict:
        answer = call("info", "--json", str(path))
        fault = wrong_with(answer)
        if not fault and answer.code == 0:
            recipe = Recipe.from_dict(json.loads(answer.out)["recipe"])
            if one.damaged and recipe != film_mutations.RECIPE:
                fault = "another recipe"
        word = "read" if answer.code == 0 else "refused"
        return Verdict(word, fault and f"{one.kind} ({one.ending}): {fault}")

    return check


def check_texts(folder: str, seed: int) -> Check:
    """Return a check that has a mutant of a journal listed, or one of the settings printed."""
    os.environ["XDG_CONFIG_HOME"] = folder
    path = config_path()
    path.parent.mkdir(exist_ok=True)
    journal, entries = Journal(Path(folder)), text_mutations.entries()
    lines = [entry.line for entry in entries]

    def check(number: int) -> Callable[[], Verdict]:
        random = np.random.default_rng((seed, number))
        if number % 2:
            kind, data = text_mutations.settings_mutant(random)
            path.write_bytes(data)
            return lambda: settings_judged(kind)
        kind, data = text_mutations.journal_mutant(random, lines)
        journal.path.write_bytes(data)
        return lambda: journal_judged(kind)

    def settings_judged(kind: str) -> Verdict:
        answer = call("config")
        fault = wrong_with(answer)
        word = "settings read" if answer.code == 0 else "settings refused"
        return Verdict(word, fault and f"{kind}: {fault}")

    def journal_judged(kind: str) -> Verdict:
        read = [read_entry(line) for line in journal.lines()]
        for entry in filter(None, read):
            text = printable(entry.called + entry.note)
            if controls(text) or kept_file(entry, journal.folder) is not None:
                return Verdict("journals read", f"{kind}: {entry}")
            # What was noted is noted again, and opened.
            if read_entry(entry.line) != entry or start_of(entry, journal.folder).step > 10**10:
                return Verdict("journals read", f"{kind}: {entry}")
        journal.add(entries[0])
        if entries[0] not in map(read_entry, journal.lines()):
            return Verdict("journals read", f"{kind}: a run cannot be noted after it")
        return Verdict("journals read")

    return check
