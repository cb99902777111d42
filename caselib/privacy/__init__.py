"""privacy: find and mask personal data; the one gate between a case base and every output.

:func:`find` tells what is personal in a text, :func:`mask` replaces it by aliases and keeps the way back,
:func:`mask_cases` does so for a whole case base so that every span of its records still resolves, and :func:`scan` looks
through files (also reports: docx, xlsx, pptx, html, pdf, png) for what is left. Nothing leaves the machine.

Examples
--------
>>> mask("王先生（电话138 0000 1234）投诉").text
'客户甲（电话〔手机号·1〕）投诉'
"""

from caselib.privacy.aliases import Aliases, load_aliases
from caselib.privacy.find import find
from caselib.privacy.finding import DEFAULT, KINDS, NUMBERED, Finding
from caselib.privacy.mask import Masked, mask
from caselib.privacy.offsets import OffsetMap
from caselib.privacy.records import mask_cases
from caselib.privacy.scan import Sighting, scan

__all__ = [
    "DEFAULT",
    "KINDS",
    "NUMBERED",
    "Aliases",
    "Finding",
    "Masked",
    "OffsetMap",
    "Sighting",
    "find",
    "load_aliases",
    "mask",
    "mask_cases",
    "scan",
]
