"""Finding the campaign that a cell names: its name, its code, or a part that fits only one."""

from collections.abc import Iterable, Mapping

from handlers import wording
from handlers.register.cells import name, names_list
from handlers.register.finding import Wrong
from handlers.register.sheets import nearest_or_all

_EVERY = frozenset({"全部", "所有", "全部活动", "所有活动", "各活动"})


class CampaignNames:
    """`codes` is name -> code, of all campaigns that there are."""

    def __init__(self, codes: Mapping[str, str | None]) -> None:
        self._names = list(codes)
        self._by_code = {code: named for named, code in codes.items() if code}

    def read_list(self, text: str) -> tuple[str | None, ...]:
        """None alone for every campaign; raises Wrong where a name fits none or several."""
        parts = names_list(text)
        if any(part in _EVERY for part in parts):
            return (None,)
        return tuple(dict.fromkeys(self._read(part) for part in parts))

    def _read(self, text: str) -> str:
        plain = name(text)
        if not self._names or plain in self._names:
            return plain
        if plain in self._by_code:
            return self._by_code[plain]
        holding = [one for one in self._names if plain in one]
        if len(holding) == 1:
            return holding[0]
        raise Wrong(wording.TASK_CAMPAIGN, value=plain, near=self._near(plain, holding))

    def _near(self, text: str, holding: Iterable[str]) -> str:
        listed = list(holding)
        return "、".join(listed) if listed else nearest_or_all(text, self._names)
