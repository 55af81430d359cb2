"""What a reader says they have."""

from __future__ import annotations

import pytest
from litestar.testing import RequestFactory

from web.tagged import has


@pytest.mark.parametrize("theirs", ['"a"', 'W/"a"', '"b", "a"', '"b",W/"a" ', "*"])
@pytest.mark.parametrize("ours", ['"a"', 'W/"a"'])
def test_a_tag_among_others_weak_or_not_is_known(theirs: str, ours: str):
    assert has(RequestFactory().get(headers={"If-None-Match": theirs}), ours)


@pytest.mark.parametrize("theirs", ["", '"b"', '"aa"', "a", '"a*"'])
def test_another_tag_is_not(theirs: str):
    assert not has(RequestFactory().get(headers={"If-None-Match": theirs}), '"a"')
    assert not has(RequestFactory().get(), '"a"')
