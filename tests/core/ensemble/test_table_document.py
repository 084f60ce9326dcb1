"""docs/tables.md has every column, and the order of rows."""

import re
from pathlib import Path

from splotch_tui.core.ensemble.columns import GIVEN, KINDS
from splotch_tui.core.ensemble.grid import AXES

TEXT = (Path(__file__).parents[3] / "docs" / "tables.md").read_text()


def test_every_column_is_told():
    rows = re.findall(r"^\| (`.*?) \|", TEXT, flags=re.MULTILINE)
    assert rows[0] == f"`{GIVEN[0]}` … `{GIVEN[-1]}`"
    told = [name for row in rows[1:] for name in re.findall(r"`(\w+)`", row)]
    assert [*GIVEN, *told] == list(KINDS)


def test_the_order_of_rows_is_told():
    paragraph = TEXT[: TEXT.index("`TABLE.csv:17`")]
    told = re.findall(r"`(\w+)`", paragraph[paragraph.index("rules vary") :])
    assert ["rule", *told] == list(AXES)
