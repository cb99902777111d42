"""An optional extractor that asks a language model at an address that the user gives; off unless it is asked for.

:func:`recode` gives cases the mentions that the model finds. Personal data are masked first, nothing is sent before a clear yes, answers are
checked against a schema, and a quote that does not stand in the text is refused. :mod:`wire` is the one module of caselib that opens a connection.
"""

from caselib.pipeline.llm.recode import Estimate, Model, Tally, estimate, recode

__all__ = ["Estimate", "Model", "Tally", "estimate", "recode"]
