"""Data frames of histories and tables, by either library."""

import sys

import numpy as np
import pytest

from splotch_tui import PRESETS, Recipe, SplotchError, ensemble, run

LIBRARIES = ("pandas", "polars")


@pytest.fixture(scope="module")
def history():
    return run(Recipe(dims=3, steps=200))


@pytest.fixture(params=LIBRARIES)
def library(request):
    pytest.importorskip(request.param)
    return request.param


def test_a_history_has_a_row_a_point(history, library):
    frame = history.to_dataframe(library)
    assert type(frame).__module__.startswith(library)
    assert list(frame.columns) == ["step", "x0", "x1", "x2", "x3", "loss"]
    columns = np.column_stack((history.steps, history.points, history.loss))
    assert np.array_equal(frame.to_numpy(), columns)


def test_of_a_long_history_there_are_the_steps_kept(library):
    history = run(PRESETS["comment"], keep=100)
    frame = history.to_dataframe(library)
    assert history.stride > 1
    assert np.array_equal(frame["step"].to_numpy(), history.steps)
    assert frame["step"].to_list()[-1] == 5000


def test_what_did_not_happen_is_missing(library):
    table = ensemble({"seed": range(40), "steps": 2000})
    assert (table["snag_step"] < 0).any()
    frame = table.to_dataframe(library)
    assert list(frame.columns) == list(table)
    for name in ("noise_seed", "demon_step", "snag_step"):
        missing = frame[name].isna() if library == "pandas" else frame[name].is_null()
        assert np.array_equal(missing.to_numpy(), table[name] < 0)
    happened = table["snag_step"][table["snag_step"] >= 0]
    assert frame["snag_step"].mean() == happened.mean()
    assert frame["phase"].to_list() == table["phase"].tolist()
    # The table has what it had.
    assert (table["noise_seed"] == -1).all()


@pytest.mark.parametrize("there", LIBRARIES)
def test_what_is_installed_is_taken(history, monkeypatch, there):
    pytest.importorskip(there)
    (other,) = set(LIBRARIES) - {there}
    monkeypatch.setitem(sys.modules, other, None)
    assert type(history.to_dataframe()).__module__.startswith(there)
    with pytest.raises(SplotchError, match=f"^a data frame takes {other}: pip install {other}$"):
        history.to_dataframe(other)


def test_without_either_it_is_said_what_to_install(history, monkeypatch):
    for name in LIBRARIES:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(SplotchError, match=r"takes pandas or polars: pip install pandas$"):
        history.to_dataframe()


def test_other_libraries_are_refused(history):
    with pytest.raises(SplotchError, match="of pandas or polars, not of os"):
        history.to_dataframe("os")
