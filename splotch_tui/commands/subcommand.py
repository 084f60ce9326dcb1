"""Subcommand: a command of `splotch`, whose help has its options in sections, and examples."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

import click

Records = Sequence[tuple[str, str]]


class Example(NamedTuple):
    """A call that a reader of the help may copy.

    Attributes
    ----------
    about : str
        What it does, or what for.
    line : str
        What is typed into a shell.
    """

    about: str
    line: str


def write_examples(formatter: click.HelpFormatter, examples: Sequence[Example]) -> None:
    """Write examples at the end of a help; a line to copy is never broken."""
    with formatter.section("Examples"):
        for about, line in examples:
            formatter.write_text(f"{about}:")
            formatter.write(f"{'':>{formatter.current_indent + 2}}{line}\n")


class Subcommand(click.Command):
    """A command of `splotch`.

    Attributes
    ----------
    examples : sequence of Example
        What its help ends with.
    """

    def __init__(
        self,
        *arguments: Any,
        examples: Sequence[Example],
        sections: Mapping[str, Collection[str]],
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self.examples = examples
        self._sections = sections

    def option_sections(self, context: click.Context) -> dict[str, Records]:
        """Return what there is to say of the options: by title, how each is typed and what it does.

        Those of no section come first.
        """
        sections: dict[str, list[tuple[str, str]]] = {
            title: [] for title in ("Options", *self._sections)
        }
        for parameter in self.get_params(context):
            record = parameter.get_help_record(context)
            # Arguments are told of in the text; not every version of click has records of them.
            if record is not None and isinstance(parameter, click.Option):
                sections[self._section_of(parameter.name)].append(record)
        return {title: records for title, records in sections.items() if records}

    def _section_of(self, name: str | None) -> str:
        return next((title for title, names in self._sections.items() if name in names), "Options")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, section by section."""
        for title, records in self.option_sections(ctx).items():
            with formatter.section(title):
                formatter.write_dl(records)

    def format_epilog(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        write_examples(formatter, self.examples)


def subcommand(
    name: str, *examples: Example, sections: Mapping[str, Collection[str]] | None = None
) -> Callable[[Callable[..., Any]], Subcommand]:
    """Make a function the subcommand `name`.

    Parameters
    ----------
    name : str
        What is typed for it.
    *examples : Example
        Two: the tests run them, so they may read any of the files that examples of others write.
    sections : mapping, optional
        By title, the names of options that stand together in the help.
    """
    return click.command(name, cls=Subcommand, examples=examples, sections=sections or {})
