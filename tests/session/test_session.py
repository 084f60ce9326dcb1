import gc
from dataclasses import replace

import numpy as np
import pytest
from waiting import wait

from splotch_tui import PRESETS, History, SplotchError, run
from splotch_tui.core.phases import find_phases
from splotch_tui.session import worker
from splotch_tui.session.active_run import ActiveRun
from splotch_tui.session.session import Session
from splotch_tui.session.snapshot import Activity
from splotch_tui.session.start import Start

COMMENT = PRESETS["comment"]
DIVERGING = replace(COMMENT, rule="plain", epsilon=50.0, learning_rate=1.0)


@pytest.fixture
def session():
    made = []

    def make(recipe, speed=None, history=None):
        made.append(
            Session(Start(recipe) if history is None else Start.from_history(history), 100, speed)
        )
        made[-1].start()
        return made[-1]

    yield make
    for one in made:
        one.close()
    assert [one.crash for one in made] == [None] * len(made)


def same(a, b):
    return (
        np.array_equal(a.x0, b.x0)
        and np.array_equal(a.xn, b.xn)
        and np.array_equal(a.loss, b.loss)
        and a.recipe == b.recipe
    )


@pytest.mark.parametrize("preset", PRESETS)
def test_it_runs_a_recipe_to_its_end(session, preset):
    running = session(PRESETS[preset])
    wait(lambda: running.snapshot.activity is Activity.FINISHED)
    assert same(running.history(), run(PRESETS[preset]))


def test_its_recipe_is_what_holds_where_the_run_is(session):
    steered = COMMENT.changed(300, "epsilon", 0.05)
    running = session(steered)
    wait(lambda: running.finished)
    assert running.recipe.epsilon == 0.05
    running.seek(299)
    wait(lambda: running.snapshot.step == 299)
    assert running.recipe == COMMENT
    running.set_parameter("learning_rate", 0.1)
    assert running.recipe == replace(COMMENT, learning_rate=0.1)
    wait(lambda: running.snapshot.orders == 2)
    assert running.recipe == replace(COMMENT, learning_rate=0.1)
    assert running.snapshot.recipe == COMMENT.changed(299, "learning_rate", 0.1)
    assert running.undo() == (COMMENT, replace(COMMENT, learning_rate=0.1))
    wait(lambda: running.snapshot.orders == 3)
    assert running.snapshot.recipe == steered
    running.seek(300)
    wait(lambda: running.snapshot.step == 300)
    assert running.recipe == replace(COMMENT, epsilon=0.05)


@pytest.mark.parametrize("recipe", [COMMENT.shortened(200), DIVERGING], ids=["over", "diverged"])
def test_what_is_set_when_no_step_is_left_is_what_the_next_run_takes(session, recipe):
    running = session(recipe)
    wait(lambda: running.snapshot.activity in {Activity.FINISHED, Activity.FAILED})
    running.set_parameter("learning_rate", 0.01)
    running.set_parameter("noise", 0.5)
    wanted = replace(recipe, learning_rate=0.01, noise=0.5)
    assert running.recipe == wanted
    assert not running.snapshot.recipe.changes
    running.restart(running.recipe)
    wait(lambda: running.snapshot.run == 2 and running.snapshot.step > 0)
    assert running.snapshot.recipe == wanted


def test_undone_divergence_runs_on(session):
    running = session(replace(DIVERGING, epsilon=0.1), speed=1)
    wait(lambda: running.snapshot.step > 20)
    running.set_parameter("epsilon", DIVERGING.epsilon)
    wait(lambda: running.snapshot.activity is Activity.FAILED)
    step = running.snapshot.step
    running.undo()
    wait(lambda: running.snapshot.step > step + 5)
    assert running.snapshot.activity is Activity.RUNNING
    assert not running.snapshot.problem


def test_undoing_what_lies_ahead_stays_where_it_is(session):
    running = session(COMMENT, speed=1)
    running.run(False)
    running.seek(100)
    wait(lambda: running.snapshot.step == 100)
    running.set_parameter("epsilon", 0.2)
    running.seek(30)
    wait(lambda: running.snapshot.step == 30)
    running.undo()
    wait(lambda: not running.snapshot.recipe.changes)
    assert running.snapshot.step == 30


def test_changes_act_at_once_and_are_replayed_by_the_recipe(session):
    running = session(COMMENT, speed=1)
    wait(lambda: running.snapshot.step > 3)
    running.set_parameter("epsilon", 0.05)
    running.set_parameter("noise", 0.5)
    wait(lambda: len(running.snapshot.recipe.changes) == 2)
    running.set_speed(None)
    wait(lambda: running.snapshot.activity is Activity.FINISHED)
    history = running.history()
    assert [change.parameter for change in history.recipe.changes] == ["epsilon", "noise"]
    assert same(history, run(history.recipe))


