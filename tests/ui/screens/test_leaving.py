import pytest

from splotch_tui.ui.screens.leaving import Leaving


@pytest.fixture
def clock(monkeypatch):
    """What the time is, in seconds: a list of one."""
    now = [100.0]
    monkeypatch.setattr("splotch_tui.ui.screens.leaving.monotonic", lambda: now[0])
    return now


def test_where_nothing_is_given_up_one_request_leaves():
    assert Leaving().request(gives_up=False)


def test_what_is_under_way_is_given_up_at_the_second_request(clock):
    leaving = Leaving()
    assert not leaving.request(gives_up=True)
    clock[0] += 5
    assert leaving.request(gives_up=True)


def test_a_request_long_after_the_first_is_a_first_one(clock):
    leaving = Leaving()
    assert not leaving.request(gives_up=True)
    clock[0] += 20
    assert not leaving.request(gives_up=True)
    clock[0] += 1
    assert leaving.request(gives_up=True)
