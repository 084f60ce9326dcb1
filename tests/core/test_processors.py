"""Processors are counted on every system and every Python."""

import os

import pytest

from splotch_tui.core.processors import count_processors


@pytest.mark.parametrize(
    ("here", "count"),
    [
        ({"process_cpu_count": lambda: 3}, 3),
        ({"process_cpu_count": lambda: None}, 1),
        ({"sched_getaffinity": lambda _process: {0, 5}}, 2),
        ({"cpu_count": lambda: 4}, 4),
        ({"cpu_count": lambda: None}, 1),
    ],
)
def test_what_this_process_may_use_is_counted(monkeypatch, here, count):
    for name in ("process_cpu_count", "sched_getaffinity"):
        monkeypatch.delattr(os, name, raising=False)
    for name, function in here.items():
        monkeypatch.setattr(os, name, function, raising=False)
    assert count_processors() == count