def test_pause_step_and_go_on(session):
    running = session(COMMENT, speed=1)
    wait(lambda: running.snapshot.step > 2)
    running.run(False)
    wait(lambda: running.snapshot.activity is Activity.PAUSED)
    step = running.snapshot.step
    for taken in range(1, 4):
        running.take_step()
        wait(lambda taken=taken: running.snapshot.step == step + taken)
    assert running.snapshot.activity is Activity.PAUSED
    part = running.history()
    assert same(part, run(COMMENT.shortened(step + 3)))
    running.run(True)
    wait(lambda: running.snapshot.step > step + 3)


def test_other_parameters_start_a_new_run(session):
    running = session(COMMENT, speed=1)
    wait(lambda: running.snapshot.step > 2)
    running.set_parameter("seed", 1730)
    wait(lambda: running.snapshot.run == 2 and running.snapshot.step > 1)
    assert running.snapshot.recipe.seed == 1730
    assert running.snapshot.landscape is not None


def test_a_value_out_of_range_changes_nothing(session):
    running = session(COMMENT, speed=1)
    with pytest.raises(SplotchError):
        running.set_parameter("epsilon", -1.0)
    assert running.recipe == COMMENT


def test_nothing_is_kept_before_the_first_step():
    with pytest.raises(SplotchError):
        Session(Start(COMMENT), 20, 1).history()


def test_a_history_is_played_and_can_be_taken_over(session):
    kept = run(COMMENT.shortened(600))
    running = session(kept.recipe, speed=2, history=kept)
    wait(lambda: running.snapshot.step > 20)
    running.set_parameter("epsilon", 0.2)
    wait(lambda: running.snapshot.recipe.changes)
    running.set_speed(None)
    wait(lambda: running.snapshot.activity is Activity.FINISHED)
    assert same(running.history(), run(running.snapshot.recipe))


def test_seeking_forward_and_back_is_the_same_run(session):
    running = session(COMMENT, speed=1)
    wait(lambda: running.snapshot.step > 2)
    running.run(False)
    running.seek(3000)
    wait(lambda: running.snapshot.step == 3000)
    running.seek(1200)
    wait(lambda: running.snapshot.run == 2 and running.snapshot.step == 1200)
    assert running.snapshot.activity is Activity.PAUSED
    assert same(running.history(), run(COMMENT.shortened(1200)))
    running.seek(10**9)
    wait(lambda: running.snapshot.activity is Activity.FINISHED)
    running.seek(-5)
    wait(lambda: running.snapshot.step == 0)


def test_what_was_ahead_stays_known_when_sought_back(session):
    running = session(COMMENT, speed=1)
    running.run(False)
    running.seek(3000)
    wait(lambda: running.snapshot.step == 3000)
    assert running.snapshot.ahead is None
    running.seek(1200)
    wait(lambda: running.snapshot.step == 1200)
    running.seek(600)
    wait(lambda: running.snapshot.step == 600)
    ahead = running.snapshot.ahead
    assert same(ahead.history(COMMENT, running.snapshot.landscape), run(COMMENT.shortened(3000)))
    running.restart(COMMENT)
    wait(lambda: running.snapshot.run == 4)
    assert running.snapshot.ahead is None


def ahead_of(running):
    return 0 if running.snapshot.ahead is None else running.snapshot.ahead.length - 1


def test_a_change_leads_away_from_what_was_ahead_and_its_undoing_back(session):
    running = session(COMMENT)
    wait(lambda: running.finished)
    running.seek(2455)
    wait(lambda: running.snapshot.step == 2455 and ahead_of(running) == 5000)
    running.set_parameter("epsilon", 0.2)
    running.set_parameter("noise", 0.5)
    wait(lambda: len(running.snapshot.recipe.changes) == 2)
    assert ahead_of(running) == 0
    ghost = running.snapshot.ghost
    assert running.snapshot.ghost_recipe == COMMENT
    assert same(ghost.history(COMMENT, running.snapshot.landscape), run(COMMENT))
    # What is sought back in is another run, with a future of its own.
    running.seek(3000)
    wait(lambda: running.snapshot.step == 3000)
    running.seek(2600)
    wait(lambda: running.snapshot.step == 2600)
    assert ahead_of(running) == 3000
    assert running.snapshot.ghost is None
    running.undo()
    wait(lambda: len(running.snapshot.recipe.changes) == 1)
    assert ahead_of(running) == 0
    running.undo()
    wait(lambda: running.snapshot.recipe == COMMENT and running.snapshot.step == 2600)
    assert ahead_of(running) == 5000
    assert running.snapshot.ghost is None


