"""An app that is paused, or finished, sends nothing, and wakes at a key."""

import pytest


@pytest.mark.parametrize("arguments, state", [([], "paused"), (["--steps", "30"], "finished")])
def test_at_rest_nothing_is_sent(terminal, arguments, state):
    app = terminal(*arguments, answer_after=0.0)
    app.until(lambda: app.step > 10)
    if state == "paused":
        app.press(" ")
    app.until(lambda: state in app.text)
    app.listen_to_the_end()
    before = len(app.sent)
    app.listen(2.0)
    assert len(app.sent) == before
    # It has gone to rest meanwhile.
    app.press("r+")
    app.until(lambda: "16 steps a frame" in app.text)
    app.until(lambda: app.step > 10 and app.dots("x0") > 1)
