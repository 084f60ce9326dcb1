"""Garbage is not collected while the program comes together, and then among what is new alone."""

import gc
import weakref

import pytest

from splotch_tui.core.garbage import collect_only_what_comes, put_off_collection


@pytest.fixture(autouse=True)
def _as_before():
    yield
    gc.unfreeze()
    gc.enable()


class Node:
    """One that may refer to itself."""


def test_collection_is_put_off_and_comes_back():
    with put_off_collection():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ValueError, match="no"), put_off_collection():
        raise ValueError("no")
    assert gc.isenabled()


def test_what_was_there_is_passed_over_and_what_comes_is_not():
    old = Node()
    with put_off_collection():
        collect_only_what_comes()
        assert gc.isenabled()
        assert not any(one is old for one in gc.get_objects())
        new = Node()
        new.itself = new
        gone = weakref.ref(new)
        del new
        gc.collect()
        assert gone() is None
