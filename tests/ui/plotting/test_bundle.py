import numpy as np

from splotch_tui.ui.plotting.bundle import Bundle


def chosen(bundle, spans):
    bundle.choose(np.array(spans, float))
    return list(bundle.places)


def test_a_few_lines_all_stand_out():
    assert chosen(Bundle(), [1, 2, 3, 0, 0, 9]) == [0, 1, 2, 3, 4, 5]


def test_those_that_span_most_stand_out():
    assert chosen(Bundle(), [1, 9, 2, 8, 3, 7, 4, 6]) == [1, 3, 5, 7, 6]


def test_only_what_spans_clearly_more_takes_a_place_and_all_others_keep_theirs():
    bundle = Bundle()
    assert chosen(bundle, [9, 8, 7, 6, 5, 1, 1, 1]) == [0, 1, 2, 3, 4]
    assert chosen(bundle, [9, 8, 7, 6, 5, 6, 1, 1]) == [0, 1, 2, 3, 4]
    assert chosen(bundle, [9, 8, 7, 6, 5, 6.6, 1, 1]) == [0, 1, 2, 3, 5]
    # Two at once, in the places of the two that span least; the order of spans says nothing.
    assert chosen(bundle, [6, 30, 7, 6.1, 5, 40, 20, 21]) == [7, 1, 2, 6, 5]


def test_of_final_spans_those_that_span_most_stand_out_whatever_did_before():
    bundle = Bundle()
    assert chosen(bundle, [9, 8, 7, 6, 5, 1, 1, 1]) == [0, 1, 2, 3, 4]
    bundle.choose(np.array([9, 8, 7, 6, 5, 5.1, 1, 5.2]), final=True)
    assert sorted(bundle.places) == [0, 1, 2, 3, 7]


def test_spans_that_grow_side_by_side_do_not_flicker():
    bundle, random = Bundle(), np.random.default_rng(0)
    spans, changes = np.zeros(64), 0
    for _ in range(1000):
        spans += random.random(64)
        changes += bundle.choose(spans)
    assert changes < 20


def test_other_lines_are_chosen_anew():
    bundle = Bundle()
    assert chosen(bundle, [0, 0, 0, 1, 2, 3, 4, 5]) == [7, 6, 5, 4, 3]
    assert chosen(bundle, [1, 2]) == [0, 1]
    assert chosen(bundle, [0, 9, 0, 0, 0, 1, 2, 3]) == [1, 7, 6, 5, 0]
