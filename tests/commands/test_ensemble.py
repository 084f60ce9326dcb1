"""`splotch ensemble`, and tables wherever a file is taken."""

import csv
import json

import pytest

from splotch_tui import History, Recipe, run
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
    shares = [
        sum(row["phase"] != "snag" for row in rows if row["dims"] == dims) / 30 for dims in "12"
    ]
    (ratio,) = (line for line in lines if "times as often" in line)
    assert ratio.startswith(f"dims 2: free {shares[1] / shares[0]:.3g} [")
    assert any(line.endswith("3,000 steps") for line in lines)
    # Again, it is there: the same is said, at once.
    assert main([*arguments, "--json"]) == 0
    said = capsys.readouterr()
    assert f"{path} is complete already" in said.err
    told = json.loads(said.out)
    assert told["all"]["free"][0] == free
    assert told["by"][1]["free_ratio"][0] == pytest.approx(shares[1] / shares[0])
    assert [(one["option"], one["value"]) for one in told["by"]] == [("dims", 1), ("dims", 2)]
    assert main(["info", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == told


def test_a_row_is_taken_wherever_a_file_is(table, tmp_path, capsys):
    row = f"{table}:35"
    assert main(["recipe", row]) == 0
    line = capsys.readouterr().out
    assert Recipe.from_json(line) == Recipe(seed=14, dims=2, steps=3000)
    # What captions say is said, be it a default or not.
    assert '"epsilon": 0.1, "learning_rate": 0.2' in line
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


def summary_of(arguments, tmp_path, capsys):
    path = tmp_path / "a.csv"
    assert main(["ensemble", *arguments, "-o", str(path)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert main(["info", str(path), "--json"]) == 0
    return path, told, json.loads(capsys.readouterr().out)


def test_snags_too_young_to_count_are_not_told_as_free_runs(tmp_path, capsys):
    # The windows of the smaller learning rate are longer, and four of them do not fit.
    arguments = ["--seed", "0:64", "--lr", "0.199,0.2", "--steps", "2000"]
    path, told, facts = summary_of(arguments, tmp_path, capsys)
    with path.open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["learning_rate"] == "0.199"]
    young = sum(row["phase"] == "snag" and not row["snag_step"] for row in rows)
    assert young > 32
    (line,) = (line for line in told if line.startswith("learning_rate 0.199"))
    assert line.endswith(f"not by the end; {young} in young snags")
    assert facts["by"][0]["in_young_snags"] == young
    assert "younger than four windows" in "".join(told)


def test_runs_too_short_to_judge_are_in_no_share(tmp_path, capsys):
    _, told, facts = summary_of(["--seed", "0:16", "--steps", "255,1000"], tmp_path, capsys)
    short, enough = facts["by"]
    assert (short["judged"], short["free"]) == (0, [None] * 3)
    assert enough["judged"] == facts["all"]["judged"] == 16
    assert "not known" in next(line for line in told if line.startswith("steps 255"))
    assert "16 are shorter than a window: too short to be free or not" in told


def test_runs_that_diverged_are_in_no_share(tmp_path, capsys):
    arguments = ["--seed", "0:4", "--epsilon", "1000", "--lr", "1000", "--rule", "plain"]
    _, told, facts = summary_of([*arguments, "--steps", "2000"], tmp_path, capsys)
    assert facts["diverged"] == 4
    assert facts["all"]["judged"] == 0
    assert told[-1] == "4 diverged, and are in no share"


def test_a_rule_with_its_defaults_written_out_is_the_same_rule(tmp_path, capsys):
    path = tmp_path / "a.csv"
    arguments = ["ensemble", "--rule", "adam,adam:beta1=0.9", "-o", str(path)]
    assert main(arguments) == 1
    assert "rule has adam twice, once as adam:beta1=0.9" in capsys.readouterr().err
    assert not path.exists()


def test_what_a_table_says_is_text(table, tmp_path, capsys):
    evil = tmp_path / "evil.csv"
    lines = table.read_text().splitlines()
    lines[-1] = lines[-1].replace(",own,", ",\x1b]0;pwn\x07,")
    evil.write_text("\n".join(lines) + "\n")
    main(["info", str(evil)])
    said = capsys.readouterr()
    assert "\x1b" not in said.out + said.err
    assert "\x07" not in said.out + said.err


def test_a_phase_that_is_none_is_named(table, tmp_path, capsys):
    odd = tmp_path / "odd.csv"
    header, first, *rest = table.read_text().splitlines()
    first = first.replace(",free,", ",dancing,").replace(",snag,", ",dancing,")
    odd.write_text("\ufeff" + "\n".join([header, first, *rest]) + "\n")
    assert main(["info", str(odd)]) == 1
    assert "row 1: there is no phase dancing" in capsys.readouterr().err


def test_a_whole_table_is_no_descent(table, capsys):
    assert main(["recipe", str(table)]) == 1
    assert "it is a table: name a descent in it, as a.csv:17" in capsys.readouterr().err
