"""Other tools' formats, both ways: REFI-QDA projects and codebooks, and CSV. (JSON Lines is the case base's own form.)

- :func:`write_qdpx`, :func:`read_qdpx`: a project with sources, code tree, codings, links and memos, for NVivo, MAXQDA,
  ATLAS.ti, QualCoder and others;
- :func:`write_qdc`: the codebook alone;
- :func:`write_csv`, :func:`read_csv`, :func:`read_codings`: tables that spreadsheets open, and codings back from them.
"""

from caselib.exchange.csv import read_codings, read_csv, write_csv
from caselib.exchange.qdpx import Imported, read_qdpx, write_qdc, write_qdpx

__all__ = ["Imported", "read_codings", "read_csv", "read_qdpx", "write_csv", "write_qdc", "write_qdpx"]
