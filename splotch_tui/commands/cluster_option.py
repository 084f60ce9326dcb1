"""The option that names the machines which work is spread over."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from splotch_tui.commands.shells import begun
from splotch_tui.core.errors import SplotchError

if TYPE_CHECKING:
    from splotch_tui.core.ensemble.executors.cluster import Cluster


class ClusterType(click.ParamType):  # type: ignore[type-arg] # generic from click 8.5 on
    """Workers of this machine, or those of a Dask scheduler."""

    name = "cluster"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Cluster:
        """Read the text of the option."""
        from splotch_tui.core.ensemble.executors.cluster import Cluster

        try:
            return Cluster.parse(str(value))
        except SplotchError as error:
            self.fail(str(error), param, ctx)

    def shell_complete(
        self, _ctx: click.Context, _param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return how it may begin, for the shell."""
        kinds = {"local:": "so many workers here", "tcp://": "those of a Dask scheduler"}
        return [begun(kind, does) for kind, does in kinds.items() if kind.startswith(incomplete)]


cluster_option = click.option(
    "--cluster",
    type=ClusterType(),
    metavar="local:N|tcp://HOST:PORT",
    help="run on N worker processes here, or on the workers of a Dask scheduler",
)


def say(line: str) -> None:
    """Say on stderr what one has to know of a cluster."""
    print(line, file=sys.stderr, flush=True)
