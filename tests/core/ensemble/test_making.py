"""Tables: the same whatever ran them, and however often they were stopped."""

import subprocess
import sys
from itertools import islice

import numpy as np
import pytest

from splotch_tui import SplotchError, run
from splotch_tui.core.ensemble.columns import KINDS, recipe_of
from splotch_tui.core.ensemble.executors.threads import run_blocks
from splotch_tui.core.ensemble.formats import FORMATS, table_format
from splotch_tui.core.ensemble.grid import Grid
from splotch_tui.core.ensemble.making import ensemble, make_table

AXES = {
    "seed": range(3_000_000, 3_000_050),
    "dims": [1, 2],
    "rule": ["normalised", "adam:beta1=0.8"],
    "steps": 3000,
}


def ignore(_steps):
    pass


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    path = tmp_path_factory.mktemp("tables") / "a.csv"
    make_table(Grid(AXES), path, ignore)
    return path


def read(path):
    parts = list(table_format(path).read(path))
    return {name: np.concatenate([part[name] for part in parts]) for name in KINDS}


def same(a, b):
    return all(np.array_equal(a[name], b[name]) for name in KINDS)


def test_any_row_is_a_run(table):
    columns = read(table)
    for row in (0, 51, 130, 199):
        recipe = recipe_of(columns, row)
        assert recipe == Grid(AXES).recipe(row)
        history = run(recipe)
        assert columns["x0"][row] == history.x0[-1]
        assert columns["loss"][row] == history.loss[-1]


def test_the_library_gives_the_same_table(table):
    assert same(ensemble(AXES), read(table))


@pytest.mark.parametrize("ending", FORMATS)
def test_every_format_gives_back_what_was_written(tmp_path, table, ending):
    pytest.importorskip("pyarrow" if ending == ".parquet" else "csv")
    path = tmp_path / f"b{ending}"
    make_table(Grid(AXES), path, ignore)
    assert same(read(path), read(table))
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_other_programs_read_the_text(table):
    lines = table.read_text().splitlines()
    assert lines[0].split(",") == list(KINDS)
    assert lines[1].startswith("3000000,,1,5,0.1,0.2,1.0,normalised,,none,own,3000,")
    assert len(lines) == 201
    assert '"beta1=0.8,beta2=0.999,eps=1e-08"' in lines[-1]


def test_one_that_was_stopped_goes_on(tmp_path, table):
    path, ran = tmp_path / "a.csv", []

    def stopping(grid, blocks, report):
        for number, (block, results) in enumerate(run_blocks(grid, blocks, report)):
            if number == 5:
                raise KeyboardInterrupt
            yield block, results

    def counting(grid, blocks, report):
        ran.extend(blocks)
        yield from run_blocks(grid, ran, report)

    with pytest.raises(KeyboardInterrupt):
        make_table(Grid(AXES), path, ignore, executor=stopping)
    assert not path.exists()
    # One that is cut off, as none that is written can be, and one whose bits are turned.
    blocks = sorted((tmp_path / "a.csv.blocks").glob("*.block"))
    assert len(blocks) == 5
    blocks[0].write_bytes(blocks[0].read_bytes()[:-1])
    content = bytearray(blocks[1].read_bytes())
    content[-1] ^= 1
    blocks[1].write_bytes(content)
    told = []
    make_table(Grid(AXES), path, told.append, executor=counting)
    assert len(ran) == Grid(AXES).blocks - 3
    assert sum(told) == Grid(AXES).steps
    assert path.read_bytes() == table.read_bytes()
    assert [file.name for file in tmp_path.iterdir()] == ["a.csv"]


def test_one_that_was_killed_goes_on(tmp_path, table):
    program = (
        "import os, signal, sys\n"
        "from splotch_tui.core.ensemble.block_store import BlockStore\n"
        "from splotch_tui.cli import main\n"
        "write = BlockStore.write\n"
        "def write_and_die(self, block, results):\n"
        "    write(self, block, results)\n"
        "    if block == 3:\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "BlockStore.write = write_and_die\n"
        "main(sys.argv[1:])\n"
    )
    arguments = ["ensemble", "--seed", "3000000:3000050", "--dims", "1,2", "--steps", "3000"]
    arguments += ["--rule", "normalised,adam:beta1=0.8", "-o", "a.csv"]
    killed = subprocess.run([sys.executable, "-c", program, *arguments], cwd=tmp_path, check=False)
    assert killed.returncode == -9
    assert not (tmp_path / "a.csv").exists()
    make_table(Grid(AXES), tmp_path / "a.csv", ignore)
    assert (tmp_path / "a.csv").read_bytes() == table.read_bytes()


