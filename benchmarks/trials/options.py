"""Every option of every subcommand, in and out of range, and some of them together.

The options are found by walking click's commands: a new one is tried without a line here.
"""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar
from unittest.mock import patch

import click
import numpy as np

import render
from render.options import OPTIONS
from splotch_tui import PRESETS, Recipe
from splotch_tui import run as run_recipe
from splotch_tui.cli import COMMANDS, splotch
from splotch_tui.commands.options import TargetType
from splotch_tui.core import memory
from splotch_tui.core.recipe import PARAMETERS
from trials import Outcome
from trials.calling import Answer, call, wrong_with
from trials.option_values import Random, values_of

_ROUNDS, _RUNS, _PICTURES = 10, 1000, 100
_T = TypeVar("_T")
_HISTORY = Recipe(seed=7, dims=2, waves=2, steps=40)


def run(seed: int, scale: float) -> Iterator[Outcome]:
    """See `trials`."""
    random = np.random.default_rng(seed)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "a.npz")
        run_recipe(_HISTORY).save(file)
        for name in COMMANDS:
            yield _try_each_option(random, name, file, _ROUNDS * scale)
        yield _try_runs(random, round(_RUNS * scale))
        yield _try_the_huge(file)
        yield _try_pictures(random, file, round(_PICTURES * scale) or 1)


def _try_each_option(random: Random, name: str, file: Path, rounds: float) -> Outcome:
    """Give each of a command's options texts that it takes, and texts that it does not.

    Of less than one round, some of them.
    """
    command = splotch.get_command(click.Context(splotch), name)
    assert command is not None
    took, refused, faults = 0, 0, []
    arguments = [one for one in command.params if isinstance(one, click.Argument)]
    needed = [str(file)] if any(one.required for one in arguments) else []
    target = next((one.type for one in command.params if isinstance(one.type, TargetType)), None)
    for option in command.params:
        if not isinstance(option, click.Option) or option.is_flag:
            continue
        rest = [] if name == "tui" else list(needed)
        if option.name != "output" and target is not None:
            ending = ".png" if ".png" in target.endings else target.endings[0]
            rest += ["-o", str(file.with_name(f"new{ending}"))]
        for _ in range(max(1, round(rounds))):
            flag = str(random.choice(option.opts))
            values = values_of(option.type, random)
            for text, value in _some(values.good, rounds, random):
                params = command.make_context(name, [*rest, flag, text]).params
                took += 1
                if params[option.name or ""] != value:
                    faults.append(f"{name} {flag} {text!r}: {params[option.name or '']!r}")
            for text in _some(values.bad, rounds, random):
                refused += 1
                if fault := _not_refused(call(name, *rest, flag, text), option.opts):
                    faults.append(f"{name} {flag} {text[:40]!r}: {fault}")
    if not took:  # a command without values: it is called as it is
        answer = call(name, *needed)
        took, faults = 1, [fault] if (fault := wrong_with(answer)) else []
    came_out = f"{took:,} taken for what they are, {refused:,} refused by the option's name"
    return Outcome(f"splotch {name}", took + refused, came_out, tuple(faults))


def _some(values: list[_T], share: float, random: Random) -> list[_T]:
    """Return so great a share of some values, one at least, or all."""
    if share >= 1:
        return values
    chosen = random.choice(len(values), math.ceil(len(values) * share), replace=False)
    return [values[place] for place in sorted(chosen)]


def _not_refused(answer: Answer, flags: list[str]) -> str:
    """Return what is wrong with an answer to a value that an option does not take."""
    if fault := wrong_with(answer):
        return fault
    if answer.code != 2 or not any(flag in answer.err for flag in flags):
        return f"exit code {answer.code}, {answer.err.strip()[:200]!r}"
    return ""


