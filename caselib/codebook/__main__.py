"""``python -m caselib.codebook``: compile the shipped codebook from its YAML files (the first step of ``make model``)."""

from caselib.codebook import compiled
from caselib.codebook.load import COMPLAINT, read_yaml

compiled.write(read_yaml(COMPLAINT.resolve()))
