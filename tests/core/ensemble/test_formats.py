"""Tables from outside are read rightly, or refused in one line that says where."""

import pytest

from splotch_tui import SplotchError
from splotch_tui.core.ensemble.columns import KINDS
from splotch_tui.core.ensemble.formats import table_format
from splotch_tui.core.ensemble.grid import Grid
from splotch_tui.core.ensemble.making import make_table


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "a.csv"
    make_table(Grid({"seed": range(20), "steps": 40}), path, lambda _: None)
    return path


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("seed,noise_seed", "seed,nose_seed", "it has no column noise_seed"),
        ("seed,noise_seed", "noise_seed,seed", "its columns are moved"),
        ("evaluations\n", "evaluations,mine\n", "a column of its own, mine"),
        ("seed,", "sed,", "it has no column seed"),
        ("\n7,,1,", "\n7,,1.5,", "row 8: dims is 1.5"),
        ("\n7,,1,", "\nseven,,1,", "row 8: seed is seven"),
        ("\n7,,1,", "\n" + "9" * 30 + ",,1,", "row 8: seed is 9999"),
        ("\n7,,1,5,0.1", "\n7,,1,5,\x1b[31m", "row 8: epsilon is "),
        ("\n7,,1,", "\n7,,,1,", "row 8 is too long"),
        ("\n7,,1,", "\n7,1,", "row 8 is cut off"),
        ("\n7,,1,", "\n,,1,", "row 8: seed is empty"),
        ("\n7,,1,", "\n\n7,,1,", "row 8 is cut off"),
        ("\n7,,1,", '\n"7,,1,', "row 8 is cut off"),
    ],
)
def test_what_is_wrong_with_text_is_said(path, old, new, problem):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(SplotchError, match=problem) as raised:
        list(table_format(path).read(path))
    assert "\x1b" not in str(raised.value)


@pytest.mark.parametrize("content", [b"", b"\0\0\0", b"\xff\xfe\xfd", b"a,b\n1,2\n", b"PK\x03\x04"])
def test_what_is_no_table_is_refused(path, content):
    path.write_bytes(content)
    with pytest.raises(SplotchError, match="no table of an ensemble"):
        list(table_format(path).read(path))


def test_every_cut_is_noticed_or_at_the_end_of_a_row(path):
    content = path.read_bytes()
    for length in range(content.index(b"\n") + 1, len(content), 7):
        path.write_bytes(content[:length])
        try:
            parts = list(table_format(path).read(path))
        except SplotchError:
            continue
        rows, last = sum(len(part["seed"]) for part in parts), content[:length].split(b"\n")[-1]
        assert rows == content[:length].count(b"\n") - 1 + bool(last)
        # A cut within the last number of a row cannot be seen.
        assert not last or last.count(b",") == len(KINDS) - 1


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + bytes(100) + b"PAR1"])
def test_what_is_no_parquet_is_refused(tmp_path, content):
    pytest.importorskip("pyarrow")
    path = tmp_path / "a.parquet"
    path.write_bytes(content)
    with pytest.raises(SplotchError, match="cannot read"):
        list(table_format(path).read(path))


def test_a_parquet_of_others_is_refused(tmp_path):
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table({"seed": [1]}), path)
    with pytest.raises(SplotchError, match="no table of an ensemble"):
        list(table_format(path).read(path))
    # The right names with other kinds.
    parquet.write_table(pa.table({name: ["x"] for name in KINDS}), path)
    with pytest.raises(SplotchError, match="no table of an ensemble"):
        list(table_format(path).read(path))
