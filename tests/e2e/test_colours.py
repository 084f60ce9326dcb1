"""The app with as many colours as the terminal has."""

import re

import pytest


def environment(term, **more):
    return {"TERM": term, "COLORTERM": "", "TMUX": "", **more}


def opened(terminal, term, **more):
    app = terminal(environment=environment(term, **more))
    app.until(lambda: "x0 " in app.text and "▀" in app.text and app.step > 50)
    return app


def colours(app, heading, height=11):
    """The foregrounds of the dots of a panel."""
    lines = app.screen.display
    start = next(i for i, line in enumerate(lines) if line.split()[:1] == [heading])
    return {
        cell.fg
        for y in range(start + 1, start + height)
        for x, cell in app.screen.buffer[y].items()
        if "\u2800" < cell.data < "\u2900" or cell.data in "▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
        if x < 80
    }


@pytest.mark.parametrize("term", ["xterm", "linux"])
def test_sixteen_colours_of_our_own(terminal, term):
    app = opened(terminal, term)
    # No more than 16 are asked for.
    assert not re.search(rb"\x1b\[[0-9;]*[34]8;[25];", app.sent)
    assert colours(app, "x0") == {"brightcyan"}
    assert colours(app, "xn") == {"brightbrown"}
    assert colours(app, "loss") == {"brightred"}
    shown = {
        colour
        for y in range(22, 39)
        for x in range(82, 118)
        for colour in (app.screen.buffer[y][x].fg, app.screen.buffer[y][x].bg)
        if app.screen.buffer[y][x].data in "▀ "
    }
    assert {"blue", "brightblue", "cyan", "brown", "brightbrown"} <= shown
    assert not shown & {"brightblack"}


@pytest.mark.parametrize("term", ["tmux", "xterm-256color"])
def test_256_colours_where_they_are(terminal, term):
    app = opened(terminal, term)
    assert re.search(rb"\x1b\[[0-9;]*[34]8;5;", app.sent)
    assert not re.search(rb"\x1b\[[0-9;]*[34]8;2;", app.sent)


def test_a_dumb_terminal_is_refused_in_a_line(terminal):
    app = terminal(environment=environment("dumb"))
    assert app.end() == 1
    assert app.sent.startswith(b"splotch: TERM says") and b"splotch run" in app.sent
    assert b"\x1b" not in app.sent
