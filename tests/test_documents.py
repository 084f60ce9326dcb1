"""README and docs: links lead somewhere, figures are what their script draws, the site is built."""

import re
import runpy
import shutil
import subprocess
import sys

import numpy as np
import pytest
from documents import PAGES, ROOT, anchors, links
from PIL import Image

from splotch_tui.cli import COMMANDS
from splotch_tui.core.rule_text import parse_rule
from splotch_tui.core.rules import RULES, load_rule

DOCS = ROOT / "docs"
FIGURES = sorted(path.stem for path in (DOCS / "model").glob("*.png"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    text = page.read_text("utf-8")
    for link in links(text):
        if re.match(r"https?://", link):
            continue
        place, _, anchor = link.partition("#")
        target = (page.parent / place).resolve() if place else page
        assert target.exists(), link
        # What is published is the folder docs alone.
        assert page.parent != DOCS or target.is_relative_to(DOCS), link
        if anchor:
            assert anchor in anchors(target.read_text("utf-8")), link


def test_every_page_is_found_from_the_first():
    first = links((DOCS / "index.md").read_text("utf-8"))
    assert {page.name for page in PAGES if page.parent == DOCS} - {"index.md"} <= set(first)


def test_every_subcommand_is_told_of():
    text = (DOCS / "commands.md").read_text("utf-8")
    assert all(f"`splotch {name}`" in text for name in COMMANDS)


def test_every_rule_is_told_of_with_all_its_parameters_and_their_defaults():
    text = (DOCS / "rules.md").read_text("utf-8")
    headed = dict(re.findall(r"^\*\*(\w+)\*\*(?:.*--rule (\S+)`)?", text, re.MULTILINE))
    assert list(headed) == list(RULES)
    for name, typed in headed.items():
        # What is typed there is the rule as it is by itself.
        rule, values = parse_rule(typed or name)
        assert rule == name
        assert values == {one.name: one.default for one in load_rule(name).parameters}


def test_every_figure_is_shown_and_drawn():
    shown = links((DOCS / "model.md").read_text("utf-8"))
    script = runpy.run_path(str(ROOT / "scripts" / "figures.py"))
    assert {f"model/{name}.png" for name in FIGURES} <= set(shown)
    assert set(script["FIGURES"]) == set(FIGURES)


@pytest.mark.slow
def test_figures_are_what_their_script_draws(tmp_path):
    program = [sys.executable, ROOT / "scripts" / "figures.py", tmp_path]
    subprocess.run(program, check=True, cwd=ROOT)
    for name in FIGURES:
        pictures = [
            np.asarray(Image.open(folder / f"{name}.png").convert("RGB"), np.float64)
            for folder in (DOCS / "model", tmp_path)
        ]
        # Another version of matplotlib may set its letters a little otherwise.
        assert pictures[0].shape == pictures[1].shape, name
        assert np.abs(pictures[0] - pictures[1]).mean() < 2.0, name


@pytest.mark.slow
def test_the_site_is_built_and_loads_nothing_from_elsewhere(tmp_path):
    pytest.importorskip("material")
    for name in ("mkdocs.yml", "docs"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    site = tmp_path / "site"
    pages = {path.name for path in site.glob("*.html")}
    assert {f"{page.stem}.html" for page in PAGES if page.parent == DOCS} <= pages
    for path in site.rglob("*.html"):
        loaded = re.findall(r"<(?:script|link|img)\b[^>]*", path.read_text("utf-8"))
        assert not [
            tag for tag in loaded if re.search(r"""(?:src|href)=["']?(?:https?:)?//""", tag)
        ]
