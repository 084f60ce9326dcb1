"""The app in a pseudo-terminal."""

import pytest
from terminal import Terminal


@pytest.fixture
def terminal(tmp_path):
    """A function that opens the app, with its files below `tmp_path`; it ends with the test."""
    opened = []

    def open_terminal(*arguments, **options):
        opened.append(Terminal(arguments, tmp_path, **options))
        return opened[-1]

    yield open_terminal
    for one in opened:
        one.close()
