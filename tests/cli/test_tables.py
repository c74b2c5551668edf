"""mnist-space predict --table."""

import pytest

from mnist_space import load_predictor
from tests.cli.commands import run
from tests.cli.test_reading import FIVE, ROOT, lines

TABLE = ROOT / "docs" / "table.jpg"


def test_a_table():
    table = load_predictor().read_table(TABLE)
    ran = run("predict", TABLE, "--table")
    assert (ran.stdout, ran.returncode) == (table.to_csv(), 0)
    (given,) = lines(run("predict", TABLE, "--table", "--json"))
    assert given["rows"] == [list(row) for row in table.rows]
    assert given["csv"] == table.to_csv()


def test_what_is_no_table_is_told_beside_the_csv():
    ran = run("predict", FIVE, "--table")
    assert ran.stdout == "5\n"
    assert "There is no table" in ran.stderr


@pytest.mark.parametrize(
    ("options", "sentence"),
    [(("--digit", "--table"), "one of"), (("--bulk", "--table", "x.jsonl"), "no tables")],
)
def test_a_table_goes_with_no_other_way_of_reading(options, sentence):
    ran = run("predict", TABLE, *options)
    assert ran.returncode == 2
    assert sentence in ran.stderr
