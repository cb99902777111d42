"""Coding exercises: students code the same cases blind; files alone go to and fro.

``exercise`` writes the form, the table and the notebooks with the key apart; ``merge`` reads what students hand in;
``score`` compares it with the key; ``class_report`` writes the class's table and figure without names.
"""

from caselib.teach.exercise.key import Key, key_of, load_key
from caselib.teach.exercise.make import exercise
from caselib.teach.exercise.marks import Marks, Score, score
from caselib.teach.exercise.report import class_report
from caselib.teach.exercise.submissions import Submission, merge

__all__ = ["Key", "Marks", "Score", "Submission", "class_report", "exercise", "key_of", "load_key", "merge", "score"]
