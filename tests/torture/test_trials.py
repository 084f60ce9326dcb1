"""A fast part of everything that `benchmarks/torture.py` does to the program."""

import pytest
from trials import TRIALS, load_trial


@pytest.mark.parametrize("name", TRIALS)
def test_a_part_of_each_trial_finds_no_fault(name):
    outcomes = list(load_trial(name)(20_261_125, 0.01))
    assert outcomes
    assert [fault for outcome in outcomes for fault in outcome.faults] == []
    assert all(outcome.tried for outcome in outcomes)
