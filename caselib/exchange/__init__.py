"""Other tools' formats, both ways. (JSON Lines is the case base's own form.)

- :func:`write_qdpx`, :func:`read_qdpx`: a REFI-QDA project with sources, code tree, codings, links and memos, for NVivo, MAXQDA,
  ATLAS.ti, QualCoder and others;
- :func:`write_qdc`, :func:`read_qdc`: the codebook alone;
- :func:`write_brat`, :func:`read_brat`: standoff files, for brat and INCEpTION;
- :func:`write_label_studio`, :func:`read_label_studio`: tasks with their annotations, and the labelling interface;
- :func:`write_csv`, :func:`read_csv`, :func:`write_xlsx`, :func:`read_xlsx`, :func:`read_codings`: tables that spreadsheets
  open, and codings and links back from them.

What comes back from a tool can be a case base of its own, or decisions (events) on the case base that was sent out: the same
as the coding view writes, for ``learn``, ``evaluate`` and agreement.
"""

from caselib.exchange.brat import read_brat, write_brat
from caselib.exchange.csv import read_codings, read_csv, read_xlsx, write_csv, write_xlsx
from caselib.exchange.labelstudio import read_label_studio, write_label_studio
from caselib.exchange.qdc import read_qdc
from caselib.exchange.qdpx import Imported, read_qdpx, write_qdc, write_qdpx

__all__ = [
    "Imported", "read_brat", "read_codings", "read_csv", "read_label_studio", "read_qdc", "read_qdpx", "read_xlsx", "write_brat",
    "write_csv", "write_label_studio", "write_qdc", "write_qdpx", "write_xlsx",
]  # fmt: skip