def test_undo_of_another_run_knows_what_was_ahead_of_the_one_before(session):
    running = session(COMMENT)
    wait(lambda: running.finished)
    running.seek(2455)
    wait(lambda: running.snapshot.step == 2455)
    running.set_parameter("seed", 1730)
    running.set_parameter("seed", 1731)
    wait(lambda: running.snapshot.recipe.seed == 1731 and running.snapshot.step > 10)
    assert ahead_of(running) == 0
    assert running.snapshot.ghost is None
    running.run(False)
    running.undo()
    running.undo()
    wait(lambda: running.snapshot.recipe == COMMENT and running.snapshot.step == 2455)
    assert ahead_of(running) == 5000


def test_more_steps_or_fewer_keep_what_is_ahead_of_them(session):
    running = session(COMMENT)
    wait(lambda: running.finished)
    running.seek(1000)
    wait(lambda: running.snapshot.step == 1000)
    running.set_parameter("steps", 9000)
    wait(lambda: running.snapshot.recipe.steps == 9000)
    assert ahead_of(running) == running.snapshot.longest == 5000
    # It does not come so far any more.
    running.set_parameter("steps", 3000)
    wait(lambda: running.snapshot.recipe.steps == 3000)
    assert ahead_of(running) == 0


def test_fewer_steps_than_a_change_that_lies_ahead_drop_it(session):
    steered = COMMENT.changed(4000, "epsilon", 0.2)
    running = session(steered)
    wait(lambda: running.finished)
    running.seek(1000)
    wait(lambda: running.snapshot.step == 1000)
    running.set_parameter("steps", 3000)
    wait(lambda: running.snapshot.recipe.steps == 3000)
    assert running.snapshot.recipe == replace(COMMENT, steps=3000)
    running.run(True)
    wait(lambda: running.finished)
    assert same(running.history(), run(replace(COMMENT, steps=3000)))


def test_all_of_what_is_played_is_known(session):
    kept = run(COMMENT.shortened(600))
    running = session(kept.recipe, speed=1, history=kept)
    wait(lambda: running.snapshot.step > 2)
    assert same(running.snapshot.ahead.history(kept.recipe, kept.landscape), kept)


@pytest.mark.parametrize("engine", ["compiled", "torch"])
def test_a_replay_taken_over_and_sought_back_keeps_its_change(session, engine):
    kept = run(replace(COMMENT, steps=600, engine=engine))
    running = session(kept.recipe, speed=1, history=kept)
    running.run(False)
    running.seek(300)
    wait(lambda: running.snapshot.step == 300)
    running.set_parameter("epsilon", 0.3)
    wait(lambda: running.snapshot.recipe.changes)
    running.seek(600)
    wait(lambda: running.snapshot.step == 600)
    running.seek(400)
    wait(lambda: running.snapshot.step == 400)
    changed = running.snapshot.recipe
    assert [change.step for change in changed.changes] == [300]
    assert same(running.history(), run(changed.shortened(400)))


def test_undo_replays_without_the_change(session):
    running = session(COMMENT, speed=1)
    assert not running.undo()
    wait(lambda: running.snapshot.step > 5)
    running.run(False)
    running.set_parameter("epsilon", 0.3)
    running.set_parameter("noise", 0.5)
    wait(lambda: len(running.snapshot.recipe.changes) == 2)
    running.seek(400)
    wait(lambda: running.snapshot.step == 400)
    assert running.undo()
    wait(lambda: running.snapshot.run == 2 and running.snapshot.step == 400)
    assert (running.recipe.epsilon, running.recipe.noise) == (0.3, 1.0)
    assert running.undo()
    wait(lambda: running.snapshot.run == 3 and running.snapshot.step == 400)
    assert running.recipe == COMMENT
    assert same(running.history(), run(COMMENT.shortened(400)))


def test_undo_holds_few_saved_runs_and_makes_the_others_again(session, monkeypatch):
    # As many as two have: 301 points of x0, x1 and the loss.
    monkeypatch.setattr(worker, "_MAX_HELD_NUMBERS", 2 * 301 * 3)
    recipes = [replace(COMMENT, seed=seed, steps=300) for seed in range(900, 906)]
    running = session(recipes[0], history=run(recipes[0]))

    def ended(recipe):
        now = running.snapshot
        return now.recipe == recipe and now.activity is Activity.FINISHED

    wait(lambda: ended(recipes[0]))
    for recipe in recipes[1:]:
        running.play(Start.from_history(run(recipe)))
        wait(lambda recipe=recipe: ended(recipe))
    saved = [one for one in gc.get_objects() if type(one) is History and one.recipe in recipes]
    # The one that is played is the third.
    assert len(saved) == 3
    for recipe in reversed(recipes[:-1]):
        assert running.undo()
        wait(lambda recipe=recipe: ended(recipe))
        assert same(running.history(), run(recipe))


