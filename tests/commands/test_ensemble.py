"""`splotch ensemble`, and tables wherever a file is taken."""

import csv
import json

import pytest

from splotch_tui import History, run
from splotch_tui.cli import main
from splotch_tui.commands.axes import parse_axis
from splotch_tui.core.ensemble.rows import TableRow
from splotch_tui.core.errors import SplotchError
from splotch_tui.core.recipe import BY_NAME


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("tables") / "a.csv"
    assert (
        main(["ensemble", "--seed", "10:40", "--dims", "1,2", "--steps", "3000", "-o", str(path)])
        == 0
    )
    return path


def test_it_says_shares_and_draws_survival(tmp_path, capsys):
    path = tmp_path / "a.csv"
    arguments = ["ensemble", "--seed", "10:40", "--dims", "1,2", "--steps", "3k", "-o", str(path)]
    assert main(arguments) == 0
    said = capsys.readouterr()
    assert "60 descents, 180,000 descent-steps" in said.err
    assert f"written to {path}" in said.err
    lines = said.out.splitlines()
    assert [line.split()[0] for line in lines[1:4]] == ["all", "dims", "dims"]
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    free = sum(row["phase"] != "snag" for row in rows) / 60
    assert f"{free:.4f} [" in lines[1]
    assert "3,000 steps" in lines[-1]
    # Again, it is there: the same is said, at once.
    assert main([*arguments, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["all"]["free"][0] == free
    assert [(one["option"], one["value"]) for one in told["by"]] == [("dims", 1), ("dims", 2)]
    assert main(["info", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == told


def test_a_row_is_taken_wherever_a_file_is(table, tmp_path, capsys):
    row = f"{table}:35"
    assert main(["recipe", row]) == 0
    line = capsys.readouterr().out
    assert json.loads(line) == {"version": 2, "seed": 14, "dims": 2, "steps": 3000}
    assert main(["info", row, "--json"]) == 0
    x0 = json.loads(capsys.readouterr().out)["final"]["x0"]
    with table.open(newline="") as file:
        assert float(list(csv.DictReader(file))[34]["x0"]) == x0
    assert main(["render", row, "-o", str(tmp_path / "a.png"), "--size", "160x120"]) == 0
    assert main(["plot", row, "-o", str(tmp_path / "a.svg")]) == 0
    assert main(["run", "--recipe", line, "-o", str(tmp_path / "a.npz")]) == 0
    assert History.load(tmp_path / "a.npz").x0[-1] == x0 == run(TableRow(table, 35).recipe()).x0[-1]


@pytest.mark.parametrize(
    ("row", "problem"),
    [("0", "has 60 rows, from 1 on: 0 is none"), ("61", "61 is none"), ("9" * 18, "is none")],
)
def test_a_row_that_is_not_there_is_one_line(table, row, problem, capsys):
    assert main(["info", f"{table}:{row}"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert problem in line


def test_a_row_of_a_forged_table_is_one_line(table, tmp_path, capsys):
    path = tmp_path / "b.csv"
    for old, new, problem in (
        ("\n10,,1,5,", "\n10,,1,5000000,", "row is of no run: waves must be from 1 to 1000"),
        (",normalised,,", ",newton,,", "rule must be one of"),
        (",normalised,,", ",adam,mu=3,", "adam has no parameter mu"),
        (",normalised,,", ",adam,\x1b[2J,", "is no key=value"),
    ):
        path.write_text(table.read_text().replace(old, new, 1))
        assert main(["info", f"{path}:1"]) == 1
        (line,) = capsys.readouterr().err.splitlines()
        assert problem in line
        assert "\x1b" not in line


def test_a_file_of_such_a_name_is_a_file(tmp_path):
    path = tmp_path / "a.csv:12"
    assert TableRow.named(path) == (tmp_path / "a.csv", 12)
    path.touch()
    assert TableRow.named(path) is None
    assert TableRow.named(tmp_path / "a.npz:12") is None
    assert TableRow.named(tmp_path / "a.csv") is None


def test_a_table_without_rows_is_one_line(table, tmp_path, capsys):
    path = tmp_path / "b.csv"
    path.write_text(table.read_text().splitlines()[0] + "\n")
    assert main(["info", str(path)]) == 1
    assert "there is no descent in the table" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("seed", "7", [7]),
        ("seed", "1,2,4", [1, 2, 4]),
        ("seed", "0:3", [0, 1, 2]),
        ("seed", "0:10k", range(10_000)),
        ("steps", "5,000", [5000]),
        ("steps", "1k,10k", [1000, 10_000]),
        ("steps", "100:300:3", [100, 200, 300]),
        ("epsilon", "0.1:0.3:3", [0.1, 0.2, 0.3]),
        ("epsilon", "0.1,0.2", [0.1, 0.2]),
        ("noise_seed", "none", [None]),
        ("rule", "adam", ["adam"]),
        (
            "rule",
            "adam:beta1=0.5,beta2=0.9,momentum:mu=0.5,mala",
            ["adam:beta1=0.5,beta2=0.9", "momentum:mu=0.5", "mala"],
        ),
    ],
)
def test_lists_and_ranges(name, text, values):
    assert list(parse_axis(BY_NAME[name], text)) == list(values)


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("seed", "5:5", "the range 5:5 is empty"),
        ("seed", "7:5", "the range 7:5 is empty"),
        ("seed", "1:2:3:4", "write first:end or first:last:count"),
        ("seed", ":", "seed must be a number"),
        ("seed", "1,,2", "seed must be a number"),
        ("seed", "0:5000000000", "seed must be from"),
        ("steps", "1:10:3", "steps must be a whole number"),
        ("epsilon", "0.1:0.2", "write first:last:count"),
        ("epsilon", "0.1:0.2:1", "count of 2 to"),
        ("epsilon", "0.1:0.2:x", "count of 2 to"),
        ("epsilon", "0.1:0.2:1000000000", "count of 2 to"),
        ("epsilon", "0.2:0.1:3", "backwards"),
        ("epsilon", "nan:1:3", "epsilon must be"),
        ("dims", "\x1b[2J:3", "dims must be a number"),
    ],
)
def test_what_is_no_list_or_range(name, text, problem):
    with pytest.raises(SplotchError, match=problem):
        parse_axis(BY_NAME[name], text)


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (["--seed", "5:5"], "--seed"),
        (["--epsilon", "1:0:3"], "--epsilon"),
        (["-o", "a.npz"], "-o"),
        (["--engine", "torch"], "--engine"),
    ],
)
def test_wrong_usage_names_the_option(tmp_path, arguments, name, capsys):
    assert main(["ensemble", "-o", str(tmp_path / "a.csv"), *arguments]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert name in line
    assert list(tmp_path.iterdir()) == []


def test_a_figure_is_drawn_with_the_table_and_from_it(tmp_path, capsys):
    path, figure = tmp_path / "a.csv", tmp_path / "a.svg"
    arguments = ["--seed", "10:40", "--dims", "1,2", "--steps", "3000"]
    assert main(["ensemble", *arguments, "-o", str(path), "--plot", str(figure), "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["descents"] == 60
    assert f"written to {figure}" in said.err
    # From the table alone it is the same one.
    assert main(["plot", str(path), "-o", str(tmp_path / "b.svg")]) == 0
    assert (tmp_path / "b.svg").read_bytes() == figure.read_bytes()


def test_a_figure_that_cannot_be_is_refused_before_anything_runs(table, tmp_path, capsys):
    taken = tmp_path / "a.png"
    taken.write_text("mine")
    output = str(tmp_path / "a.csv")
    assert main(["ensemble", "-o", output, "--plot", str(taken)]) == 1
    assert main(["ensemble", "-o", output, "--plot", str(tmp_path / "a.jpg")]) == 2
    assert main(["plot", str(table), "-o", str(taken)]) == 1
    assert main(["plot", str(table), "-o", str(tmp_path / "b.png"), "--axis", "1"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 4
    assert "leave out --axis" in lines[-1]
    assert taken.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [taken]


def test_a_figure_of_a_table_without_rows_is_one_line(table, tmp_path, capsys):
    path = tmp_path / "b.csv"
    path.write_text(table.read_text().splitlines()[0] + "\n")
    assert main(["plot", str(path), "-o", str(tmp_path / "b.png")]) == 1
    assert "there is no descent in the table" in capsys.readouterr().err
    assert not (tmp_path / "b.png").exists()
