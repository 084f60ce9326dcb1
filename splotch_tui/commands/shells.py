"""Shells: what bash, zsh and fish are told when tab is pressed, and the scripts that have them ask.

click has scripts of its own. With them bash puts a space behind a folder, takes a name with a space
for two words, and knows nothing of what follows a colon or an equals sign.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Collection, Iterator
from pathlib import Path

from click.shell_completion import (
    CompletionItem,
    ShellComplete,
    add_completion_class,
    split_arg_string,
)

# What completion items are, beside click's "plain": the beginning of a word, which goes on; files
# of some endings, with the folders; folders alone.
BEGUN, FILES, FOLDERS = "begun", "files", "folders"
# What is expanded, split or else meant otherwise by a shell.
_SPECIAL = re.compile(r"([^\w./:=,+@%~-])")

_BASH = """\
_splotch_completion() {
    local kind value
    COMPREPLY=()
    while IFS=$'\\t' read -r kind value; do
        case $kind in
            path) compopt -o filenames 2>/dev/null ;;
            begun) compopt -o nospace 2>/dev/null ;;
            '') continue ;;
        esac
        COMPREPLY+=("$value")
    done < <(COMP_LINE=${COMP_LINE:0:COMP_POINT} COMP_WORDBREAKS=$COMP_WORDBREAKS \\
        _SPLOTCH_COMPLETE=bash_complete "${1/#\\~/$HOME}" 2>/dev/null)
}
complete -o nosort -F _splotch_completion splotch 2>/dev/null ||
    complete -F _splotch_completion splotch
