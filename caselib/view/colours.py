"""The colours of the three roles: Okabe and Ito's (2008), told apart with every common kind of colour vision."""

from __future__ import annotations

COLOURS = {"cause": "#D55E00", "action": "#0072B2", "outcome": "#009E73"}
