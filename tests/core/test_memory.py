"""What would not fit into memory is refused, with the estimate, before it is taken."""

import resource
import subprocess
import sys

import pytest

from splotch_tui import Recipe, SplotchError, run
from splotch_tui.core import memory
from splotch_tui.core.cost import estimate_bytes


def test_a_run_that_would_not_fit_is_refused_at_once():
    with pytest.raises(SplotchError, match=r"this run takes about 510 GB of memory, and .* free"):
        run(Recipe(steps=10**10), keep=10**10)
    assert len(run(Recipe(steps=50), keep=10**12).x0) == 51


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks /proc")
def test_the_estimate_is_not_far_from_what_the_command_takes():
    recipe = Recipe(steps=2_000_000)
    code = (
        "import pathlib, re; from splotch_tui import Recipe, run\n"
        "from splotch_tui.commands.summary import facts\n"
        # What getrusage tells begins with the size of the process that started this one.
        "status = pathlib.Path('/proc/self/status')\n"
        "def most(): return 1024 * int(re.search(r'VmHWM:\\s*(\\d+)', status.read_text())[1])\n"
        "facts(run(Recipe(steps=10))); before = most()\n"
        f"facts(run(Recipe(steps={recipe.steps}), keep=10**9)); print(most() - before)"
    )
    taken = int(subprocess.run([sys.executable, "-c", code], stdout=-1, check=True).stdout)
    assert 0.6 < taken / estimate_bytes(recipe, 10**9) < 1.3


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks /proc")
def test_what_is_free_is_what_the_limit_leaves(monkeypatch):
    unlimited = memory.free_memory()
    assert 0 < unlimited < float("inf")
    monkeypatch.setattr(resource, "getrlimit", lambda _which: (10**15, 10**15))
    assert memory.free_memory() == pytest.approx(unlimited, rel=0.2)
    monkeypatch.setattr(resource, "getrlimit", lambda _which: (1, 1))
    assert memory.free_memory() == 0


@pytest.mark.parametrize(
    ("files", "free"),
    [
        ({"memory.max": "2000", "memory.current": "1900", "memory.stat": "anon 1\n"}, 100),
        (
            {
                "memory.max": "2000",
                "memory.current": "1900",
                "memory.stat": "file 900\ninactive_file 800\nactive_file 7\n",
            },
            900,
        ),
        ({"memory.max": "max", "memory.current": "1900", "memory.stat": ""}, None),
        ({}, None),
    ],
)
def test_of_a_control_group_what_others_have_taken_is_not_free(monkeypatch, tmp_path, files, free):
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(memory, "_GROUP", tmp_path)
    if free is None:
        assert memory.free_memory() > 10**6
    else:
        assert memory.free_memory() == free