def test_undo_comes_back_to_the_run_before(session):
    running = session(COMMENT, speed=1)
    running.run(False)
    running.seek(250)
    wait(lambda: running.snapshot.step == 250)
    running.set_parameter("seed", 7)
    wait(lambda: running.snapshot.recipe.seed == 7 and running.snapshot.step > 0)
    running.run(False)
    running.undo()
    wait(lambda: running.snapshot.recipe.seed == 1729 and running.snapshot.step == 250)
    assert same(running.history(), run(COMMENT.shortened(250)))


def test_phases_are_known_as_it_runs(session):
    running = session(COMMENT)
    wait(lambda: running.snapshot.activity is Activity.FINISHED)
    assert running.snapshot.phases == find_phases(run(COMMENT))
    assert running.snapshot.phases[-1].kind == "snag"


def test_numbers_out_of_range_are_reported_and_nothing_spins(session, monkeypatch):
    monkeypatch.setattr(ActiveRun, "advance", lambda _self, _count: False)
    running = session(COMMENT, speed=1)
    wait(lambda: running.snapshot.activity is Activity.FAILED)
    assert "the run diverges here: take a smaller learning rate" in running.snapshot.problem
    monkeypatch.undo()
    running.seek(100)
    # A command that is carried out after it shows that the seek was dropped.
    running.set_parameter("epsilon", 0.05)
    wait(lambda: running.snapshot.recipe.changes)
    assert running.snapshot.step == 0
    assert running.snapshot.target is None


def test_seeks_add_up_from_where_it_is_going(session):
    running = session(replace(COMMENT, steps=200_000), speed=1)
    running.run(False)
    running.seek(100_000)
    for _ in range(3):
        running.seek_by(-1000)
    wait(lambda: running.snapshot.step == 97_000 and running.snapshot.target is None)
    assert running.snapshot.activity is Activity.PAUSED


def test_a_run_sought_back_from_its_end_stays_there(session):
    running = session(COMMENT)
    wait(lambda: running.snapshot.activity is Activity.FINISHED)
    running.seek(1000)
    wait(lambda: running.snapshot.step == 1000)
    wait(lambda: running.snapshot.activity is Activity.PAUSED)
    assert not running.running


def test_what_a_run_was_sought_back_from_is_kept(session):
    running = session(COMMENT)
    wait(lambda: running.snapshot.activity is Activity.FINISHED)
    running.seek(300)
    wait(lambda: running.snapshot.step == 300)
    running.set_parameter("epsilon", 0.05)
    running.seek(600)
    wait(lambda: running.snapshot.step == 600)
    running.seek(200)
    wait(lambda: running.snapshot.step == 200)
    whole = running.snapshot.longest_history()
    assert same(whole, run(COMMENT.shortened(600).changed(300, "epsilon", 0.05)))
    # A change leads away from what was ahead.
    running.set_parameter("noise", 0.5)
    wait(lambda: running.snapshot.recipe.changes[0].parameter == "noise")
    assert running.snapshot.longest_history().recipe.steps == 200


def test_a_run_that_follows_one_that_is_over_is_not_over(session):
    running = session(COMMENT)
    wait(lambda: running.finished)
    running.restart(COMMENT)
    assert not running.finished
    running.seek_by(10)
    assert running.running
    wait(lambda: running.finished)


def test_a_change_taken_back_on_the_way_does_not_end_the_way(session):
    running = session(replace(COMMENT, steps=400_000), speed=1)
    wait(lambda: running.snapshot.run == 1)
    running.run(False)
    running.set_parameter("epsilon", 0.2)
    wait(lambda: running.snapshot.recipe.changes)
    running.seek(300_000)
    running.undo()
    wait(lambda: running.snapshot.step == 300_000)
    assert not running.snapshot.recipe.changes


def test_a_running_run_goes_on_from_the_step_sought(session):
    running = session(replace(COMMENT, steps=400_000), speed=1)
    running.seek(100_000)
    wait(lambda: running.snapshot.step >= 100_000)
    # A step a tick, of 100 a second; what was left of a chunk would have been thousands.
    wait(lambda: running.snapshot.step >= 100_005)
    assert running.snapshot.step < 101_000
