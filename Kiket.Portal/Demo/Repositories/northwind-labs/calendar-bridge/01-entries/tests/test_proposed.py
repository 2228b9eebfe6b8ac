from datetime import date
from bridge import proposed


def test_sunday_becomes_friday():
    assert proposed(date(2026, 9, 27), set()) == date(2026, 9, 25)
