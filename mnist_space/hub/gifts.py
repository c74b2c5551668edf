"""What a visitor gives to the owner's dataset: the files of a picture, and the dataset's card."""

from __future__ import annotations

import json
from dataclasses import dataclass

from mnist_space.hub.tokens import refuse_tokens
from mnist_space.labelled.packing import written
from mnist_space.labelled.tables import LINES, LINES_FILE, LINES_LABEL
from mnist_space.reading.prediction import Prediction

PICTURE = "digit.png"

CARD = """---
license: cc0-1.0
pretty_name: Handwritten digits, given
task_categories:
- image-classification
tags:
- handwritten-digits
- mnist-space
---

# Handwritten digits, given

Pictures that visitors of an app had read, labelled and gave, each of them by a box that they
ticked. Nobody has checked the labels.

## What is here

A folder for each picture, called by the number of the gift:

- `digit.png`: the picture, at most 280 pixels wide and high.
- `metadata.jsonl`: one line with `file_name`; `id`, the number; `label`, what is on it as its giver
  says, "0" to "9" or "none"; and what a model had answered: `answer` ("none" where it found no
  ink), `confidence` and `accepted`, with the names of the `model` and its `pipeline`.

Nothing is stored about who gave.

```python
from datasets import load_dataset

digits = load_dataset("{dataset}", split="train")
```

or, to measure a model of the app on them:

```
hf download {dataset} --repo-type dataset --local-dir digits
mnist-space evaluate --data digits
```

## Licence

[CC0 1.0](https://creativecommons.org/publicdomain/zero/1.0/): who gave a picture agreed that
anybody may use it for anything.

## Removal

Who gave a picture was shown its number. To have the picture removed, open a discussion here and
name the number: the owner deletes that folder.
"""


@dataclass(frozen=True)
class Gift:
    """A picture with its label, and what was answered to it.

    Attributes:
        picture: a PNG file without metadata.
        label: 0 to 9; 10 = no digit.
        answer: what the model said.
        model: its name, of those that the owner offers.
        pipeline: the name of the preprocessing.
    """

    picture: bytes
    label: int
    answer: Prediction
    model: str
    pipeline: str

    def files(self, number: str) -> dict[str, bytes]:
        """Return the files of the gift, by name.

        Each value has one type whatever is given: readers of many such lines insist on it.

        Raises:
            HubError: something in them looks like a token.
        """
        said = self.answer.label
        row = {
            LINES_FILE: PICTURE,
            "id": number,
            LINES_LABEL: written(self.label),
            "answer": "none" if said is None else written(said),
            "confidence": round(float(self.answer.confidence), 4),
            "accepted": self.answer.accepted,
            "model": self.model,
            "pipeline": self.pipeline,
        }
        files = {PICTURE: self.picture, LINES: (json.dumps(row) + "\n").encode()}
        refuse_tokens(files)
        return files


def card(dataset: str) -> str:
    """Return README.md of a dataset: what is in it, its licence, how something is removed."""
    return CARD.format(dataset=dataset)
