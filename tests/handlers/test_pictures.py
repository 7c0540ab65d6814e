"""The digest's pictures as they are drawn: no empty box, nothing over the edge, no overlap."""

from dataclasses import replace
from datetime import datetime
from itertools import combinations, cycle, islice, pairwise
from pathlib import Path

import pytest
from PIL import Image

from bot.sample.drawing import draw_photos
from handlers.summaries.picture_data import Bulletin, Cell, Grid
from handlers.summaries.picture_drawing import draw_bulletin, draw_grid
from handlers.summaries.picture_fold import fold
from handlers.summaries.picture_font import font, has_glyph, measure, readable
from handlers.summaries.picture_of_bulletin import lay_out_bulletin
from handlers.summaries.picture_of_grid import lay_out_grid
from handlers.summaries.picture_shapes import (
    SMALLEST,
    WIDTH,
    Box,
    Canvas,
    Label,
    PhotoArea,
    Shade,
)

AT = datetime(2026, 10, 15, 17)
VILLAGES = "枫林村 石桥村 双塘村 上畈村 茶坑村 垱上村 河口社区 竹园村 前湾村 板仓村 梅冲村 望江社区"
TASKS = ("横幅2条", "资料200份", "集中宣传1场", "展板1块", "入户全部户", "总结1份")
LONG_TASK = "集中宣传或广播或宣传车12次/周"
LONG_NAME = "柳溪镇凤凰山经济开发区第一社区居民委员会"
EVERY = (Cell.DONE, Cell.PARTLY, Cell.NOTHING, Cell.NOT_OWED, Cell.NOTHING)


def grid_for(units: int, tasks: int) -> Grid:
    names = [*VILLAGES.split(), LONG_NAME, *(f"第{number}村" for number in range(units))]
    words = [*TASKS, LONG_TASK, *(f"问卷{number}00份" for number in range(1, tasks))]
    cells = list(islice(cycle(EVERY), units * tasks))
    return Grid(
        *("柳溪镇", "2026年10月宣传月", AT, 7, 23),
        units=tuple(names[:units]),
        tasks=tuple(words[:tasks]),
        cells=tuple(tuple(cells[one * tasks : (one + 1) * tasks]) for one in range(units)),
    )


def bulletin_for(tasks: int, photos: tuple[Path, ...] = ()) -> Bulletin:
    words = [*TASKS, LONG_TASK, *(f"问卷{number}00份" for number in range(1, tasks))]
    totals = (("发放宣传资料", "3100余份"), ("现场咨询", "1234567人次"), ("意见建议", "5条"))
    return Bulletin(
        *("柳溪镇", "2026年10月宣传月", AT, 7, 23, totals),
        tasks=tuple((one, place % 13, 12) for place, one in enumerate(words[:tasks])),
        photos=photos,
    )


CANVASES = [
    lay_out_grid(grid_for(12, 6), measure),
    lay_out_grid(grid_for(38, 25), measure),
    lay_out_grid(grid_for(1, 1), measure),
    lay_out_bulletin(bulletin_for(6), measure),
    lay_out_bulletin(bulletin_for(25), measure),
    lay_out_bulletin(replace(bulletin_for(0), totals=()), measure),
]
each_canvas = pytest.mark.parametrize("canvas", CANVASES)


def drawn_at(label: Label) -> tuple[float, float, float, float]:
    """What the words cover when they are drawn."""
    box, anchor = label.box, "mm" if label.centred else "lm"
    x = box.x + box.width / 2 if label.centred else box.x
    left, top, right, bottom = font(label.size).getbbox(label.words, anchor=anchor)
    middle = box.y + box.height / 2
    return x + left, middle + top, x + right, middle + bottom


@each_canvas
def test_all_words_stay_within_their_boxes_and_the_picture(canvas: Canvas) -> None:
    for label in canvas.labels:
        left, top, right, bottom = drawn_at(label)
        box = label.box
        assert box.x - 1 <= left <= right <= box.right + 2, label
        assert box.y <= top <= bottom <= box.bottom, label
        assert box.x >= 0
        assert box.right <= WIDTH, label
        assert box.bottom <= canvas.height, label


