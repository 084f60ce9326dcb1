"""The cards of the tour: what each runs, points at, says and asks for."""

from __future__ import annotations

from dataclasses import dataclass

from splotch_tui.core.recipe import PRESETS, Recipe


@dataclass(frozen=True, slots=True)
class Card:
    """A card of the tour.

    Attributes
    ----------
    title : str
        What it is about.
    words : str
        What there is to see.
    recipe : Recipe
        What it runs.
    step : int
        Up to here the run goes as fast as it can.
    running : bool
        Whether it goes on from there.
    speed : int
        Steps a frame.
    panel : str
        The id of the panel that it points at, and
    place : str
        where that is, in words.
    key_id : str
        The key that the reader is asked to press, as `keys.KEYS` names it, and
    asks : str
        what for.
    after : str
        What there is to see then.
    chosen : str
        The parameter to choose.
    foreseen : bool
        Whether the whole run is made before, so that it lies ahead in sight.
    """

    title: str
    words: str
    recipe: Recipe
    step: int
    running: bool
    speed: int
    panel: str
    place: str
    key_id: str
    asks: str
    after: str
    chosen: str = "epsilon"
    foreseen: bool = False


_COMMENT, _ORTHOGONAL, _ORIGINAL = (PRESETS[name] for name in ("comment", "orthogonal", "original"))

CARDS = (
    Card(
        title="splotches",
        words=(
            "The ground falls along x0, and on it lie splotches: sums of waves that repeat for "
            "ever. Each splotch is weighed by a coordinate of its own. Here there is one, x1: "
            "where x1 is 0 there are no hills, and they grow with the distance from there. "
            "A point stands at the origin."
        ),
        recipe=_COMMENT,
        step=0,
        running=False,
        speed=2,
        panel="landscape",
        place="the map",
        key_id="run.toggle",
        asks="let it go",
        after=(
            "Each step leads down the slope where the point is, and noise shakes it. All that is "
            "downhill by itself is x0; what moves x1 are the hills, and the noise."
        ),
    ),
    Card(
        title="free",
        words=(
            "Another landscape. x0 climbs on and on, at more than half of the speed that it would "
            "have without hills, and x1 stays small: the run is free."
        ),
        recipe=_ORTHOGONAL,
        step=400,
        running=True,
        speed=8,
        panel="x0",
        place="the trace of x0",
        key_id="view.follow",
        asks="look at its last part",
        after="From near: as the noise of a step is as large as its slope, x0 climbs unevenly.",
    ),
    Card(
        title="channels and diagonals",
        words=(
            "A wave whose ridges run along x0 is a channel: it walls the point in. One whose "
            "ridges lie across the way is a diagonal: it pushes the point aside. Here a channel "
            "keeps x1 near −2.3, where the hills are low. Landscapes without channels let hardly "
            "any run go free."
        ),
        recipe=_ORTHOGONAL,
        step=1500,
        running=True,
        speed=2,
        panel="landscape",
        place="the map",
        key_id="view.landscape",
        asks="show it another way",
        after="The same hills around the same point. The key goes round all there is to show.",
    ),
    Card(
        title="the demon",
        words=(
            "Sixteen directions now, and a splotch for each. From about step 2,460 on some of the "
            "xn run away together: each makes the hills higher that push the others. The post "
            "that found this called it a demon. x0 slows down."
        ),
        recipe=_ORIGINAL,
        step=2300,
        running=True,
        speed=3,
        panel="xn",
        place="the traces of the xn",
        key_id="view.axis",
        asks="map the hills along another xn",
        after="Every xn has hills of its own. A demon is what several of them do together.",
    ),
    Card(
        title="the snag",
        words=(
            "The hills have grown so high that pits hold the point, and only now and then noise "
            "leads it from one to the next. From step 3,680 on x0 climbs by less than a tenth of "
            "what it would without hills. That is a snag."
        ),
        recipe=_ORIGINAL,
        step=3400,
        running=True,
        speed=8,
        panel="loss",
        place="the third trace",
        key_id="view.measure",
        asks="plot the height of the hills there",
        after=(
            "The loss without the slope along x0 is the height of the hills where the point is. It "
            "sinks as the pit deepens. The same key goes on to x0's climb, in percent of its free "
            "climb."
        ),
    ),
    Card(
        title="what if",
        words=(
            "This run is going to be caught near x0 = 21: its future is drawn in grey. But it "
            "stands at step 40 now, and ε, the weight of all splotches, can be changed at once."
        ),
        recipe=_COMMENT.shortened(800),
        step=40,
        running=False,
        speed=4,
        panel="parameters",
        place="epsilon",
        key_id="parameter.much-less",
        asks="make ε less, by a tenth",
        after=(
            "In grey is what would have been. With the same noise and lower hills it comes to "
            "another pit, beyond x0 = 30. Where a run ends is a matter of little."
        ),
        foreseen=True,
    ),
    Card(
        title="another rule",
        words=(
            "Is it the way of going down, or the ground? The same hills can be gone down by eleven "
            "more rules: with momentum, by Adam, by samplers such as HMC and NUTS."
        ),
        recipe=_COMMENT,
        step=0,
        running=True,
        speed=8,
        panel="parameters",
        place="rule",
        key_id="parameter.more",
        asks="take the next rule",
        after="A new run by another rule, on the same hills. It is caught as well, elsewhere.",
        chosen="rule",
    ),
    Card(
        title="many at once",
        words=(
            "One run shows what can happen, and many show how often. The next key runs 256 with "
            "other noise on these hills; esc comes back from there."
        ),
        recipe=_COMMENT,
        step=0,
        running=True,
        speed=8,
        panel="x0",
        place="the trace of x0",
        key_id="view.ensemble",
        asks="run them",
        after="That was the tour. ? lists all keys, ctrl+p finds what they do by name.",
    ),
)