"""
_ZSH = """\
#compdef splotch
_splotch() {
    local kind value about found=1
    local -a plain begun
    while IFS=$'\\t' read -r kind value about; do
        case $kind in
            before) compset -P "${(b)value}" ;;
            plain) plain+=("${value//:/\\\\:}${about:+:$about}") ;;
            begun) begun+=("${value//:/\\\\:}${about:+:$about}") ;;
            files) _path_files -g "(#i)*.($value)" && found=0 ;&
            folders) _path_files -/ && found=0 ;;
        esac
    done < <(COMP_LINE="${(j: :)words[1,CURRENT-1]} $PREFIX" \\
        _SPLOTCH_COMPLETE=zsh_complete ${~words[1]} 2>/dev/null)
    (( $#plain )) && _describe -V splotch plain && found=0
    (( $#begun )) && _describe -V splotch begun -S '' && found=0
    return $found
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _splotch "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
    compdef _splotch splotch
fi
"""
_FISH = """\
function _splotch_completion
    set -l program (string replace -r '^~' $HOME (commandline -poc)[1])
    env COMP_LINE=(commandline -cp) _SPLOTCH_COMPLETE=fish_complete $program 2>/dev/null
end
complete --command splotch --no-files --keep-order --arguments '(_splotch_completion)'
"""


def complete_files(endings: Collection[str], tables: Collection[str] = ()) -> CompletionItem:
    """Return what stands for the files of some endings.

    Parameters
    ----------
    endings : collection of str
        Those of the files.
    tables : collection of str
        Those of tables of which a row is wanted: a colon and its number follow the name.
    """
    return CompletionItem("", FILES, endings=tuple(endings), tables=tuple(tables))


class _Shell(ShellComplete):
    """What the three have in common: they send the line up to the cursor, as it was typed."""

    # The last word; of ``--name=value`` the value, and what stands before it.
    _incomplete = _before = ""

    def source(self) -> str:
        """Return the script that has the shell ask."""
        return self.source_template

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the one that is to be completed, and this one."""
        # With a letter more there always is one.
        _, *arguments, last = split_arg_string(os.environ["COMP_LINE"] + "x")
        incomplete = last[:-1]
        if incomplete.startswith("--") and "=" in incomplete:
            name, _, incomplete = incomplete.partition("=")
            arguments.append(name)
            self._before = f"{name}="
        self._incomplete = incomplete
        return arguments, incomplete

    def format_completion(self, item: CompletionItem) -> str:
        """Return the lines for an item."""
        if item.type in {FILES, FOLDERS}:
            return "\n".join(self._line(*found) for found in _found(self._incomplete, item))
        return self._line(item.type, item.value, " ".join((item.help or "").split()))

    def complete(self) -> str:
        """Return all lines."""
        return "\n".join(filter(None, super().complete().splitlines()))

    def _line(self, kind: str, value: str, about: str = "") -> str:
        raise NotImplementedError


class Bash(_Shell):
    """bash, of any version; before 4.4 the words are sorted, before 4.0 a space follows each."""

    name = "bash"
    source_template = _BASH

    def _line(self, kind: str, value: str, about: str = "") -> str:  # noqa: ARG002
        """Return a line: a kind, and what is to stand in the place of the word.

        Where a word has a colon or an equals sign, bash completes what follows that.
        """
        if kind not in {"path", "folder"}:
            value = _SPECIAL.sub(r"\\\1", value)
        return f"{'path' if kind == 'folder' else kind}\t{(self._before + value)[self._cut() :]}"

    def _cut(self) -> int:
        try:
            shlex.split(os.environ["COMP_LINE"])
        except ValueError:  # within quotation marks it does not
            return 0
        word = self._before + self._incomplete
        # Some users take the signs out of these.
        breaks = os.environ.get("COMP_WORDBREAKS", ":=")
        return max((word.rfind(sign) + 1 for sign in ":=" if sign in breaks), default=0)


class Zsh(_Shell):
    """zsh; it finds files by itself."""

    name = "zsh"
    source_template = _ZSH

    def complete(self) -> str:
        """Return all lines; before them, what the values do not have."""
        lines = super().complete()
        return f"before\t{self._before}\n{lines}" if self._before else lines

    def format_completion(self, item: CompletionItem) -> str:
        """Return the lines for an item."""
        if item.type == FOLDERS:
            return FOLDERS
        if item.type != FILES:
            return super().format_completion(item)
        endings = "|".join(ending.removeprefix(".") for ending in item.endings)
        tables = (found for found in _found(self._incomplete, item) if found[0] == BEGUN)
        return "\n".join((f"{FILES}\t{endings}", *(self._line(*table) for table in tables)))

    def _line(self, kind: str, value: str, about: str = "") -> str:
        return f"{kind}\t{value}\t{about}"


class Fish(_Shell):
    """fish."""

    name = "fish"
    source_template = _FISH

    def _line(self, kind: str, value: str, about: str = "") -> str:
        """Return a line; fish puts no space behind a slash, a colon or an equals sign."""
        return f"{self._before}{value}{'/' if kind == 'folder' else ''}\t{about}"


SHELLS: dict[str, type[_Shell]] = {shell.name: shell for shell in (Bash, Zsh, Fish)}


def use_own_shells() -> None:
    """Have click ask these in the place of its own."""
    for shell in SHELLS.values():
        add_completion_class(shell)


def _found(incomplete: str, item: CompletionItem) -> Iterator[tuple[str, str]]:
    """Yield the kind and the name of each file and folder that begins so; files come first."""
    # What is typed stays as it is: it may begin with ~.
    folder, begun = os.path.split(incomplete)
    typed = incomplete[: len(incomplete) - len(begun)]
    folders = []
    try:
        for path in sorted(Path(folder or ".").expanduser().iterdir()):
            name, ending = path.name, path.suffix.lower()
            hidden = name.startswith(".") and not begun.startswith(".")
            if hidden or not name.startswith(begun) or not name.isprintable():
                continue
            if path.is_dir():
                folders.append(f"{typed}{name}")
            elif ending in (item.endings or ()):
                yield "path", f"{typed}{name}"
            elif ending in (item.tables or ()):
                yield BEGUN, f"{typed}{name}:"
    except (OSError, RuntimeError):  # no such folder, or no home: there is nothing to offer
        return
    for name in folders:
        yield "folder", name


def begun(value: str, about: str = "") -> CompletionItem:
    """Return a completion that is the beginning of a word."""
    return CompletionItem(value, BEGUN, help=about)
