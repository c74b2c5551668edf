import cv2
import numpy as np

from mnist_space.data import load_test
from mnist_space.synthesis.handwriting import INKED, SIGNS, Supply, choose_hand, draw_character
from mnist_space.synthesis.streams import stream
from mnist_space.synthesis.texts import WORDS

DIGITS = load_test()


def supply(images=DIGITS.images, labels=DIGITS.labels):
    return Supply("test", images, labels, ())


def test_a_hand_writes_digits_of_its_own_height():
    for number in range(4):
        rng = stream(0, number)
        hand = choose_hand(supply(), rng)
        assert 26 <= hand.height <= 64
        heights = [draw_character(str(digit), hand, rng).mask.shape[0] for digit in range(10)]
        assert 0.7 * hand.height <= np.median(heights) <= 1.2 * hand.height


def test_digits_and_small_letters_stand_on_the_line_and_signs_where_they_belong():
    rng = stream(0, 9)
    hand = choose_hand(supply(), rng)

    def ends(char):
        """Its first and last row, from the line, in heights."""
        drawn = draw_character(char, hand, rng)
        return drawn.top / hand.height, (drawn.top + len(drawn.mask)) / hand.height

    for char in "0358nmahd":
        assert abs(ends(char)[1]) < 0.2, char
    assert ends(".")[0] > -0.3
    assert ends("-")[1] < -0.25
    assert ends(",")[1] > 0.1
    assert ends("g")[1] > 0.2


def test_specks_of_mnist_are_not_written():
    one = np.zeros((28, 28), np.uint8)
    one[4:24, 13:16] = 255
    spotted = one.copy()
    spotted[6:8, 22:24] = 255
    images = np.repeat(spotted[None], 20, 0)
    labels = np.arange(20, dtype=np.uint8) % 10
    hand = choose_hand(supply(images, labels), stream(0, 1))
    for samples in hand.samples:
        assert all(np.array_equal(sample, one) for sample in samples)


def test_digits_whose_loops_are_full_of_ink_are_left_out():
    full = np.zeros((28, 28), np.uint8)
    cv2.circle(full, (14, 17), 6, 255, -1)
    open_loop = np.zeros((28, 28), np.uint8)
    cv2.circle(open_loop, (14, 17), 6, 255, 2)
    images = np.stack([full, open_loop] * 10).repeat(10, 0)
    labels = np.tile(np.arange(10, dtype=np.uint8), 20)
    for number in range(4):
        hand = choose_hand(supply(images, labels), stream(0, number))
        for digit in (6, 8, 9):
            assert all(np.array_equal(sample, open_loop) for sample in hand.samples[digit])


def test_every_letter_and_sign_has_ink():
    rng = stream(0, 3)
    hand = choose_hand(supply(), rng)
    for char in {*SIGNS, *"".join(WORDS)}:
        assert (draw_character(char, hand, rng).mask > INKED).any(), char
