"""Whatever a terminal sends, the app goes on, and what is pasted does nothing."""

import pytest

from splotch_tui.session.journal import Journal


@pytest.mark.parametrize("opening, title", [("o", "runs"), ("\r", "epsilon")])
def test_what_is_pasted_into_a_dialog_acts_as_no_key(terminal, opening, title):
    app = terminal()
    app.until(lambda: app.step > 10)
    app.press(opening)
    app.until(lambda: f"─ {title} ─" in app.text)
    inside = "word\n\x1b\x1b\x1bqq\x1b[3~\x04\x04\r" + 500 * "q\x1b"
    app.press(f"\x1b[200~{inside}\x1b[201~")
    app.until(lambda: "word" in app.text)
    # All that was pasted has been read once what is typed after it shows.
    app.press("z")
    app.until(lambda: "wordz" in app.text)
    assert f"─ {title} ─" in app.text
    while f"─ {title} ─" in app.text:
        app.press("\x1b")
        # Right after an escape a key would be another one.
        app.listen(0.5)
    app.press("q")
    assert app.end() == 0


def test_bytes_that_are_no_text_are_passed_over(terminal, tmp_path):
    app = terminal()
    app.until(lambda: app.step > 10)
    app.press(bytes(range(128, 256)) + b"\xe9\xff")
    step = app.step
    app.until(lambda: app.step > step)
    app.press("q")
    assert app.end() == 0
    assert Journal(tmp_path / "splotch" / "runs").lines()


def test_in_the_c_locale_nothing_but_ascii_is_sent(terminal):
    app = terminal(environment={"LC_ALL": "C"})
    app.until(lambda: app.step > 10)
    app.press("?")
    app.until(lambda: "esc closes" in app.text)
    app.press("\x1b")
    app.until(lambda: "esc closes" not in app.text)
    assert app.sent.isascii()
