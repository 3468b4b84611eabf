"""The geometry of columns and bars, in hundredths of the picture."""

from obligations.charts import Piece, draw_bar, draw_columns


def test_the_highest_column_fills_the_height_and_the_others_their_share() -> None:
    high, low = draw_columns([("A", "4", [("done", 3), ("late", 1)]), ("B", "2", [("done", 2)])])
    assert high.pieces == [Piece("done", 7.5, 32, 35, 54), Piece("late", 7.5, 14, 35, 18)]
    assert low.pieces == [Piece("done", 57.5, 50, 35, 36)]
    assert (high.middle, high.top, high.foot) == (25, 12, "A")
    assert (low.middle, low.top, low.head) == (75, 48, "2")


def test_nothing_is_drawn_of_nothing() -> None:
    (column,) = draw_columns([("A", "", [("done", 0)])])
    assert (column.pieces, column.top) == ([], 84)
    assert draw_columns([]) == []


def test_a_bar_lies_in_parts_one_after_another() -> None:
    assert draw_bar([("done", 3), ("late", 0), ("overdue", 1)], most=4) == [
        Piece("done", 0, 0, 75, 100),
        Piece("overdue", 75, 0, 25, 100),
    ]
    assert draw_bar([("load", 0)], most=0) == []
