"""Teaching material from cases; every quote is the source's, what it does not give is left to the teacher.

=============== ====================================================================================
``pack``        案例正文 and 案例使用说明, for a case or a theme, as Word and HTML, in both languages
``reveal``      one page for class: situation → causes → actions → outcome, arrow keys; a students' file without the ending
``quizzes``     questions from the case base; ``gift``, ``moodle_xml``, ``cell``, ``quiz_page``, ``paper`` write them
``exercise``    students code the same cases blind; ``merge``, ``score``, ``class_report`` for what they hand in
``roleplay``    cards for customer and employee, the observer's checklist, the debriefing
=============== ====================================================================================

Students' files are cut in :mod:`caselib.teach.story` and looked through by :mod:`caselib.teach.leak` before they take their name.
"""

from caselib.teach.exercise import class_report, exercise, load_key, merge, score
from caselib.teach.pack import pack
from caselib.teach.quiz import cell, gift, moodle_xml, paper, quiz_page, quizzes
from caselib.teach.reveal import reveal
from caselib.teach.roleplay import roleplay

__all__ = ["cell", "class_report", "exercise", "gift", "load_key", "merge", "moodle_xml", "pack", "paper", "quiz_page", "quizzes", "reveal", "roleplay", "score"]
