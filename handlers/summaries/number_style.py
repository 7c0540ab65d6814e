"""How a total is written: small and countable ones exact, large ones rounded down with 余; pure."""

from handlers.summaries.totals import Figure

EXACTLY = "精确"
COUNTABLE = frozenset({"条", "块", "场", "次", "篇", "件"})
EXACT_BELOW_COUNTABLE, EXACT_BELOW = 1000, 100
TEN_THOUSAND = 10_000


def written(figure: Figure, unit: str, style: str) -> str:
    """3100余份, 41条, 1.2万余份, 约2600份; the number itself where style is 精确 or it is 近."""
    exact_below = EXACT_BELOW_COUNTABLE if unit in COUNTABLE else EXACT_BELOW
    if style == EXACTLY or figure.count < exact_below or figure.mark == "近":
        return f"{figure}{unit}"
    rounded, words = _rounded_down(figure.count)
    if figure.mark == "约":
        return f"约{words}{unit}"
    more = "余" if rounded < figure.count or figure.mark == "余" else ""
    return f"{words}{more}{unit}"


def _rounded_down(count: int) -> tuple[int, str]:
    """To two leading digits; from ten thousand on in 万 with one decimal place."""
    if count >= TEN_THOUSAND:
        tenths = count * 10 // TEN_THOUSAND
        whole, tenth = divmod(tenths, 10)
        words = f"{whole}.{tenth}万" if tenth else f"{whole}万"
        return tenths * TEN_THOUSAND // 10, words
    step = 100 if count >= 1000 else 10
    return count // step * step, str(count // step * step)
