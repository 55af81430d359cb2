"""The found words of a text, marked where they stand."""

from __future__ import annotations

from web.marking import EXCERPT, LEAD, Piece, marked


def found(text: str, query: str) -> list[str]:
    return [piece.text for piece in marked(text, query) if piece.found]


def test_each_form_of_a_word_is_marked_as_it_stands():
    assert found("Ещё раз: бюджеты, БЮДЖЕТ и «бюджетный»", "еще бюджета") == ["Ещё", "бюджеты", "БЮДЖЕТ", "бюджетный"]
    assert found("Жемқорлыққа қарсы", "жемкорлык") == ["Жемқорлыққа"]
    assert found("Небюджет", "бюджет") == []


def test_the_pieces_join_to_the_text():
    text = "  Где <b>бюджет</b> области, бюджет района? "
    pieces = marked(text, "бюджет")
    assert "".join(piece.text for piece in pieces) == text
    assert pieces[1] == Piece("бюджет", found=True)
    assert marked("Ничего", "бюджет") == [Piece("Ничего", found=False)]


def test_a_long_text_is_cut_between_words_around_the_first_that_was_found():
    text = "слово " * 200 + "бюджет " + "потом " * 200
    pieces = marked(text, "бюджет")
    shown = "".join(piece.text for piece in pieces)
    assert (pieces[0].text, pieces[-1].text) == ("… ", " …")
    assert set(shown.split()) == {"…", "слово", "бюджет", "потом"}
    assert len(shown) <= EXCERPT + 4
    assert shown.index("бюджет") <= LEAD + 10
    assert "".join(p.text for p in marked("бюджет " + "потом " * 200, "бюджет")).startswith("бюджет потом")
    assert "".join(p.text for p in marked("слово " * 200 + "бюджет", "бюджет")).endswith("бюджет")


def test_a_text_of_one_endless_word_is_cut_all_the_same():
    shown = "".join(piece.text for piece in marked("ы" * 2000, "бюджет"))
    assert len(shown) <= EXCERPT + 4
    assert found("ы" * 2000 + " бюджет", "бюджет") == ["бюджет"]
