import sys
import threading
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest
from waiting import wait

from splotch_tui import PRESETS, Recipe, run
from splotch_tui.core.ensemble.live import LiveEnsemble, Over
from splotch_tui.session.ensemble_worker import EnsembleWorker

COMMENT = PRESETS["comment"]
LONG = replace(COMMENT, steps=10**8)


@pytest.fixture
def worker():
    one = EnsembleWorker()
    yield one
    one.close()
    assert one.crash is None
    assert not any(thread.name == "ensemble" for thread in threading.enumerate())


def step_of(worker):
    return 0 if worker.snapshot.state is None else worker.snapshot.state.step


def test_it_runs_an_ensemble_to_its_end(worker):
    assert worker.snapshot is None
    assert not worker.show(COMMENT, Over.NOISE)
    wait(lambda: worker.snapshot.is_over)
    seen = worker.snapshot
    assert seen.state.step == COMMENT.steps
    assert seen.recipes[3] == replace(COMMENT, noise_seed=3)
    assert seen.state.results.x0[3] == run(seen.recipes[3]).x0[-1]


def test_it_goes_on_and_is_shown_again_for_each_of_its_descents(worker):
    worker.show(LONG, Over.LANDSCAPES)
    wait(lambda: step_of(worker) > 0)
    before = step_of(worker)
    assert worker.show(replace(LONG, seed=LONG.seed + 9), Over.LANDSCAPES)
    assert step_of(worker) >= before
    wait(lambda: step_of(worker) > before)
    assert worker.show(LONG, Over.LANDSCAPES)


@pytest.mark.parametrize(
    "other", [{"epsilon": 0.2}, {"steps": 9}, {"seed": 5}, {"rule": "adam"}], ids=str
)
def test_other_parameters_start_another_ensemble(worker, other):
    worker.show(LONG, Over.NOISE)
    wait(lambda: step_of(worker) > 0)
    assert not worker.show(replace(LONG, **other), Over.NOISE)
    assert step_of(worker) == 0
    wait(lambda: step_of(worker) > 0)
    assert worker.snapshot.recipes[0] == replace(LONG, **other, noise_seed=0)


def test_a_noise_seed_makes_no_other_ensemble_of_noise_seeds(worker):
    worker.show(LONG, Over.NOISE)
    assert worker.show(replace(LONG, noise_seed=7), Over.NOISE)
    assert worker.show(replace(LONG, noise_seed=700_000), Over.NOISE)
    worker.show(LONG, Over.LANDSCAPES)
    assert not worker.show(replace(LONG, noise_seed=7), Over.LANDSCAPES)


def test_both_kinds_are_kept_and_the_one_shown_goes_first(worker):
    worker.show(COMMENT, Over.NOISE)
    worker.show(LONG, Over.LANDSCAPES)
    wait(lambda: step_of(worker) > 0)
    # Behind one that takes hours the other one stays where it is, until it is shown again.
    assert worker.show(COMMENT, Over.NOISE)
    wait(lambda: worker.snapshot.is_over)
    # Then the first one goes on.
    assert worker.show(LONG, Over.LANDSCAPES)
    before = step_of(worker)
    wait(lambda: step_of(worker) > before)


@pytest.mark.parametrize("recipe", [LONG, Recipe(dims=64, epsilon=0.001)], ids=["few", "many"])
def test_closing_in_the_midst_of_work_is_quick_and_leaves_no_thread(recipe):
    worker = EnsembleWorker()
    worker.show(recipe, Over.LANDSCAPES)
    wait(lambda: step_of(worker) > 0)
    began = monotonic()
    worker.close()
    # Its work would take hours; what it is at, far less than a second.
    assert monotonic() - began < 10
    assert not any(thread.name == "ensemble" for thread in threading.enumerate())
    worker.close()


def test_closing_what_was_never_used():
    EnsembleWorker().close()


def test_it_steps_back_for_other_threads(worker):
    if sys.platform != "linux":
        pytest.skip("only Linux knows priorities of threads")
    worker.show(LONG, Over.NOISE)
    wait(lambda: step_of(worker) > 0)
    (thread,) = (one for one in threading.enumerate() if one.name == "ensemble")
    values = Path(f"/proc/self/task/{thread.native_id}/stat").read_text().rpartition(")")[2]
    assert int(values.split()[16]) >= 10
    own = Path("/proc/thread-self/stat").read_text().rpartition(")")[2]
    assert int(own.split()[16]) < 10


def test_no_memory_is_told_in_one_line_and_the_next_one_runs(worker, monkeypatch):
    def refuse(_ensemble, _recipes):
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(LiveEnsemble, "__init__", refuse)
        worker.show(COMMENT, Over.NOISE)
        wait(lambda: worker.snapshot.problem)
    assert worker.snapshot.problem == "out of memory: take fewer dims"
    for over in (Over.LANDSCAPES, Over.NOISE):
        assert not worker.show(COMMENT, over)
        wait(lambda: worker.snapshot.is_over and worker.snapshot.state is not None)
        assert worker.snapshot.problem == ""


def test_what_nobody_thought_of_is_kept_for_the_screen(monkeypatch):
    def fail(_ensemble, _count):
        raise RuntimeError("nobody thought of this")

    monkeypatch.setattr(LiveEnsemble, "work", fail)
    worker = EnsembleWorker()
    worker.show(COMMENT, Over.NOISE)
    wait(lambda: worker.crash is not None)
    worker.close()
    assert str(worker.crash) == "nobody thought of this"
