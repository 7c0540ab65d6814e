"""Units that a text names, by the register or by the form of their names."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from handlers.reports.script import fold
from storage.records import Alias, Unit

_NOT_NAMES = frozenset(
    ["全", "各", "本", "我", "我们", "你", "你们", "他们", "咱", "咱们", "驻", "包", "行政", "自然", "农", "乡", "每", "每个", "个", "几个", "多个", "某", "该", "此", "这个", "那个", "哪个", "两个", "整个", "所有", "有关", "相关", "邻", "别", "外", "进", "入", "下", "到", "回", "离", "出", "在", "同", "城", "城中", "中心", "贫困", "脱贫", "示范", "重点", "试点", "空心", "老", "新", "原", "美丽", "美丽乡", "全镇各", "全县各", "另一个", "一个", "二", "两", "三", "四", "五", "六", "七", "八", "九", "十", "一", "数", "这", "那", "哪", "有", "没", "去", "跟", "和", "村", "都", "走", "走进", "深入", "联", "帮扶", "结对", "挂点", "联系", "包联", "所在", "居住", "户籍", "智慧", "文明", "平安", "法治", "村村", "沿线", "周边", "附近", "隔壁", "别的", "其他", "其它", "先进", "后进", "移民", "搬迁", "安置", "大", "小", "富裕", "专业", "特色", "旅游", "传统", "全乡各", "一些", "部分", "许多", "很多", "自己", "共建", "幸福乡", "各个", "各行政", "各自然", "个行政", "个自然", "镇", "县", "市", "区", "乡各", "镇各", "县各", "兄弟", "友邻", "邻近", "同一个", "上", "里", "属", "社", "组织", "由", "广大", "返乡", "宣传", "走访", "入户", "发放", "张贴", "悬挂", "召开", "开展", "通知", "要求", "请", "让", "给", "对", "把", "向", "为", "与", "及", "或", "个别", "多数", "少数", "大多数", "十个", "驻点", "我镇", "我县", "城市", "城镇", "农业", "乡镇", "集镇", "街道", "万", "千", "百", "本次", "今天", "昨天"]
)
_STRICT = ["在", "到", "去", "从", "给", "赴", "往", "了", "的", "于", "是", "各", "我", "你", "他", "该", "来", "进", "至", "由"]
_LOOSE = ["我们", "你们", "他们", "咱们", "我是", "这里是", "这是", "报告", "汇报", "上报", "报送", "汇总", "联络员", "干部", "补报", "更正", "大家好", "各位好", "领导好", "领导", "收到", "回复", "关于", "接龙", "还有", "另外", "以及", "其中", "然后", "那个", "就是", "刚才", "刚刚", "上午", "下午", "中午", "晚上", "前往", "来到", "位于", "走进", "深入", "组织", "联合", "邀请", "协助", "支援", "负责", "驻村", "包村", "现将", "我镇", "全镇", "我乡", "全乡", "我县", "嗯", "呃", "啊", "哎", "嘛", "呢", "帮", "跟", "请", "让", "对", "把", "向", "与", "及", "和", "同", "将", "叫", "报", "为", "里", "统计", "情况", "数据", "镇", "乡", "汇报一下", "书记", "主任", "老师", "早上", "今早"]
_NUMERALS = frozenset("零一二三四五六七八九十百千两几数多")
_MEMBERS = ["民", "干", "级", "组", "里", "务", "头", "口", "落", "容", "貌", "医", "规", "史", "庄", "镇", "子", "响", "部", "委", "道", "居", "企", "支", "两", "小"]
_ENDING = re.compile("社区|村")
_HAN = re.compile(r"[\u3400-\u9fff]+$")


@dataclass(frozen=True, slots=True)
class UnitHit:
    """One name in a text: `units` are the ids that it may mean, none when not registered."""

    start: int
    end: int
    units: frozenset[int]
    village: str | None


def find_villages(text: str) -> list[UnitHit]:
    """Names in …村 or …社区 by their form alone; days must be masked in the text."""
    hits = []
    last = 0
    for match in _ENDING.finditer(text):
        if match.start() < last:
            continue
        name = _name_before(text, max(last, match.start() - 7), match)
        if name:
            hits.append(
                UnitHit(match.start() - len(name), match.end(), frozenset(), name + match.group())
            )
        last = match.end()
    return hits


def _name_before(text: str, floor: int, match: re.Match[str]) -> str:
    run_match = _HAN.search(text, floor, match.start())
    if run_match is None:
        return ""
    run = run_match.group()
    follows = text[match.end() : match.end() + 1]
    closed = run_match.start() > floor or floor == 0
    name, cut = _strip(run)
    if not closed and not cut:
        name = run[-2:]
    if len(name) > 3:
        name = name[-2:]
    if name in _NOT_NAMES or name[-1:] in "各每本全驻我该这那某" or _is_count(name):
        return ""
    if (
        match.group() == "村"
        and follows in _MEMBERS
        and not _stands_alone(name, run, closed, follows)
    ):
        return ""
    return name


def _stands_alone(name: str, run: str, closed: bool, follows: str) -> bool:
    return (
        follows not in "民级庄镇子容落" and closed and len(name) >= 2 and name == run[-len(name) :]
    )


def _is_count(name: str) -> bool:
    """八一 is a name, 十八 and 两 are counts."""
    if not name or not set(name) <= _NUMERALS:
        return not name
    return len(name) == 1 or bool(set(name) & set("十百千两几数多"))


def _strip(run: str) -> tuple[str, bool]:
    best = 0
    for word in _STRICT:
        place = run.rfind(word)
        if place >= 0 and len(run) - place - len(word) >= 1 and (place == 0 or len(run) > 3):
            best = max(best, place + len(word))
    for word in _LOOSE:
        place = run.rfind(word)
        if place < 0:
            continue
        left = len(run) - place - len(word)
        if (left >= 2 or (left == 0 and word.endswith("们"))) and (
            place == 0 or len(word) > 1 or len(run) > 4
        ):
            best = max(best, place + len(word))
    return run[best:], best > 0


_SUFFIX = re.compile(r"(?:村民委员会|社区居民委员会|居民委员会|村委会|居委会|社区|村)$")
_NOT_THE_VILLAGE = re.compile(
    r"小学|中学|初中|高中|学校|幼儿园|卫生院|卫生室|医院|路|街|大道|桥|镇|乡|县|水库|派出所|集团|公司|合作社"
)


class UnitNames:
    """Finds the register's units in texts; a short name of several units gives them all."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._units = {unit.id: unit for unit in units}
        self._names: dict[str, list[tuple[int, Alias | None]]] = defaultdict(list)
        self._display: dict[str, list[tuple[int, Alias | None]]] = defaultdict(list)
        for unit in units:
            self._add(unit)
        self._automaton = _automaton(self._names)
        self._display_automaton = _automaton({**self._display, **self._names})

    def _add(self, unit: Unit) -> None:
        name = fold(unit.name).strip()
        self._keep(self._names, name, unit.id, None)
        short = _SUFFIX.sub("", name)
        if short != name and len(short) >= 2:
            self._keep(self._names, short, unit.id, None)
        town = re.sub(r"[镇乡]$", "", name)
        if town != name and len(town) >= 2:
            self._keep(self._display, town, unit.id, None)
        for alias in unit.aliases:
            called = fold(alias.name).strip()
            if called:
                self._keep(self._names, called, unit.id, alias)

    @staticmethod
    def _keep(
        names: dict[str, list[tuple[int, Alias | None]]], name: str, unit: int, alias: Alias | None
    ) -> None:
        if name and (unit, alias) not in names[name]:
            names[name].append((unit, alias))

    def find(self, text: str, day: date | None = None) -> list[UnitHit]:
        """Units in a folded text, longest names first; unregistered villages have no ids."""
        hits = list(self._hits(self._automaton, self._names, text, day))
        taken = [(hit.start, hit.end) for hit in hits]
        for hit in find_villages(text):
            if not any(start < hit.end and hit.start < end for start, end in taken):
                hits.append(hit)
        return self._nearest_parent(sorted(hits, key=lambda hit: hit.start))

    def from_display_name(self, name: str, day: date | None = None) -> frozenset[int]:
        """The most special units that a group nickname such as 柳溪-枫林-汪 names."""
        folded = fold(name)
        hits = list(
            self._hits(self._display_automaton, {**self._display, **self._names}, folded, day)
        )
        found = {unit for hit in hits for unit in hit.units}
        parents = {parent for unit in found for parent in self._ancestors(unit)}
        below = {unit for unit in found if parents & found <= set(self._ancestors(unit)) | {unit}}
        special = found - parents
        within = {unit for unit in special if unit in below or not (parents & found)}
        return frozenset(within or special)

    def _ancestors(self, unit: int) -> Iterator[int]:
        seen = {unit}
        parent = self._units[unit].parent
        while parent is not None and parent in self._units and parent not in seen:
            seen.add(parent)
            yield parent
            parent = self._units[parent].parent

    def _hits(
        self,
        automaton: Any,
        names: dict[str, list[tuple[int, Alias | None]]],
        text: str,
        day: date | None,
    ) -> Iterator[UnitHit]:
        if automaton is None:
            return
        for last, name in automaton.iter_long(text):
            ids = frozenset(
                unit for unit, alias in names[name] if alias is None or _in_force(alias, day)
            )
            start, end = last + 1 - len(name), last + 1
            if not ids or self._is_other_thing(ids, name, text, end):
                continue
            yield UnitHit(start, end, ids, self._village(ids))

    def _is_other_thing(self, ids: frozenset[int], name: str, text: str, end: int) -> bool:
        full = any(self._units[unit].name == name for unit in ids)
        return not full and _NOT_THE_VILLAGE.match(text, end) is not None

    def _village(self, ids: frozenset[int]) -> str | None:
        names = {self._units[unit].name for unit in ids}
        name = names.pop()
        return name if not names and name.endswith(("村", "社区")) else None

    def _nearest_parent(self, hits: list[UnitHit]) -> list[UnitHit]:
        kept: list[UnitHit] = []
        for hit in hits:
            before = kept[-1] if kept and kept[-1].end == hit.start else None
            if before is not None and before.units:
                below = frozenset(u for u in hit.units if before.units & set(self._ancestors(u)))
                if below:
                    kept.pop()
                    hit = UnitHit(before.start, hit.end, below, self._village(below))
            kept.append(hit)
        return kept


def _in_force(alias: Alias, day: date | None) -> bool:
    if day is None:
        return True
    return (alias.since is None or alias.since <= day) and (
        alias.until is None or day <= alias.until
    )


@cache
def _library() -> Any:
    import ahocorasick

    return ahocorasick


def _automaton(names: dict[str, list[tuple[int, Alias | None]]]) -> Any:
    if not names:
        return None
    automaton = _library().Automaton()
    for name in names:
        automaton.add_word(name, name)
    automaton.make_automaton()
    return automaton
