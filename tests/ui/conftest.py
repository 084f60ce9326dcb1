"""An app in a headless terminal."""

import pytest

from splotch_tui.core.recipe import PRESETS
from splotch_tui.session.film_queue import FilmQueue
from splotch_tui.ui.app import SplotchApp
from splotch_tui.ui.config import Config


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    """Runs are saved where the test can see them, and nowhere else."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def films():
    """A film queue that leaves nothing."""
    queue = FilmQueue()
    yield queue
    queue.close()


@pytest.fixture
def app(films):
    return SplotchApp(PRESETS["comment"], config=Config(glyphs="braille"), films=films)
