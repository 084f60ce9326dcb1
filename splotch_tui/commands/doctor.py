"""`splotch doctor`: what there is on this machine, what will not work, and why."""

from __future__ import annotations

from functools import partial

import click

from splotch_tui.commands import probes
from splotch_tui.commands.cluster_option import ClusterType
from splotch_tui.commands.findings import Findings
from splotch_tui.commands.subcommand import Example, subcommand


@subcommand(
    "doctor",
    Example("What works here, and what does not", "splotch doctor"),
    Example("All of it, to be pasted into a report of a mistake", "splotch doctor > doctor.txt"),
)
@click.option(
    "--cluster",
    default="",
    shell_complete=ClusterType().shell_complete,
    metavar="local:N|tcp://HOST:PORT",
    help="see whether these workers answer, too, as `splotch ensemble --cluster` would ask them",
)
def command(cluster: str) -> int:
    """Look at this machine: what will not work here, why, and what to do about it.

    It tells versions, the terminal and what it shows, the encoder, caches, folders and Dask, in
    plain text that may be pasted into a report: the home folder is ~, and of the variables only
    those are there that decide something. Nothing is compiled or changed.

    The exit code is 0 where all works that Splotch is made for, and 1 otherwise; extras that are
    not installed, and what this terminal does not show, are told and do not count.
    """
    findings = Findings()
    findings.look_at("Splotch", "Splotch", probes.look_at_machine)
    findings.look_at("Packages", "Splotch", probes.look_at_packages)
    findings.look_at("Terminal", "the app", probes.look_at_terminal)
    findings.look_at("Kernels", "every run", probes.look_at_kernels)
    findings.look_at("Encoder", ".mp4 and .webm films", probes.look_at_encoder)
    findings.look_at("Folders", "the app", probes.look_at_folders)
    findings.look_at("Cluster", "--cluster", partial(probes.look_at_cluster, address=cluster))
    findings.look_at("Environment", "Splotch", probes.look_at_environment)
    for line in findings.text():
        click.echo(line)
    return 1 if findings.faults else 0
