"""extract: Segment → Case or Guide.

:mod:`reading` lays a segment out in clauses; :mod:`cues` and the learned :mod:`scorer` propose codes and statuses, :mod:`decide` and
:mod:`mentions` choose; :mod:`episodes` and :mod:`links` group and join them; :mod:`fields` reads the facts, :mod:`guides` the how-to
material. :mod:`case` puts a record together.
"""
