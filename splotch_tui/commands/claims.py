"""`splotch claims`: settle what is claimed of the descents, by plans made before."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from splotch_tui.commands.cluster_option import cluster_option, say
from splotch_tui.commands.options import force_option, json_option
from splotch_tui.commands.progress import Tally, announce_compiling, progress_bar, say_written
from splotch_tui.commands.shells import FOLDERS
from splotch_tui.commands.subcommand import Example, subcommand
from splotch_tui.commands.summary import as_json
from splotch_tui.core.claims import CLAIMS, load_claim
from splotch_tui.core.claims.claim import QUICK, Claim, Found
from splotch_tui.core.claims.sample import Sample
from splotch_tui.core.ensemble.executors import Executor
from splotch_tui.core.ensemble.executors.threads import run_blocks
from splotch_tui.core.ensemble.survival import Interval
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.storage import atomic_write, check_target

if TYPE_CHECKING:
    from splotch_tui.core.ensemble.executors.cluster import Cluster


def _complete_name(
    context: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Return the claims that begin like this and were not typed yet, for the shell."""
    typed = context.params.get("names") or ()
    return [
        CompletionItem(name, help=about)
        for name, about in CLAIMS.items()
        if name.startswith(incomplete) and name not in typed
    ]


@subcommand(
    "claims",
    Example("A first look at one claim, in seconds", "splotch claims choice --quick"),
    Example(
        "Settle all of them, with figures (twenty minutes of a processor's time)",
        "splotch claims -o settled",
    ),
)
@click.argument(
    "names",
    nargs=-1,
    type=click.Choice(list(CLAIMS)),
    metavar="[NAME]…",
    shell_complete=_complete_name,
)
@click.option(
    "--quick", is_flag=True, help=f"take one descent in {QUICK}: it shows, and settles nothing"
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    shell_complete=lambda *_: [CompletionItem("", FOLDERS)],
    help="a folder for a figure and a JSON file of each claim",
)
@cluster_option
@json_option
@force_option
def command(
    names: tuple[str, ...],
    quick: bool,
    output: Path | None,
    cluster: Cluster | None,
    as_json_: bool,
    force: bool,
) -> None:
    """Settle what the post and its comments claim of these descents; without NAME, all of it.

    Does a run make the hills that stop it? Does the landscape choose, or the noise? Each claim has
    a plan that was written before it was run: a hypothesis, a statistic, a sample of fresh seeds
    and a rule that decides. The numbers are the same whenever they are run (docs/claims.md).
    """
    chosen = tuple(dict.fromkeys(names)) or tuple(CLAIMS)
    targets = (
        [output / f"{name}{end}" for name in chosen for end in (".png", ".json")] if output else []
    )
    if output is not None:
        _make_folder(output)
    for path in targets:
        check_target(path, force)
    executor = run_blocks if cluster is None else cluster.executor(say)
    results = []
    for number, name in enumerate(chosen):
        claim = load_claim(name)
        if not as_json_:
            click.echo(("\n" if number else "") + _plan_text(name, claim))
        found = _measure(name, claim, 1 / QUICK if quick else 1.0, executor)
        results.append(_facts(name, claim, found, quick))
        if not as_json_:
            click.echo(_found_text(found, quick))
        if output is not None:
            _write(output, name, found, results[-1], force)
    if as_json_:
        click.echo(as_json({"claims": results}))


def _files(folder: Path, name: str) -> tuple[Path, Path]:
    return folder / f"{name}.png", folder / f"{name}.json"


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise SplotchError(f"cannot make the folder {folder}: {error.strerror}") from None


def _measure(name: str, claim: Claim, share: float, executor: Executor) -> Found:
    with announce_compiling(), progress_bar(name) as show:
        tally = Tally(round(claim.descent_steps * share), show)
        return claim.measure(Sample(share, tally, executor))


def _plan_text(name: str, claim: Claim) -> str:
    return "\n".join(
        (
            f"{name}: {CLAIMS[name]}",
            f"  claim       {claim.words}",
            f"  hypothesis  {claim.hypothesis}",
            f"  statistic   {claim.statistic}",
            f"  sample      {claim.sample}",
            f"  decision    {claim.rule}",
            f"  limits      {claim.limits}",
        )
    )


def _found_text(found: Found, quick: bool) -> str:
    width = max(map(len, found.numbers))
    lines = [f"  {name:<{width}}  {number_text(value)}" for name, value in found.numbers.items()]
    warned = f" (of one in {QUICK}: this settles nothing)" if quick else ""
    return "\n".join((*lines, f"  {found.verdict}: {found.why}{warned}"))


def number_text(value: Interval | float) -> str:
    """Return a number as people read it, with its interval."""
    if isinstance(value, Interval):
        middle, low, high = map(_short, value)
        return f"{middle} [{low}, {high}]"
    return _short(value)


def _short(value: float) -> str:
    if math.isnan(value):
        return "never"
    if isinstance(value, int) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.4g}"


def _facts(name: str, claim: Claim, found: Found, quick: bool) -> dict[str, Any]:
    return {
        "name": name,
        "claim": claim.words,
        "hypothesis": claim.hypothesis,
        "statistic": claim.statistic,
        "sample": claim.sample,
        "decision": claim.rule,
        "limits": claim.limits,
        "quick": quick,
        "verdict": str(found.verdict),
        "why": found.why,
        "numbers": {name: _plain(value) for name, value in found.numbers.items()},
    }


def _plain(value: Interval | float) -> Any:
    if isinstance(value, Interval):
        return [_plain(one) for one in value]
    return None if math.isnan(value) else value


def _write(folder: Path, name: str, found: Found, facts: dict[str, Any], force: bool) -> None:
    from render.charts import draw_chart

    figure, numbers = _files(folder, name)
    draw_chart(found.chart, figure, note=f"splotch claims {name}: {found.verdict}", force=force)
    with atomic_write(numbers, force) as temporary:
        temporary.write_text(as_json(facts) + "\n", "utf-8")
    for path in (figure, numbers):
        say_written(path)