@each_canvas
def test_no_words_lie_over_others(canvas: Canvas) -> None:
    for one, other in combinations(canvas.labels, 2):
        assert not _overlap(one.box, other.box), (one, other)


def _overlap(a: Box, b: Box) -> bool:
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom


@each_canvas
def test_it_is_readable_on_a_phone(canvas: Canvas) -> None:
    """Shown 360 wide, no letter is smaller than ten pixels, and it is two screens at most."""
    assert min(label.size for label in canvas.labels) >= SMALLEST == 30
    assert canvas.height <= 2200


@each_canvas
def test_no_character_is_an_empty_box(canvas: Canvas) -> None:
    assert [one for label in canvas.labels for one in label.words if not has_glyph(one)] == []


def test_rare_characters_of_places_are_there() -> None:
    assert all(map(has_glyph, "垱圩崟塆塝磡堨洑濛喆堃垸垭岙埠塅坳圳圪坨堉峁崾峪嵧墚塬坜坂夼汊畈㘵"))
    assert not has_glyph("\U00020bb7")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("垱上村", "垱上村"),
        ("\U00020000家村", "(hē)家村"),
        ("枫林\u200b村\u3000一组", "枫林村 一组"),
        ("宣传\U0001f389周", "宣传周"),
        ("\U00020bb7村", "〓村"),
    ],
)
def test_what_the_font_lacks_is_told_by_its_sound(words: str, expected: str) -> None:
    assert readable(words) == expected
    assert all(map(has_glyph, expected))


def test_states_are_told_apart_without_colour() -> None:
    """Every pixel of the grid is grey, and the three shades differ by far."""
    image = draw_grid(grid_for(12, 6))
    assert {max(pixel) - min(pixel) for _, pixel in image.getcolors(1 << 24) or ()} == {0}
    light = [int(shade.value[1:3], 16) for shade in (Shade.DARK, Shade.MIDDLE, Shade.WHITE)]
    assert all(b - a > 40 for a, b in pairwise(light))
    words = {label.words for label in lay_out_grid(grid_for(12, 6), measure).labels}
    assert {"部分", "未报", "已齐", "仅供工作调度"} <= words


def test_the_grid_says_what_it_does_not_show() -> None:
    words = [label.words for label in CANVASES[1].labels]
    folded = fold(grid_for(38, 25))
    assert {"其余", f"{folded.other_tasks}项", f"其余{folded.other_units}个"} <= set(words)
    complete = replace(grid_for(2, 2), cells=((Cell.DONE, Cell.DONE),) * 2)
    told = [label.words for label in lay_out_grid(complete, measure).labels]
    assert "各单位各项任务都已齐。" in told


def test_the_bulletin_names_no_unit() -> None:
    words = "".join(label.words for label in CANVASES[4].labels)
    assert not [name for name in (*VILLAGES.split(), LONG_NAME) if name in words]
    assert "10月15日 截至17:00 第7天/共23天" in words


def test_two_photos_are_shown_and_a_damaged_one_is_left_out(tmp_path: Path) -> None:
    paths = tuple(draw_photos(tmp_path, 3, seed=1))
    areas = [
        one
        for one in lay_out_bulletin(bulletin_for(6, paths), measure).shapes
        if isinstance(one, PhotoArea)
    ]
    assert [one.path for one in areas] == list(paths[:2])
    without = draw_bulletin(bulletin_for(6)).height
    paths[0].write_bytes(b"no photo")
    assert draw_bulletin(bulletin_for(6, paths[:1])).height == without
    assert draw_bulletin(bulletin_for(6, paths[1:2])).height > without


def test_the_drawn_picture_has_the_layouts_size() -> None:
    image = draw_grid(grid_for(38, 25))
    assert isinstance(image, Image.Image)
    assert image.size == (WIDTH, CANVASES[1].height)
