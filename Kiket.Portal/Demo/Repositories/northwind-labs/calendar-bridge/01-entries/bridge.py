from datetime import date, timedelta


def proposed(day: date, holidays: set[date]) -> date:
    while day.weekday() >= 5 or day in holidays:
        day -= timedelta(days=1)
    return day
