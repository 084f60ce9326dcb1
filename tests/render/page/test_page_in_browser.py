"""The page of a run, opened in a browser."""

from contextlib import contextmanager

import numpy as np
import pytest
from chromium import find_chromium, opened_chromium

import render
from splotch_tui import Recipe, run

SIZE = (420, 500)


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    if find_chromium() is None:
        pytest.skip("this machine has no Chromium to open a page with")
    with opened_chromium(tmp_path_factory.mktemp("chromium")) as page:
        yield page


@contextmanager
def redrawn(browser):
    """Wait until the surface is drawn anew."""
    browser.run(
        "void (window.redrawn = new Promise(done => surface.once('plotly_afterplot', done)))"
    )
    yield
    browser.run("redrawn.then(() => true)")


def point(browser):
    return browser.run(
        "(({x, y, z}) => [x[0], y[0], z[0]])(surface.data.find(one => one.name === 'point'))"
    )


def camera(browser):
    return browser.run("surface.layout.scene.camera.eye")


def cursor(browser):
    return browser.run("curves.layout.shapes[0].x0")


@pytest.mark.parametrize("dims", [pytest.param(1, marks=pytest.mark.slow), 16])
def test_the_slider_moves_the_point_to_where_the_history_has_it(browser, tmp_path, dims):
    history = run(Recipe(seed=3, dims=dims, epsilon=0.1 / dims, steps=900))
    path = tmp_path / "a.html"
    render.plot_page(history, path)
    axis = history.farthest_axis
    browser.open(path, size=SIZE, dark=dims > 1)
    assert browser.run("firstDrawn.then(() => slider.max)") == "900"

    def expected(step):
        return history.x0[step], history.xn[step, axis - 1], history.loss[step] + history.x0[step]

    assert point(browser) == pytest.approx(expected(900))
    before = camera(browser)
    browser.run("void (window.turned = new Promise(done => surface.once('plotly_relayout', done)))")
    browser.drag((150, 350), (210, 330))
    browser.run("turned.then(() => true)")
    turned = camera(browser)
    assert turned != before
    for step in (300, 0, 471):
        with redrawn(browser):
            browser.run(f"slider.value = {step}; slider.dispatchEvent(new Event('input'))")
        assert point(browser) == pytest.approx(expected(step))
        assert cursor(browser) == step
        assert f"step {step}" in browser.run("reading.textContent")
    # Who has turned it finds it as it was.
    assert camera(browser) == turned
    with redrawn(browser):
        browser.run("void curves.emit('plotly_click', {points: [{x: 640.2}]})")
    assert point(browser) == pytest.approx(expected(640))

    # The surface is the landscape's, on the slice through that point.
    hills = browser.run("(({x, y, z}) => ({x, y, z}))(surface.data[0])")
    place = history.points[640].copy()
    for row, column in ((10, 20), (80, 80), (150, 33)):
        place[[0, axis]] = hills["x"][column], hills["y"][row]
        loss = float(history.landscape.loss(place, history.recipe.epsilon))
        assert hills["z"][row][column] == pytest.approx(loss + place[0], abs=1e-5)
    # The past is drawn at its own heights, a little above.
    past = browser.run("(({x, z}) => ({x, z}))(surface.data.find(one => one.name === 'path'))")
    drawn = np.array(past["z"][:641], float)
    lifted = drawn - (history.loss + history.x0)[:641]
    seen = ~np.isnan(drawn)
    assert seen[-1]
    assert np.ptp(lifted[seen]) < 1e-5
    assert lifted[640] < 0.02 * np.abs(hills["z"]).max() * 1.6

    paper = "getComputedStyle(document.body).backgroundColor"
    assert browser.run(paper) == ("rgb(13, 16, 26)" if dims > 1 else "rgb(255, 255, 255)")
    assert browser.troubles == []
    # And it could not send anything anywhere.
    refused = (
        "new Promise(done => { addEventListener('securitypolicyviolation', "
        "event => done(event.effectiveDirective)); fetch('https://example.org').catch(() => 0) })"
    )
    assert browser.run(refused) == "connect-src"
