"""Quizzes from a case base: make the questions, then write them for Moodle, a notebook cell or paper."""

from caselib.teach.quiz.cell import cell, quiz_page
from caselib.teach.quiz.gift import gift
from caselib.teach.quiz.make import quizzes
from caselib.teach.quiz.moodle import moodle_xml
from caselib.teach.quiz.paper import paper
from caselib.teach.quiz.question import KINDS, Option, Question

__all__ = ["KINDS", "Option", "Question", "cell", "gift", "moodle_xml", "paper", "quiz_page", "quizzes"]
