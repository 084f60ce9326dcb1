"""What the tests of every room share: an environment of their own, and the golden histories."""

import importlib
import os
import signal
import sys
from pathlib import Path

import numpy as np
import pytest

DATA = Path(__file__).parent / "data"
# The original program's own histories, by preset.
GOLDEN = {
    "comment": "comment_d1_s1729.npz",
    "orthogonal": "comment_d1_s1725.npz",
    "original": "original_d16_s1729.npz",
}

# Where programs, modules, compiled kernels and temporary files are, and how coverage reaches child
# processes. All else that a user may have set could decide what is drawn, said or measured.
_KEPT = {
    *("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "NUMBA_CACHE_DIR", "TMPDIR", "TEMP", "TMP"),
    "COVERAGE_PROCESS_CONFIG",
}
_OF_PYTEST = ("PYTEST_", "TEXTUAL_SNAPSHOT_")
# Pytest's own report goes by these, in the process where no tests run.
_OF_THE_REPORT = {
    *("CI", "BUILD_NUMBER", "TERM", "COLORTERM", "COLUMNS", "LINES"),
    *("NO_COLOR", "FORCE_COLOR", "PY_COLORS"),
}


def clean_environment(kept):
    """Leave only some of the variables, and set those that every test needs."""
    for name in set(os.environ) - kept:
        if not name.startswith(_OF_PYTEST):
            del os.environ[name]
    os.environ["LC_ALL"] = "C.UTF-8"
    # Not the user's; and a list of fonts, which takes its time, is made once and not for each home.
    os.environ["MPLCONFIGDIR"] = str(Path(__file__).parents[1] / ".pytest_cache" / "matplotlib")


# Before the modules are imported that read their settings then, and before workers are started.
clean_environment(_KEPT | _OF_THE_REPORT)
if "textual.constants" in sys.modules:
    # The plugin for snapshots has imported it.
    importlib.reload(sys.modules["textual.constants"])


@pytest.fixture(scope="session", autouse=True)
def environment(tmp_path_factory):
    """The environment of a user who has set nothing, in a terminal that can do everything."""
    clean_environment(_KEPT)
    os.environ["HOME"] = str(tmp_path_factory.mktemp("home"))
    os.environ["TERM"] = "xterm-256color"
    os.environ["COLORTERM"] = "truecolor"


@pytest.fixture(scope="session", autouse=True)
def signals():
    """Signals reach processes that tests start, even under nohup: ignored ones are inherited."""
    ignored = [
        number
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)
        if signal.getsignal(number) is signal.SIG_IGN
    ]
    for number in ignored:
        # A handler is not inherited, and this process still does not mind.
        signal.signal(number, lambda *_: None)
    yield
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)


@pytest.fixture(autouse=True)
def home(tmp_path_factory, monkeypatch):
    """A home folder of a test's own, where nothing is yet; and one for temporary files."""
    folder, temporary = (tmp_path_factory.mktemp(name) for name in ("home", "temporary"))
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("TMPDIR", str(temporary))
    # The command sets these for the process that it is alone in.
    for name in ("MPLBACKEND", "MATPLOTLIBRC"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    return folder


@pytest.fixture(scope="session")
def data():
    """The folder of the files that tests read."""
    return DATA


@pytest.fixture(scope="session")
def golden():
    """The golden histories: a dict of arrays for each preset, in the original's convention."""
    result = {}
    for name, file in GOLDEN.items():
        with np.load(DATA / file, allow_pickle=False) as arrays:
            result[name] = dict(arrays)
    return result


@pytest.fixture
def typed_for():
    """A function that returns what may be typed for a film option that is not its default."""
    from render import option_kinds

    def text(option):
        match option.kind:
            case option_kinds.ChoiceKind(names=names):
                return next(name for name in reversed(names) if name != option.default)
            case option_kinds.NumberKind(low=low):
                return f"{low + 1:g}"
            case option_kinds.AxesKind():
                return "x1"
            case option_kinds.SizeKind():
                return "320X180"
            case option_kinds.StepRangeKind():
                return "20:"
            case option_kinds.TextKind():
                return "two  words"
            case option_kinds.YesNoKind():
                return option.kind.text(not option.default)

    return text
