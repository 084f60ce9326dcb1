"""What a session noted elsewhere comes back at the next start, and nothing else does."""

import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from processes import finished, started

from splotch_tui import Recipe, SplotchError
from splotch_tui.session.journal import Entry, Journal, read_entry
from splotch_tui.session.refuge import take_in_refuges

ENTRY = Entry("0123456789abcdef", Recipe(seed=7), 300, when=1000.0)
SESSION = """
import sys, time
from splotch_tui.session.journal import read_entry
from splotch_tui.session.refuge import Refuge
refuge = Refuge()
for line in sys.argv[2:]:
    folder = refuge.add(read_entry(line))
print(folder, flush=True)
time.sleep(float(sys.argv[1]))
"""


def command(seconds, *entries):
    return [sys.executable, "-c", SESSION, seconds, *(entry.line.decode() for entry in entries)]


def noted_elsewhere(*entries):
    """The folder in which a session that has ended noted runs."""
    return Path(finished(command(0, *entries)).stdout.strip())


def entries(journal):
    return [read_entry(line) for line in journal.lines()]


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "runs")


def test_the_next_start_takes_it_in(journal):
    other = replace(ENTRY, run="f" * 16, recipe=Recipe(seed=8))
    folder = noted_elsewhere(replace(ENTRY, step=100), ENTRY, other)
    assert folder.parent == Path(tempfile.gettempdir())
    assert folder.stat().st_mode & 0o777 == 0o700
    assert take_in_refuges(journal) == 2
    assert entries(journal) == [other, ENTRY]
    assert not folder.exists()
    assert take_in_refuges(journal) == 0


def test_a_session_that_lives_keeps_its_own(journal):
    with started(command(1000, ENTRY), stdout=-1, text=True) as process:
        folder = Path(process.stdout.readline().strip())
        assert take_in_refuges(journal) == 0
        assert entries(Journal(folder)) == [ENTRY]


@pytest.mark.parametrize("step", [300, 400])
def test_what_the_journal_knows_better_stays_as_it_is(journal, step):
    renamed = replace(ENTRY, step=step, name="mine")
    journal.add(renamed)
    noted_elsewhere(ENTRY)
    assert take_in_refuges(journal) == 0
    assert entries(journal) == [renamed]


def test_what_was_noted_further_elsewhere_is_taken(journal):
    journal.add(replace(ENTRY, step=20))
    noted_elsewhere(ENTRY)
    assert take_in_refuges(journal) == 1
    assert entries(journal) == [ENTRY]


def test_where_the_journal_cannot_be_written_it_stays(journal):
    folder = noted_elsewhere(ENTRY)
    journal.folder.touch()
    with pytest.raises(SplotchError):
        take_in_refuges(journal)
    assert entries(Journal(folder)) == [ENTRY]


@pytest.mark.parametrize("mode", [0o777, 0o770])
def test_where_others_may_write_nothing_is_taken(journal, mode):
    folder = noted_elsewhere(ENTRY)
    folder.chmod(mode)
    assert take_in_refuges(journal) == 0
    assert entries(Journal(folder)) == [ENTRY]


def test_a_folder_of_another_user_is_not_looked_into(journal, monkeypatch):
    noted_elsewhere(ENTRY)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert take_in_refuges(journal) == 0


def test_a_link_is_not_followed(journal, tmp_path):
    folder = noted_elsewhere(ENTRY)
    folder.rename(tmp_path / "real")
    folder.symlink_to(tmp_path / "real")
    assert take_in_refuges(journal) == 0
    assert entries(Journal(tmp_path / "real")) == [ENTRY]
