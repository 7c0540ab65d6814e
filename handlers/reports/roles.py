"""What a word does to the numbers around it; plain bits, because every token is asked."""

from typing import Final


class Role:
    """One word may do several things: its roles are added up."""

    NUMBER: Final = 1 << 0
    DONE: Final = 1 << 1
    TOTAL: Final = 1 << 2
    RUNNING: Final = 1 << 3
    PART: Final = 1 << 4
    EACH: Final = 1 << 5
    EVERY: Final = 1 << 6
    GATHERS: Final = 1 << 7
    PLAN: Final = 1 << 8
    CLAUSE_PLAN: Final = 1 << 9
    ASK: Final = 1 << 10
    NEGATED: Final = 1 << 11
    WAITING: Final = 1 << 12
    RECEIVED: Final = 1 << 13
    LOST: Final = 1 << 14
    OTHER_TIME: Final = 1 << 15
    OTHER_PLACE: Final = 1 << 16
    OTHER_CAMPAIGN: Final = 1 << 17
    OWN_CAMPAIGN: Final = 1 << 18
    MEAL: Final = 1 << 19
    CORRECT: Final = 1 << 20
    DELTA: Final = 1 << 21
    WITHDRAW: Final = 1 << 22
    ANOTHER: Final = 1 << 23
    FORWARDED: Final = 1 << 24
    AGAIN: Final = 1 << 25
    STAFF: Final = 1 << 26
    PLACE: Final = 1 << 27
    THING: Final = 1 << 28
    PAST: Final = 1 << 29
    PERIOD: Final = 1 << 30
    FUTURE: Final = 1 << 31
    UNIT: Final = 1 << 32
    DAY: Final = 1 << 33
    COMMA: Final = 1 << 34
    STOP: Final = 1 << 35
    MINOR: Final = 1 << 36
    QUESTION: Final = 1 << 37
    LINE: Final = 1 << 38
    JOIN: Final = 1 << 39
    OPEN: Final = 1 << 40
    CLOSE: Final = 1 << 41
    COLON: Final = 1 << 42
    KEPT: Final = 1 << 43
    HEARD: Final = 1 << 44
    VERB: Final = 1 << 45
    NOUN: Final = 1 << 46
    ATTEND: Final = 1 << 47
    GOODS: Final = 1 << 48
    MEMBER: Final = 1 << 49
    MONEY: Final = 1 << 50
    PEOPLE: Final = 1 << 51
    SOFT_PLAN: Final = 1 << 52
    COUNT: Final = 1 << 53
    PRINTS: Final = 1 << 54
    HANDS: Final = 1 << 55
    ACTS: Final = 1 << 56
    HAVE: Final = 1 << 58
    VIEWS: Final = 1 << 59
    MISSED: Final = 1 << 60
    FOUND: Final = 1 << 61
