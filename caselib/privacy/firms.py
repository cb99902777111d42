"""Names of firms, for those who must hide them too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from caselib.privacy.finding import Hit

_FIRM = re.compile(
    r"[一-龥a-z\d()·&]{2,24}?(?:有限责任公司|股份有限公司|集团有限公司|有限公司|分公司|股份公司)(?:[一-龥]{2,8}(?:分公司|支公司|营业部|分店|门店))?"
)
_BEFORE = re.compile(
    "被告|原告|被投诉人|被诉方|申请人|经营者|商家|在|向|与|和|由|对|是|为|到|的|从|给|让|被|将|把|某|该|本|称|投诉|反映|起诉|购买|联系|致电"
)


def firms(folded: str) -> Iterator[Hit]:
    """Registered names of firms, up to and with 有限公司; names without that ending are not found.

    Examples
    --------
    >>> text = "他在杭州清溪家电销售有限公司购买空调"
    >>> [text[hit.start:hit.end] for hit in firms(text)]
    ['杭州清溪家电销售有限公司']
    """
    for match in _FIRM.finditer(folded):
        start = match.start()
        for cue in _BEFORE.finditer(folded, match.start(), match.end() - 4):
            start = cue.end()
        if match.end() - start >= 6:
            yield Hit("firm", start, match.end(), 0.85, "firm")
