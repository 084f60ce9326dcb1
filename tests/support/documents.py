"""What is in the documents: code blocks, the commands in them, links and what they may lead to."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
# What a line of an indented block begins with, if it is a command and no formula.
_PROGRAMS = {
    *("splotch", "python", "python3", "pip", "pipx", "uv", "dask", "ssh", "mkdocs", "eval"),
    *("git", "bash", "curl", "docker", "apt", "man"),
}
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"(?:\A|\n\n)((?: {4}.*(?:\n|\Z)|\n(?= {4}))+)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


class Block(NamedTuple):
    """A piece of code in a document: its language, "" for one that is merely indented."""

    language: str
    text: str


def blocks(text: str) -> Iterator[Block]:
    """Yield the code blocks of a document, in their order."""
    found = [(one.start(), Block(one[1] or "text", one[2])) for one in _FENCE.finditer(text)]
    # Code within fences is indented as well.
    bare = _FENCE.sub(lambda one: "x" * len(one[0]), text)
    found += [(one.start(), Block("", one[1])) for one in _INDENTED.finditer(bare)]
    yield from (block for _, block in sorted(found))


def commands(block: Block) -> list[str]:
    """Return the commands of a block, without the words beside them."""
    lines = [line.strip() for line in block.text.splitlines()]
    if block.language == "sh":
        told = [re.split(r"\s+# ", line)[0] for line in lines]
    elif block.language == "":
        told = [re.split(r"\s{2,}", line)[0] for line in lines]
        told = [line for line in told if line.split(" ")[0] in _PROGRAMS]
    else:
        told = []
    return [line for line in told if line]


def anchors(text: str) -> set[str]:
    """Return what links may lead to in a document: its headings, as sites name them."""
    plain = _FENCE.sub("", text)
    return {_slug(heading) for heading in _HEADING.findall(plain)}


def _slug(heading: str) -> str:
    letters = unicodedata.normalize("NFKD", heading.replace("`", "")).encode("ascii", "ignore")
    words = re.sub(r"[^\w\s-]", "", letters.decode()).strip().lower()
    return re.sub(r"[-\s]+", "-", words)


def links(text: str) -> list[str]:
    """Return where the links and pictures of a document lead to."""
    return _LINK.findall(_FENCE.sub("", text))
