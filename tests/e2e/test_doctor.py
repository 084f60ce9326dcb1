"""`splotch doctor` in a terminal: what that says of itself gets into the report."""

import sys

import pytest
from kitty import ANSWERS

DOCTOR = (sys.executable, "-m", "splotch_tui", "doctor")
QUIET = {"TERM": "xterm-256color", "TMUX": "", "STY": ""}


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (ANSWERS, "kitty, cells of 10 × 20 pixels"),
        ({b"\x1b[16t\x1b[c": b"\x1b[6;18;9t\x1b[?62;4;22c"}, "sixel, cells of 9 × 18 pixels"),
        ({b"\x1b[c": b"\x1b[?62;22c"}, "no: the terminal knows neither"),
    ],
)
def test_what_the_terminal_says_of_pictures(answers, said, terminal, tmp_path):
    """Into a file, too."""
    line = f"{' '.join(DOCTOR)} > report.txt; echo the end"
    opened = terminal(
        size=(120, 20),
        command=("sh", "-c", line),
        environment=QUIET,
        answers=answers,
        answer_after=0.0,
    )
    assert opened.end() == 0
    report = (tmp_path / "report.txt").read_text()
    assert f"pictures        {said}" in report
    assert "size            120 × 20" in report
    # No answer is left to be typed into the shell, or seen.
    assert opened.text.split() == ["the", "end"]


def test_a_terminal_that_does_not_answer(terminal):
    opened = terminal(size=(120, 100), command=DOCTOR, environment=QUIET)
    assert opened.end() == 0
    assert "the terminal does not answer" in opened.text
    assert "all that is needed is there" in opened.text
