"""The viewer's cookie: only ours verifies, and authors don't link briefings."""

import pytest

from web import viewer_id

KEY = b"k" * 32


def test_an_issued_cookie_verifies_and_no_two_are_alike():
    first, second = viewer_id.issue(KEY), viewer_id.issue(KEY)
    assert first != second
    assert viewer_id.verify(KEY, first)
    assert viewer_id.verify(KEY, first) != viewer_id.verify(KEY, second)


def test_any_changed_character_is_refused():
    value = viewer_id.issue(KEY)
    for place, letter in enumerate(value):
        changed = value[:place] + ("0" if letter != "0" else "1") + value[place + 1 :]
        assert viewer_id.verify(KEY, changed) is None, place


@pytest.mark.parametrize("value", ["", "v1", "v1..", "v2.x.y", "é" * 90, "v1." + "a" * 22 + "." + "0" * 64, "\n"])
def test_what_we_did_not_issue_is_refused(value):
    assert viewer_id.verify(KEY, value) is None


def test_another_key_refuses_and_an_empty_key_is_an_error():
    value = viewer_id.issue(KEY)
    assert viewer_id.verify(b"x" * 32, value) is None
    assert viewer_id.verify(KEY, value + "\n") is None
    with pytest.raises(ValueError, match="viewer key is empty"):
        viewer_id.issue(b"")
    with pytest.raises(ValueError, match="viewer key is empty"):
        viewer_id.verify(b"", value)


def test_an_author_is_stable_in_a_briefing_and_unlinked_across_briefings():
    viewer = viewer_id.verify(KEY, viewer_id.issue(KEY))
    assert viewer is not None
    here = viewer_id.author(KEY, "b1", viewer)
    assert here == viewer_id.author(KEY, "b1", viewer)
    assert len(here) == 32
    assert len({here, viewer_id.author(KEY, "b2", viewer), viewer_id.author(b"y" * 32, "b1", viewer)}) == 3
