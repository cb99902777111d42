"""The case base: cases with their guides, texts and problems; tables, filters, save and load."""

from caselib.casebase.cases import Cases
from caselib.casebase.records import case_from_dict, case_to_dict, guide_from_dict, guide_to_dict
from caselib.casebase.store import load, save

__all__ = ["Cases", "case_from_dict", "case_to_dict", "guide_from_dict", "guide_to_dict", "load", "save"]
