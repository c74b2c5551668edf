"""Recipes: every number that a training run depends on, stored in the artifact."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Shares:
    """What a batch is made of; the untouched and redrawn digits of MNIST fill the rest.

    Attributes:
        negatives: pictures that are no digit.
        styles: ways of writing that MNIST lacks.
        extra: pools from files; they go to MNIST's digits where there is no file.
    """

    negatives: float
    styles: float
    extra: float


@dataclass(frozen=True)
class Recipe:
    """How a network is trained. An epoch shows as many pictures as there are train digits.

    Attributes:
        epochs: number of epochs.
        batch_size: pictures a step.
        validation: train digits held out to follow the run and to fit temperature and threshold.
        peak_rate: the highest learning rate, reached after a twentieth of the steps.
        weight_decay: of AdamW, decoupled, for kernels alone.
        label_smoothing: spread over the ten digits.
        ema: momentum of the averaged weights, which are the ones that are kept.
        untouched: share of MNIST's digits that is shown as it is, in the first epoch and in the
            last. Redrawn digits teach what others write, untouched ones what a net is tested on;
            ending on those is what He et al. 2019 (arXiv:1909.09148) found to pay.
        nudge: how far the untouched digits are moved all the same, as a share of what redrawing
            moves. A digit that is exactly as it was is soon known by heart and teaches no more.
        negatives: how many pictures of no digit are drawn before the run.
        styles: how many digits in other styles are drawn before the run.
        precision: Keras' policy. Layers in bfloat16 train twice as fast on a processor that has
            it (AVX512_BF16), and slower on one that has not.
        used: share of the train digits that is learned from.
        drawn: how many validation digits are put through the pipeline to fit the threshold: about
            15 ms each.
        shares: what a batch is made of; None: MNIST's digits alone, and plain Adam.
    """

    epochs: int
    batch_size: int = 128
    validation: int = 5000
    peak_rate: float = 2e-3
    weight_decay: float = 0.02
    label_smoothing: float = 0.03
    ema: float = 0.999
    untouched: tuple[float, float] = (0.1, 0.6)
    nudge: float = 0.0
    negatives: int = 100_000
    styles: int = 40_000
    precision: str = "float32"
    used: float = 1.0
    drawn: int = 2000
    shares: Shares | None = Shares(negatives=0.10, styles=0.05, extra=0.36)


@dataclass(frozen=True)
class AddRecipe:
    """How a model's last layers learn from what somebody has labelled.

    Attributes:
        epochs: number of epochs.
        batch_size: pictures a step.
        peak_rate: Adam's learning rate at first; it falls to zero in a cosine.
        label_smoothing: spread over the ten digits.
        share: how much the labelled pictures count, of everything that is shown.
        redrawn: how many copies of them are shown beside them, at most.
        digits: of MNIST's, which are to be read as before.
        negatives: pictures of no digit, the same.
        styles: digits in other ways of writing, the same.
    """

    epochs: int = 10
    batch_size: int = 128
    peak_rate: float = 3e-3
    label_smoothing: float = 0.03
    share: float = 0.2
    redrawn: int = 800
    digits: int = 5000
    negatives: int = 1500
    styles: int = 500


ADD = AddRecipe()

# The tutorial's: all 60,000 digits / 255, Keras' default Adam, 10 epochs, batches of 32.
TUTORIAL = Recipe(
    epochs=10,
    batch_size=32,
    validation=0,
    peak_rate=1e-3,
    weight_decay=0.0,
    label_smoothing=0.0,
    ema=0.0,
    untouched=(1.0, 1.0),
    negatives=0,
    styles=0,
    shares=None,
)
FULL = Recipe(epochs=80, precision="mixed_bfloat16")
# From a network that FULL has trained: mostly MNIST's digits, each a little moved.
FINISH = replace(
    FULL,
    epochs=32,
    peak_rate=1.5e-3,
    ema=0.998,
    untouched=(0.5, 0.9),
    nudge=0.5,
    negatives=60_000,
    styles=20_000,
    shares=Shares(negatives=0.07, styles=0.03, extra=0.20),
)
# From a sealed model whose pipeline has changed, with what `mine` found: a little, all members.
TUNE = replace(
    FINISH,
    epochs=6,
    peak_rate=5e-4,
    untouched=(0.6, 0.9),
    styles=30_000,
    shares=Shares(negatives=0.06, styles=0.06, extra=0.30),
)
FAST = Recipe(epochs=5, peak_rate=3e-3, ema=0.995, negatives=20_000, styles=10_000)
# One small network, MNIST's digits as they are, large first steps: to look at what a change does.
QUICK = Recipe(
    epochs=2,
    peak_rate=1e-2,
    label_smoothing=0.0,
    ema=0.9,
    untouched=(1.0, 1.0),
    negatives=2_000,
    styles=500,
    shares=Shares(negatives=0.05, styles=0.01, extra=0.0),
)
# Sized networks, to see how training goes. The tutorial's, but with digits held out to judge by.
SMALL_MLP = replace(TUTORIAL, validation=5000, drawn=300)
SMALL_CONV = replace(QUICK, epochs=4, peak_rate=5e-3, drawn=300)

RECIPES: dict[str, dict[str, Recipe]] = {
    "conv": {"small": SMALL_CONV},
    "convnet": {"full": FULL, "finish": FINISH, "fast": FAST},
    "convnet_pair": {"tune": TUNE},
    "mlp": {"small": SMALL_MLP},
    "notebook_mlp": {"full": TUTORIAL, "fast": TUTORIAL},
    "quicknet": {"quick": QUICK},
}
