"""Parquet: pictures as the data sets of the Hub hold them, and a table of answers."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from mnist_space.bulk.pictures import PART, BulkError, Named

ROWS = 10_000  # of a row group that is written
BOX = pa.list_(pa.int32())
BOXES = pa.list_(BOX)
ANSWER = {"accepted": pa.bool_(), "reason": pa.string()}
DIGIT = {"label": pa.int8(), "confidence": pa.float64()}
SHARES = {"probabilities": pa.list_(pa.float64()), "digit_probability": pa.float64()}
SURENESS = {"confidence": pa.float64()} | ANSWER
NUMBER = pa.struct({"text": pa.string(), "box": BOX} | SURENESS)
LINE = pa.struct({"text": pa.string(), "box": BOX, "numbers": pa.list_(NUMBER)})
MARK = pa.struct({"box": BOX} | DIGIT | ANSWER)
PAGE = {"text": pa.string(), "lines": pa.list_(LINE), "digits": pa.list_(MARK)}
PLACES = {"words": BOXES, "unread": BOXES, "turned": pa.int16(), "size": BOX}
FILE, READING = {"file": pa.string()}, {"reading": pa.string()}
ERROR = {"error": pa.string()}
# The keys of `Prediction.to_json` and of `NumberReading.to_json`, in their order.
PREDICTIONS = pa.schema(FILE | DIGIT | SHARES | ANSWER | READING | ERROR)
NUMBERS = pa.schema(FILE | PAGE | ANSWER | READING | PLACES | ERROR)


@dataclass(frozen=True)
class ParquetPictures:
    """Pictures whose files lie in a column of a Parquet file.

    Attributes:
        name: what the answers call the file.
        column: of bytes, or of structs with a field `bytes`, as the Hub has them.
        slices: of each part the row group, the first row in it, the first row in the file, and
            how many rows: a part lies in one row group.
    """

    file: Path
    name: str
    column: str
    slices: Sequence[tuple[int, int, int, int]]

    @classmethod
    def open(cls, file: Path, name: str) -> ParquetPictures:
        """Find the column of pictures, and the row group and the rows of each part.

        Raises:
            BulkError: it is no Parquet file, or holds no pictures.
            OSError: it cannot be read.
        """
        try:
            with parquet.ParquetFile(file) as opened:
                counts = [
                    opened.metadata.row_group(i).num_rows for i in range(opened.num_row_groups)
                ]
                columns = [field.name for field in opened.schema_arrow if _holds_files(field.type)]
        except pa.ArrowException as error:
            raise BulkError(f"{file.name!r} is damaged or is no Parquet file.") from error
        if not columns or not any(counts):
            raise BulkError(f"{file.name!r} has no column with the bytes of pictures.")
        slices, begin = list[tuple[int, int, int, int]](), 0
        for group, count in enumerate(counts):
            firsts = range(0, count, PART)
            slices += [(group, i, begin + i, min(PART, count - i)) for i in firsts]
            begin += count
        return cls(file, name, columns[0], slices)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self).open, (self.file, self.name)

    @property
    def sizes(self) -> Sequence[int]:
        """How many pictures each part has."""
        return [count for *_, count in self.slices]

    def part(self, number: int) -> list[Named]:
        """Return the bytes of a part's pictures; what is null is left to the decoder to refuse."""
        group, first, begin, count = self.slices[number]
        rows = _row_group(self.file, self.column, group).slice(first, count).to_pylist()
        files = [row["bytes"] if isinstance(row, dict) else row for row in rows]
        return [(f"{self.name}#{begin + i}", file or b"") for i, file in enumerate(files)]


def _holds_files(kind: pa.DataType) -> bool:
    if pa.types.is_struct(kind):
        return kind.get_field_index("bytes") >= 0 and _holds_files(kind.field("bytes").type)
    return kind in (pa.binary(), pa.large_binary())


@functools.lru_cache(maxsize=1)
def _row_group(file: Path, column: str, group: int) -> pa.ChunkedArray:
    """One row group's pictures; a process reads part after part of it.

    Raises:
        BulkError: the file cannot be read so far.
    """
    try:
        with parquet.ParquetFile(file) as opened:
            return opened.read_row_group(group, columns=[column]).column(column)
    except (pa.ArrowException, OSError) as error:
        raise BulkError(f"{file.name!r} is damaged.") from error


def write_parquet(file: Path, lines: Iterable[bytes], number: bool) -> None:
    """Write answers, one JSON object a line, as a table with a row each.

    Args:
        file: is written piece by piece.
        lines: what `predict --digit --json` prints.
        number: whether they are those of `--number`.

    Raises:
        OSError: the file cannot be written.
    """
    schema, rows = NUMBERS if number else PREDICTIONS, _rows(lines)
    with parquet.ParquetWriter(file, schema) as writer:
        while some := list(islice(rows, ROWS)):
            writer.write_table(pa.Table.from_pylist(some, schema))


def _rows(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    for line in lines:
        row = json.loads(line)
        # A name that is no UTF-8 cannot stand in a Parquet file.
        row["file"] = row["file"].encode("utf-8", "backslashreplace").decode()
        yield row
