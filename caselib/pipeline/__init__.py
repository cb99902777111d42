"""The only composer: files in, case base out."""

from caselib.pipeline.run import parse
from caselib.pipeline.settings import Settings

__all__ = ["Settings", "parse"]
