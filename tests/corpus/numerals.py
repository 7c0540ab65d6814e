"""Numbers written in every style that people use."""

import random

_DIGITS = "零一二三四五六七八九"
_CAPITALS = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def chinese(number: int) -> str:
    """A number from 1 to 99,999,999 in Chinese numerals."""
    if number >= 10**4:
        high, low = divmod(number, 10**4)
        rest = ("零" if low < 1000 else "") + chinese(low) if low else ""
        return chinese(high) + "万" + rest
    parts, zero = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        if digit:
            parts += ("零" if zero and parts else "") + _DIGITS[digit] + unit
            zero = False
        elif parts:
            zero = True
    return parts[1:] if parts.startswith("一十") else parts


def spoken(number: int) -> str:
    """As it is said aloud: 两百六, 一千二, 二十来 is left to the caller."""
    text = chinese(number)
    for unit in "百千万":
        text = text.replace("二" + unit, "两" + unit)
    if (
        number < 10**4
        and number % 10 == 0
        and number > 100
        and number % 100
        and text[-1] == "十"
        and "零" not in text
    ) or (
        "零" not in text
        and number >= 1000
        and number % 100 == 0
        and number % 1000
        and number < 10**4
    ):
        text = text[:-1]
    return "两" if text == "二" else text


def capitals(number: int) -> str:
    """As receipts have it: 壹佰贰拾."""
    return chinese(number).translate(_CAPITALS)


def full_width(number: int) -> str:
    return str(number).translate(_FULL_WIDTH)


def thousands(number: int) -> str:
    return f"{number:,}"


def ten_thousands(number: int) -> str:
    """12000 as 1.2万; exact only for multiples of a hundred."""
    return f"{number / 10**4:g}万"


def exactly(random_: random.Random, number: int) -> str:
    """One of the exact styles."""
    styles = [str, str, str, str, chinese, full_width]
    if number >= 1000:
        styles += [thousands]
    if number >= 10**4 and number % 1000 == 0:
        styles += [ten_thousands]
    return random_.choice(styles)(number)


def about(random_: random.Random, most: int) -> tuple[str, int, str]:
    """A vague number: what stands before the measure word, its count, what stands after it."""
    tens = random_.randrange(20, max(30, most), 10)
    small = random_.randrange(2, 9)
    return random_.choice(
        (
            (f"{tens}余", tens, ""),
            (f"{tens}多", tens, ""),
            (f"近{tens}", tens, ""),
            (f"约{tens}", tens, ""),
            (f"大概{tens}", tens, ""),
            (str(tens), tens, "左右"),
            (str(tens), tens, "以上"),
            (f"{chinese(tens)}来", tens, ""),
            (f"{chinese(tens)}多", tens, ""),
            (f"{_DIGITS[small]}{_DIGITS[small + 1]}十", small * 10, ""),
            ("十几", 10, ""),
            ("上百", 100, ""),
            ("百余", 100, ""),
            ("好几十", 10, ""),
            (f"{tens}-{tens + 10}", tens, ""),
        )
    )
