"""The scorer that ships belongs to the codebook that ships."""

from caselib.codebook import digest
from caselib.extract.stored import load_model


def test_model_was_trained_from_this_codebook():
    """A hint that moves changes what its weight means: after any change of the codebook, `make model`."""
    assert load_model().meta["codebook"] == digest()
