"""What people write on pages: numbers, dates, prices, times, words."""

from collections.abc import Callable, Sequence

from mnist_space.synthesis.curves import Rng

Text = Callable[[Rng], str]

WORDS = (
    *("total", "name", "paid", "Monday", "milk", "bread", "address", "number", "thanks", "Hello"),
    *("rent", "water", "kitchen", "meeting", "invoice", "School", "garden", "Zurich", "jam"),
    *("and", "the", "of", "for", "butter", "quick", "fox", "lazy", "dog", "happy", "Yes", "notes"),
    *("Haus", "Kuchen", "und", "merci", "tea", "ham", "Karte", "Tante", "mum", "Fahrt", "Name"),
)


def number(rng: Rng, longest: int = 13) -> str:
    """Digits, 1 to `longest` of them: short numbers more often than long ones."""
    length = min(1 + int(rng.geometric(0.22)), longest) if rng.random() < 0.85 else 1
    return digits(rng, length)


def digits(rng: Rng, length: int) -> str:
    """This many digits, any of them first."""
    return "".join(map(str, rng.integers(0, 10, length)))


def zip_code(rng: Rng) -> str:
    """Five digits."""
    return digits(rng, 5)


def amount(rng: Rng) -> str:
    """Money with two decimals: 7.05, 129.90."""
    return f"{rng.integers(1, 10 ** int(rng.integers(1, 5)))}.{digits(rng, 2)}"


def clock_time(rng: Rng) -> str:
    """Of 24 hours: 08:05."""
    return f"{rng.integers(24):02}:{rng.integers(60):02}"


def price(rng: Rng) -> str:
    """With a point, with a comma before the thousands, or below zero."""
    kind = rng.integers(3)
    if kind == 0:
        return amount(rng)
    if kind == 1:
        return f"{rng.integers(1000, 100000):,}"
    return f"-{rng.integers(1, 1000)}"


def date(rng: Rng) -> str:
    """12/05/2026 or 12.05.26."""
    day, month, year = rng.integers(1, 29), rng.integers(1, 13), rng.integers(1950, 2040)
    if rng.random() < 0.5:
        return f"{day:02}/{month:02}/{year}"
    return f"{day:02}.{month:02}.{year % 100:02}"


def percentage(rng: Rng) -> str:
    """15%."""
    return f"{rng.integers(1, 101)}%"


def phone(rng: Rng) -> str:
    """+41-44-123-4567 or 044-123-4567."""
    area, first, last = digits(rng, 2), digits(rng, 3), digits(rng, 4)
    if rng.random() < 0.5:
        return f"+{rng.integers(1, 100)}-{area}-{first}-{last}"
    return f"0{area}-{first}-{last}"


def signed(rng: Rng) -> str:
    """Any of those with signs."""
    return _SIGNED[rng.integers(len(_SIGNED))](rng)


_SIGNED: tuple[Text, ...] = (price, price, date, clock_time, percentage, phone)


def word(rng: Rng) -> str:
    """A word of letters alone."""
    return WORDS[rng.integers(len(WORDS))]


def lines(rng: Rng, text: Text) -> list[list[str]]:
    """One to three lines of one or two numbers, half of the time a single number."""
    if rng.random() < 0.5:
        return [[text(rng)]]
    return [[text(rng) for _ in range(rng.integers(1, 3))] for _ in range(rng.integers(1, 4))]


def at_most(numbers: Sequence[Sequence[str]], most: int) -> list[list[str]]:
    """The lines of numbers without those that hold or follow the character after `most`."""
    left, kept = most, []
    for line in numbers:
        row = []
        for text in line:
            left -= len(text)
            row += [text] if left >= 0 else []
        kept += [row] if row else []
    return kept
