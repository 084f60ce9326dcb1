"""What the tests of every room share."""

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
            case option_kinds.SizeKind():
                return "320X180"
            case option_kinds.StepRangeKind():
                return "20:"
            case option_kinds.TextKind():
                return "two  words"

    return text
