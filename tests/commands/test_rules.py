"""`--rule`, and what the commands say of rules."""

import json
from dataclasses import replace

import numpy as np
import pytest

from splotch_tui import History, Recipe, run
from splotch_tui.cli import main
from splotch_tui.core.rules import RULES, load_rule


def test_a_rule_and_its_parameters_are_given_in_one_option(tmp_path, capsys):
    path = tmp_path / "a.npz"
    assert (
        main(["run", "--rule", "adam:beta1=0.95,eps=1e-6", "--steps", "50", "-o", str(path)]) == 0
    )
    history = History.load(path)
    assert history.recipe.rule == "adam"
    assert dict(history.recipe.rule_parameters) == {"beta1": 0.95, "beta2": 0.999, "eps": 1e-6}
    assert "beta1          0.95" in capsys.readouterr().out
    assert main(["info", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["recipe"]["rule_parameters"]["beta1"] == 0.95
    assert told["proposals"] is None


def test_a_recipe_keeps_its_rule_unless_another_is_given(tmp_path):
    path = tmp_path / "a.npz"
    recipe = Recipe(rule="momentum", rule_parameters={"mu": 0.5}, steps=30).changed(10, "mu", 0.7)
    more = ["run", "--recipe", recipe.to_json(), "--force", "-o", str(path)]
    assert main([*more, "--steps", "40"]) == 0
    assert History.load(path).recipe == Recipe.from_json(recipe.to_json()).with_value("steps", 40)
    assert main([*more, "--rule", "momentum:mu=0.6"]) == 0
    assert History.load(path).recipe.rule_parameters["mu"] == 0.6
    unsteered = [*more[:2], recipe.shortened(9).to_json(), *more[3:]]
    assert main([*unsteered, "--rule", "sign"]) == 0
    assert History.load(path).recipe == Recipe(rule="sign", steps=9)


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ("foo", "not foo"),
        ("adam:beta3=1", "has no parameter beta3: it has beta1, beta2, eps"),
        ("adam:beta1=7", "beta1 must be from 0 to 0.9999, not 7"),
        ("adam:beta1=x", "beta1 must be a number"),
        ("adam:beta1=0.5,beta1=0.6", "beta1 is given twice"),
        ("adam:beta1", "no key=value: write adam:key=value"),
        ("sign:mu=1", "the rule sign has no parameter mu"),
        ("hmc:leapfrogs=1.5", "leapfrogs must be a whole number"),
    ],
)
def test_a_wrong_rule_is_refused_in_one_line(rule, problem, capsys):
    assert main(["run", "--rule", rule]) == 2
    error = capsys.readouterr().err
    assert problem in error
    assert "--rule" in error
    assert error.count("\n") == 1


def test_rules_are_listed_with_all_that_may_be_set(capsys):
    assert main(["rules"]) == 0
    listed = capsys.readouterr().out
    for name in RULES:
        assert f"{name}: {RULES[name]}" in listed
        for parameter in load_rule(name).parameters:
            assert parameter.name in listed


def test_a_step_too_long_is_told(tmp_path, capsys):
    path = tmp_path / "a.npz"
    assert main(["run", "--rule", "hmc:step_size=5", "--steps", "300", "-o", str(path)]) == 0
    assert "diverged: take a smaller step size" in capsys.readouterr().err
    proposals = History.load(path).proposals
    assert proposals.diverged == proposals.made > 0


def test_a_run_that_diverges_keeps_what_it_did(tmp_path, capsys):
    path = tmp_path / "a.npz"
    arguments = ["--rule", "plain", "--epsilon", "50", "--lr", "1", "--steps", "3000"]
    assert main(["run", *arguments, "-o", str(path)]) == 1
    assert "take a smaller learning rate" in capsys.readouterr().err
    history = History.load(path)
    assert 0 < history.recipe.steps < 3000
    assert history.diverged
    assert main(["info", str(path)]) == 0
    told = capsys.readouterr().out
    assert f"diverged       after step {history.recipe.steps}, " in told
    assert "free climb" not in told
    assert not run(Recipe(steps=30)).diverged


def test_the_torch_engine_says_which_rules_it_has(capsys):
    assert main(["run", "--rule", "hmc", "--engine", "torch", "--steps", "10"]) == 1
    assert "the torch engine has no hmc: take another rule" in capsys.readouterr().err


def test_a_rules_parameters_may_be_written_as_people_see_them(capsys):
    for written in ("step_size", "step-size", "step size"):
        assert main(["run", "--rule", f"hmc:{written}=0.1", "--steps", "10", "--json"]) == 0
        recipe = json.loads(capsys.readouterr().out)["recipe"]
        assert recipe["rule_parameters"]["step_size"] == 0.1


def test_another_rule_drops_no_change_unsaid(capsys):
    steered = Recipe(rule="adam", steps=20).changed(7, "beta1", 0.5).to_json()
    assert main(["run", "--recipe", steered, "--rule", "momentum"]) == 2
    assert "at step 7 the recipe changes beta1, a parameter of adam" in capsys.readouterr().err
    steered = Recipe(rule="adam", steps=20).changed(7, "epsilon", 0.5).to_json()
    assert main(["run", "--recipe", steered, "--rule", "momentum", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["recipe"]["changes"]) == 1


def test_what_falls_a_little_is_no_negative_nothing(tmp_path, capsys):
    history = replace(run(Recipe(steps=3000)), x0=np.linspace(0, -1e-3, 3001))
    history.save(tmp_path / "a.npz")
    assert main(["info", str(tmp_path / "a.npz")]) == 0
    assert ", 0% of its free climb" in capsys.readouterr().out


def test_without_noise_no_shorter_step_is_advised(capsys):
    assert main(["run", "--rule", "hmc", "--noise", "0", "--steps", "300"]) == 0
    assert "diverged: give it some noise" in capsys.readouterr().err