def _try_runs(random: Random, count: int) -> Outcome:
    """Run recipes of options chosen at random: what is said is what the library gives."""
    faults = []
    for _ in range(count):
        preset = str(random.choice(list(PRESETS)))
        recipe, typed = replace(PRESETS[preset], steps=50), ["--preset", preset, "--steps", "50"]
        # Two that decide how long it takes, and an engine that takes long to start.
        names = {one.name for one in PARAMETERS} - {"steps", "engine"}
        for name in random.choice(sorted(names), random.integers(1, 5), replace=False):
            (parameter,) = (one for one in PARAMETERS if one.name == name)
            good = values_of(replace(parameter, high=min(parameter.high, 20)), random).good
            text, value = good[random.integers(len(good))]
            recipe = replace(recipe, **{name: value})
            typed.append(f"--{name.replace('_', '-')}={text}")
        if fault := _wrong_run(recipe, call("run", "--json", *typed)):
            faults.append(f"run {' '.join(typed)}: {fault}")
    came_out = "each the run that was asked for"
    return Outcome("runs of options at random", count, came_out, tuple(faults))


def _wrong_run(recipe: Recipe, answer: Answer) -> str:
    """Return what is wrong with what `splotch run --json` said of a recipe."""
    history = run_recipe(recipe)
    diverged = history.recipe.steps < recipe.steps
    proposals = history.proposals
    warned = diverged or (proposals is not None and 2 * proposals.diverged > proposals.made)
    if warned:
        lines = answer.err.splitlines()
        if answer.code != diverged or len(lines) != 1 or "diverge" not in lines[0]:
            return f"exit code {answer.code}, {answer.err[-200:]!r} of a run that diverges"
        answer = replace(answer, code=0, err="")
    if fault := wrong_with(answer):
        return fault
    said = json.loads(answer.out)
    if said["recipe"] != history.recipe.to_dict() or said["final"]["x0"] != history.x0[-1]:
        return f"another run: {answer.out[:200]}"
    return ""


def _try_the_huge(file: Path) -> Outcome:
    """Ask for what fits into no memory of these days, or not into the little that is free."""
    film = ["render", str(file), "-o", str(file.with_suffix(".mp4")), "--size", "8192x8192"]
    asked = {
        "run --keep": ["run", "--steps", "10G", "--keep", str(10**12)],
        "run --keep --dims": ["run", "--dims=1000", "--steps", "10G", "--keep", str(10**10)],
        "render --size": film,
    }
    faults = []
    with patch.object(memory, "free_memory", return_value=2e9):
        for name, arguments in asked.items():
            answer = call(*arguments)
            if fault := wrong_with(answer):
                faults.append(f"{name}: {fault}")
            elif answer.code != 1 or " of memory, and 2,000 MB are free" not in answer.err:
                faults.append(f"{name}: {answer.code} {answer.err}")
    came_out = "refused with the estimate"
    return Outcome("what does not fit into memory", len(asked), came_out, tuple(faults))


def _try_pictures(random: Random, file: Path, count: int) -> Outcome:
    """Make films and pictures of options chosen at random: the file that was asked for, or none."""
    made, faults = 0, []
    for _ in range(count):
        ending, kind = list(render.FORMATS.items())[random.integers(len(render.FORMATS))]
        target = file.with_name(f"a{ending}")
        typed = [f"--size={2 * random.integers(32, 50)}x64"]
        if kind.moving:
            typed += [
                f"--seconds={random.uniform(0.01, 0.3):.2f}",
                f"--fps={random.integers(1, 31)}",
            ]
        for option in OPTIONS:
            fits = option.suits(kind.moving) and option.name not in {"size", "seconds", "fps"}
            if fits and random.random() < 0.3:
                good = values_of(option.kind, random).good
                typed.append(f"{option.flags[-1]}={good[random.integers(len(good))][0]}")
        answer = call("render", str(file), "-o", str(target), *typed)
        fault = wrong_with(answer)
        if not fault and answer.code == 0:
            made += 1
            if render.read_recipe(target) != _HISTORY:
                fault = "another recipe"
        elif not fault and target.exists():
            fault = "a file that was refused is there"
        elif not fault and answer.code == 2 and "--" not in answer.err.partition("(")[0]:
            fault = f"refused without a name: {answer.err}"
        target.unlink(missing_ok=True)
        if fault:
            faults.append(f"render -o {target.name} {' '.join(typed)}: {fault}")
    came_out = f"{made:,} made, {count - made:,} refused"
    return Outcome("films of options at random", count, came_out, tuple(faults))
