"""What the cells of a column reveal about how numbers, days and discounts are written, before anybody says so."""

import re

NUMBER = re.compile(r"[+-]?[0-9]*(?:[.,][0-9]+)*%?")
DAY = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2[0-9]{4}(?:[ T].*)?")
TIME_OF_DAY = re.compile(r"[0-9./-]{8,10}[ T](?!0?0:00(?::00)?(?:[.,]0+)?Z?$)[0-9]{1,2}:.*")
ZERO, ONE = re.compile(r"0*(?:[.,]0+)?"), re.compile(r"1(?:[.,]0+)?")
BELOW_ONE = re.compile(r"0*[.,][0-9]+")

POINT, COMMA, NUMBER_OPEN = "point", "comma", "number?"
DAY_FIRST, MONTH_FIRST, DAY_OPEN = "dmy", "mdy", "day?"
OPEN = {NUMBER_OPEN, DAY_OPEN}
TIME = "time"
PERCENT_SIGN, OVER_ONE, SHARE, EXACTLY_ONE = "%", ">1", "<1", "=1"


def marks_of(text: str) -> set[str]:
    """The marks that ``text`` leaves on its column; none for text that is neither a number nor a day."""
    text = text.strip()
    if not text or not (text[0].isdigit() or text[0] in "+-.,"):
        return set()
    if NUMBER.fullmatch(text):
        return _of_number(text.lstrip("+-"))
    found = {TIME} if TIME_OF_DAY.fullmatch(text) else set()
    day = DAY.fullmatch(text)
    return found | _of_day(day) if day else found


def _of_number(text: str) -> set[str]:
    digits = text.rstrip("%")
    found = {PERCENT_SIGN} if digits != text else set()
    return found | _separator(digits) | _size(digits)


def _separator(text: str) -> set[str]:
    """Which sign is the decimal one. Three digits after a single sign leave it open: 1.234."""
    signs = [sign for sign in text if sign in ".,"]
    if not signs:
        return set()
    last = signs[-1]
    if len(set(signs)) > 1:
        return {_name(last)}
    if len(signs) > 1:
        return {_name("." if last == "," else ",")}
    before, _sign, after = text.partition(last)
    is_group = len(after) == 3 and 1 <= len(before) <= 3 and not before.startswith("0")
    return {NUMBER_OPEN} if is_group else {_name(last)}


def _name(sign: str) -> str:
    return POINT if sign == "." else COMMA


def _size(text: str) -> set[str]:
    if ZERO.fullmatch(text):
        return set()
    if ONE.fullmatch(text):
        return {EXACTLY_ONE}
    return {SHARE} if BELOW_ONE.fullmatch(text) else {OVER_ONE}


def _of_day(found: re.Match) -> set[str]:
    first, sign, second = int(found[1]), found[2], int(found[3])
    if sign == ".":
        return set()  # 04.07.1996 is written in one order only
    if first > 12:
        return {DAY_FIRST}
    if second > 12:
        return {MONTH_FIRST}
    return set() if first == second else {DAY_OPEN}
