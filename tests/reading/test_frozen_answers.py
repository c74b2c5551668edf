import numpy as np

from tests.reading.frozen_answers import FROZEN, answers


def test_the_bundled_network_answers_as_it_did():
    probabilities, accepted = answers()
    with np.load(FROZEN) as frozen:
        # Processors differ in the last bits of 8-bit networks; on one machine nothing differs.
        np.testing.assert_allclose(probabilities, frozen["probabilities"], atol=1e-3)
        np.testing.assert_array_equal(accepted, frozen["accepted"])