def test_a_table_that_is_there_is_not_made_again(tmp_path, table):
    def never(_grid, _blocks, _report):
        raise AssertionError

    before = table.read_bytes()
    digest = make_table(Grid(AXES), table, ignore, executor=never)
    assert digest.rows == 200
    assert table.read_bytes() == before
    with pytest.raises(SplotchError, match="exists"):
        make_table(Grid({**AXES, "steps": 3001}), table, ignore, executor=never)
    with pytest.raises(SplotchError, match="exists"):
        make_table(Grid({**AXES, "seed": range(3_000_000, 3_000_051)}), table, ignore)
    other = tmp_path / "b.csv"
    other.write_text("my own")
    with pytest.raises(SplotchError, match="exists"):
        make_table(Grid(AXES), other, ignore)
    assert other.read_text() == "my own"


def test_blocks_of_another_grid_are_not_touched(tmp_path):
    path = tmp_path / "a.csv"

    def stopped(after):
        def executor(grid, blocks, report):
            yield from islice(run_blocks(grid, blocks, report), after)
            raise KeyboardInterrupt

        return executor

    with pytest.raises(KeyboardInterrupt):
        make_table(Grid({"steps": 50}), path, ignore, executor=stopped(1))
    with pytest.raises(SplotchError, match="holds another ensemble"):
        make_table(Grid({"steps": 51}), path, ignore)
    make_table(Grid({"steps": 51}), path, ignore, force=True)
    assert read(path)["steps"].tolist() == [51]


def test_where_no_block_has_ended_another_grid_takes_the_place(tmp_path):
    path = tmp_path / "a.csv"

    def unreachable(_grid, _blocks, _report):
        raise SplotchError("nobody answers")
        yield

    with pytest.raises(SplotchError, match="nobody answers"):
        make_table(Grid({"steps": 50}), path, ignore, executor=unreachable)
    make_table(Grid({"steps": 51}), path, ignore)
    assert read(path)["steps"].tolist() == [51]


def test_two_do_not_work_on_one_table(tmp_path):
    path = tmp_path / "a.csv"

    def meanwhile(grid, blocks, report):
        with pytest.raises(SplotchError, match="another process is at work"):
            make_table(grid, path, report)
        yield from run_blocks(grid, blocks, report)

    make_table(Grid({"steps": 50}), path, ignore, executor=meanwhile)
    assert path.exists()


def test_what_does_not_fit_on_the_disk_is_refused_first(tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 10**6}))
    with pytest.raises(SplotchError, match="may take 31 MB with its blocks, and 1 MB are free"):
        make_table(Grid({"seed": range(100_000)}), tmp_path / "a.csv", ignore)
    assert list(tmp_path.iterdir()) == []


def test_shares_and_medians_are_told(table):
    digest = make_table(Grid(AXES), table, ignore)
    everything, *groups = digest.groups()
    columns = read(table)
    assert everything.count == 200
    assert everything.free.value == np.mean(columns["phase"] != "snag")
    assert [(group.option, group.value) for group in groups] == [
        ("dims", 1), ("dims", 2), ("rule", "normalised"), ("rule", "adam")
    ]  # fmt: skip


def test_more_sets_of_a_rules_parameters_than_are_told(tmp_path):
    rules = [f"adam:beta1={0.5 + n / 1000}" for n in range(70)]
    digest = make_table(Grid({"rule": rules, "steps": 20}), tmp_path / "a.csv", ignore)
    assert not digest.each_rule_has_one()
    assert [group.option for group in digest.groups()] == [""]


def test_a_folder_of_the_users_is_left_alone(tmp_path):
    mine = tmp_path / "a.csv.blocks"
    mine.mkdir()
    (mine / "thesis.txt").write_text("mine")
    for force in (False, True):
        with pytest.raises(SplotchError, match="holds what is no block"):
            make_table(Grid({"steps": 20}), tmp_path / "a.csv", ignore, force=force)
    assert (mine / "thesis.txt").read_text() == "mine"
