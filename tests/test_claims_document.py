"""docs/claims.md says what `splotch claims` found, number for number."""

import json
import re
from pathlib import Path

import pytest
from claims_by_torch import Agreement, as_row, rows

from splotch_tui.cli import main
from splotch_tui.commands.claims import number_text
from splotch_tui.core.claims import CLAIMS, load_claim
from splotch_tui.core.ensemble.survival import Interval

DOCS = Path(__file__).parent.parent / "docs"
BY_TORCH = "By the torch engine"


def sections():
    parts = re.split(r"^## (.+)\n", (DOCS / "claims.md").read_text(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def found(name):
    return json.loads((DOCS / "claims" / f"{name}.json").read_text())


def as_told(value):
    if isinstance(value, list):
        return number_text(Interval(*(float("nan") if one is None else one for one in value)))
    return number_text(float("nan") if value is None else value)


def test_every_claim_has_its_section():
    assert list(sections()) == [*CLAIMS, BY_TORCH]


@pytest.mark.parametrize("name", CLAIMS)
def test_every_number_is_one_that_was_found(name):
    section, facts = sections()[name], found(name)
    rows = re.findall(r"^\| (\S.*?) \| (\S.*?) \|$", section, flags=re.MULTILINE)
    assert len(rows) >= 3
    for label, value in rows:
        assert value == as_told(facts["numbers"][label.replace("\\|", "|")]), label
    assert f"**{facts['verdict']}**: {facts['why']}" in section
    assert f"(claims/{name}.png)" in section
    assert (DOCS / "claims" / f"{name}.png").is_file()


@pytest.mark.parametrize("name", CLAIMS)
def test_every_plan_is_told_whole(name):
    told, claim = " ".join(sections()[name].split()), load_claim(name)
    for part in (claim.hypothesis, claim.statistic, claim.sample, claim.rule, claim.limits):
        assert " ".join(part.split()) in told


@pytest.mark.parametrize("name", CLAIMS)
def test_what_was_found_is_of_the_plan_as_it_stands(name):
    claim, facts = load_claim(name), found(name)
    assert not facts["quick"]
    for part in ("hypothesis", "statistic", "sample", "limits"):
        assert facts[part] == getattr(claim, part)
    assert facts["decision"] == claim.rule


def test_one_found_again_is_the_same(capsys):
    assert main(["claims", "choice", "--json"]) == 0
    (again,) = json.loads(capsys.readouterr().out)["claims"]
    assert again == found("choice")


def test_what_the_torch_engine_found_is_told():
    section, told = sections()[BY_TORCH], found("by_torch")
    assert [one["claim"] for one in told] == list(CLAIMS)
    for one in told:
        agreement = Agreement(**one | {"difference": Interval(*one["difference"])})
        for row in rows(agreement):
            assert as_row(row) in section
        assert agreement.descents == 200
    agree = [one["claim"] for one in told if one["agree"]]
    assert f"agree on {', '.join(agree)}" in " ".join(section.split())
