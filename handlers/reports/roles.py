"""What a word does to the numbers around it, in bits: a module is asked faster than a class.

The commonest come first: Python reckons with less than 2**30 several times as fast.
"""

from typing import Final

NUMBER: Final = 1 << 0
COUNT: Final = 1 << 1
NOUN: Final = 1 << 2
VERB: Final = 1 << 3
ACTS: Final = 1 << 4
HANDS: Final = 1 << 5
PAST: Final = 1 << 6
DONE: Final = 1 << 7
UNIT: Final = 1 << 8
DAY: Final = 1 << 9
COLON: Final = 1 << 10
COMMA: Final = 1 << 11
ATTEND: Final = 1 << 12
MEMBER: Final = 1 << 13
PERIOD: Final = 1 << 14
OWN_CAMPAIGN: Final = 1 << 15
PLAIN: Final = (1 << 16) - 1
"""All of these: they leave a number what it is. None of the others is as small."""

STOP: Final = 1 << 16
MINOR: Final = 1 << 17
QUESTION: Final = 1 << 18
LINE: Final = 1 << 19
JOIN: Final = 1 << 20
OPEN: Final = 1 << 21
CLOSE: Final = 1 << 22
TOTAL: Final = 1 << 23
EACH: Final = 1 << 24
PLACE: Final = 1 << 25
THING: Final = 1 << 26
PEOPLE: Final = 1 << 27
STAFF: Final = 1 << 28
VIEWS: Final = 1 << 29
RUNNING: Final = 1 << 30
PART: Final = 1 << 31
EVERY: Final = 1 << 32
GATHERS: Final = 1 << 33
PLAN: Final = 1 << 34
CLAUSE_PLAN: Final = 1 << 35
ASK: Final = 1 << 36
NEGATED: Final = 1 << 37
WAITING: Final = 1 << 38
RECEIVED: Final = 1 << 39
LOST: Final = 1 << 40
OTHER_TIME: Final = 1 << 41
OTHER_PLACE: Final = 1 << 42
OTHER_CAMPAIGN: Final = 1 << 43
MEAL: Final = 1 << 44
CORRECT: Final = 1 << 45
DELTA: Final = 1 << 46
WITHDRAW: Final = 1 << 47
ANOTHER: Final = 1 << 48
FORWARDED: Final = 1 << 49
AGAIN: Final = 1 << 50
FUTURE: Final = 1 << 51
KEPT: Final = 1 << 52
HEARD: Final = 1 << 53
GOODS: Final = 1 << 54
MONEY: Final = 1 << 55
SOFT_PLAN: Final = 1 << 56
PRINTS: Final = 1 << 57
HAVE: Final = 1 << 58
MISSED: Final = 1 << 59
FOUND: Final = 1 << 60
