"""Parquet in, as the data sets of the Hub have it, and Parquet out."""

from __future__ import annotations

import json
import pickle

import cv2
import pyarrow as pa
import pytest
from pyarrow import parquet

from mnist_space import load_predictor
from mnist_space.artifact import BUNDLED
from mnist_space.bulk.parquet import NUMBERS, PREDICTIONS, ParquetPictures, write_parquet
from mnist_space.bulk.pictures import BulkError
from mnist_space.bulk.reader import answer
from mnist_space.data import load_test

FILES = [cv2.imencode(".png", image)[1].tobytes() for image in load_test().images[:130]]
SEVEN = BUNDLED / "examples" / "seven-squared-paper.jpg"


@pytest.mark.parametrize("column", ["image", "img"])
@pytest.mark.parametrize("kind", ["struct", "binary"])
def test_pictures_come_in_order_whatever_the_row_groups(tmp_path, column, kind):
    values = FILES if kind == "binary" else [{"bytes": f, "path": None} for f in FILES]
    table = pa.table({"label": list(range(130)), column: values})
    file = tmp_path / "train.parquet"
    parquet.write_table(table, file, row_group_size=60)
    pictures = pickle.loads(pickle.dumps(ParquetPictures.open(file, str(file))))
    assert pictures.sizes == [50, 10, 50, 10, 10]
    read = [named for number in (4, 2, 0, 1, 3) for named in pictures.part(number)]
    assert dict(read) == {f"{file}#{i}": data for i, data in enumerate(FILES)}


def test_a_row_without_a_picture_is_one_of_no_bytes(tmp_path):
    parquet.write_table(pa.table({"image": [FILES[0], None]}), tmp_path / "x.parquet")
    pictures = ParquetPictures.open(tmp_path / "x.parquet", "x.parquet")
    assert [data for _, data in pictures.part(0)] == [FILES[0], b""]


def test_a_page_that_is_damaged_is_named(tmp_path):
    file = tmp_path / "x.parquet"
    parquet.write_table(pa.table({"image": [FILES[0]] * 9}), file, compression="none")
    data = file.read_bytes()
    file.write_bytes(data[:4] + b"\xff" * 60 + data[64:])
    with pytest.raises(BulkError, match=r"'x.parquet' is damaged"):
        ParquetPictures.open(file, str(file)).part(0)


def test_what_holds_no_pictures_is_refused(tmp_path):
    file = tmp_path / "x.parquet"
    file.write_bytes(b"PAR1 is all that is right")
    with pytest.raises(BulkError, match="damaged or is no Parquet file"):
        ParquetPictures.open(file, str(file))
    for table in (pa.table({"label": [1]}), pa.table({"image": pa.array([], pa.binary())})):
        parquet.write_table(table, file)
        with pytest.raises(BulkError, match="no column with the bytes of pictures"):
            ParquetPictures.open(file, str(file))


@pytest.mark.parametrize(("number", "schema"), [(False, PREDICTIONS), (True, NUMBERS)])
def test_a_table_has_what_the_lines_have(tmp_path, number, schema):
    """Another key in an answer needs another column: nothing is left out in silence."""
    predictor = load_predictor()
    read = predictor.read_number if number else predictor.predict

    def as_json(source, pipeline):
        return read(source, pipeline).to_json()

    said = [answer(as_json, str(file), file, None) for file in (SEVEN, BUNDLED / "none.png")]
    write_parquet(tmp_path / "x.parquet", (json.dumps(one).encode() for one in said), number)
    table = parquet.read_table(tmp_path / "x.parquet")
    assert table.schema == schema
    assert table.to_pylist() == [{**dict.fromkeys(schema.names), **one} for one in said]
    assert set(schema.names) == said[0].keys() | {"error"}


def test_a_name_that_is_no_text_is_written_with_its_bytes(tmp_path):
    line = json.dumps({"file": "\udcff.png", "error": "x"}).encode()
    write_parquet(tmp_path / "x.parquet", [line], number=False)
    (row,) = parquet.read_table(tmp_path / "x.parquet").to_pylist()
    assert row["file"] == "\\udcff.png"
