"""Reports: one content, composed once (:func:`case_base`, :func:`single_case`, :func:`eight_d`, :func:`benchmark`), written as Word, HTML, PDF, slides and Excel.

``parts`` is what a report consists of; ``casebase`` composes it from ``sections``, ``associations`` and ``recommend``, whose
sentences ``say`` forms from ``tally``'s tables; the writers are ``to_word``, ``to_html``, ``to_pdf``, ``to_slides`` and ``to_workbook``.
:func:`codebook_page` shows a codebook.
"""

from caselib.report.benchmark import benchmark
from caselib.report.casebase import case_base
from caselib.report.codebook_page import codebook_page
from caselib.report.onecase import eight_d, single_case
from caselib.report.parts import Report
from caselib.report.to_html import html
from caselib.report.to_pdf import pdf
from caselib.report.to_slides import slides
from caselib.report.to_template import fields, fill
from caselib.report.to_word import word
from caselib.report.to_workbook import workbook

__all__ = ["Report", "benchmark", "case_base", "codebook_page", "eight_d", "fields", "fill", "html", "pdf", "single_case", "slides", "word", "workbook"]
