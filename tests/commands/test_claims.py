"""`splotch claims`: plans that are whole, numbers that are the same again, and files of them."""

import json

import numpy as np
import pytest

from splotch_tui import run
from splotch_tui.cli import main
from splotch_tui.core.claims import CLAIMS, load_claim
from splotch_tui.core.claims.choice import _DRAWS, _FIRST_NOISE, _FIRST_SEED
from splotch_tui.core.recipe import PRESETS


@pytest.mark.parametrize("name", CLAIMS)
def test_every_claim_has_a_whole_plan(name):
    claim = load_claim(name)
    for part in ("words", "hypothesis", "statistic", "sample", "rule", "limits"):
        assert len(getattr(claim, part)) > 20
    assert "seed" in claim.sample.lower()
    assert claim.descent_steps > 0


def test_a_claim_is_run_told_and_drawn(tmp_path, capsys):
    assert main(["claims", "choice", "--quick", "-o", str(tmp_path / "a")]) == 0
    said = capsys.readouterr()
    assert "hypothesis  The landscape has its demon" in said.out
    assert "upheld: the mean cosine is" in said.out
    assert "this settles nothing" in said.out
    facts = json.loads((tmp_path / "a" / "choice.json").read_text())
    assert (tmp_path / "a" / "choice.png").read_bytes().startswith(b"\x89PNG")
    assert facts["quick"]
    # The same numbers again.
    assert main(["claims", "choice", "--quick", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"claims": [facts]}
    # And by another way: run after run, cosine after cosine.
    plain = PRESETS["original"]
    ends = []
    for landscape in range(12):
        for draw in range(4):
            seeds = {
                "seed": _FIRST_SEED + landscape,
                "noise_seed": _FIRST_NOISE + landscape * _DRAWS + draw,
            }
            end = run(plain.from_dict({**plain.to_dict(), **seeds})).xn[-1]
            ends.append((landscape, end / np.linalg.norm(end)))
    within = [a @ b for i, (n, a) in enumerate(ends) for m, b in ends[:i] if m == n]
    between = [a @ b for i, (n, a) in enumerate(ends) for m, b in ends[:i] if m != n]
    assert facts["numbers"]["mean cosine within a landscape"] == pytest.approx(np.mean(within))
    assert facts["numbers"]["mean cosine between landscapes"] == pytest.approx(np.mean(between))
    # What is there is not written over.
    assert main(["claims", "choice", "--quick", "-o", str(tmp_path / "a")]) == 1
    assert "exists" in capsys.readouterr().err


def test_a_claim_that_is_none_is_wrong_usage(capsys):
    assert main(["claims", "odd"]) == 2
    assert "odds" in capsys.readouterr().err
