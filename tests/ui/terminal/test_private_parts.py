"""Textual's private parts may change with any version of it: `ui/terminal` alone leans on them."""

import ast
import importlib
import inspect
import re
from functools import cache
from pathlib import Path

import pytest

import splotch_tui.ui

_ROOM = Path(splotch_tui.ui.__file__).parent
_MODULES = {
    ".".join(("splotch_tui.ui", *path.relative_to(_ROOM).with_suffix("").parts)): path
    for path in sorted(_ROOM.rglob("*.py"))
    if "terminal" not in path.parts and path.name != "__init__.py"
}


def is_private(name):
    return name.startswith("_") and not name.endswith("__")


def imported(tree):
    """The dotted names that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def names_of_others(tree):
    """The private attributes that are asked of anything but `self`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_private(node.attr):
            owner = node.value
            if not (isinstance(owner, ast.Name) and owner.id in {"self", "cls"}):
                yield ast.unparse(node)


@cache
def used_names(kind):
    """The private names that a class asks of itself."""
    return set(re.findall(r"\b(?:self|cls|super\(\))\.(_\w+)", inspect.getsource(kind)))


@cache
def defined_names(kind):
    """The private names that the body of a class gives to methods and attributes."""
    return set(re.findall(r"(?m)^    (?:async def |def )?(_\w+)", inspect.getsource(kind)))


@cache
def inherited_names(kind):
    """The private names of the classes of Textual that a class is built on."""
    bases = [base for base in kind.__mro__ if base.__module__.partition(".")[0] == "textual"]
    return set().union(*(used_names(base) | set(vars(base)) for base in bases))


@pytest.mark.parametrize("path", _MODULES.values(), ids=_MODULES)
def test_no_private_name_is_asked_of_others(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not [name for name in imported(tree) if any(map(is_private, name.split(".")))]
    assert not list(names_of_others(tree))


@pytest.mark.parametrize("name", _MODULES)
def test_no_class_uses_or_hides_a_private_name_of_its_base(name):
    for _, kind in inspect.getmembers(importlib.import_module(name), inspect.isclass):
        if kind.__module__ == name:
            shared = (used_names(kind) | defined_names(kind)) & inherited_names(kind)
            assert not set(filter(is_private, shared)), kind
