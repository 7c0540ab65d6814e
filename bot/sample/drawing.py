"""The sample's photos, drawn by the project; runs in a child, a command or a test (pillow)."""

from collections.abc import Callable
from math import cos, pi, sin
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw

SIZE = (1280, 960)
HORIZON = 560
COATS = ("#34495e", "#7f8c8d", "#6b4f3a", "#2e6b4f", "#8e5572", "#3b6ea5", "#a0522d", "#4a4a4a")
HAIR = ("#1c1a19", "#2b2523", "#3a3331", "#8a8683")
PAPER = ("#fdfbf4", "#f6e7c9", "#e3f0e6", "#e6ecf7", "#fbe3de")

Scene = Callable[[ImageDraw.ImageDraw, Random], None]


def draw_photos(folder: Path, count: int, seed: int) -> list[Path]:
    """JPEGs of 1280×960, the same bytes for the same seed and pillow; no face, no real place."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(count):
        path = folder / f"样例{seed}-{number + 1:02d}.jpg"
        draw_photo(seed * 1000 + number).save(path, "JPEG", quality=82)
        paths.append(path)
    return paths


def draw_photo(seed: int) -> Image.Image:
    """One scene by turns: banner, stall, people from behind, leaflets on a table."""
    # Drawing needs to be repeatable, not secret.
    random = Random(seed)  # noqa: S311
    image = Image.new("RGB", SIZE)
    pen = ImageDraw.Draw(image)
    SCENES[seed % len(SCENES)](pen, random)
    return image


def _street(pen: ImageDraw.ImageDraw, random: Random) -> None:
    _sky(pen, random)
    _hills(pen, random)
    _houses(pen, random)
    pen.rectangle((0, HORIZON, *SIZE), fill=_shade("#b9b2a3", random))
    for y in range(HORIZON + 40, SIZE[1], 70):
        pen.line((0, y, SIZE[0], y + random.randint(-6, 6)), fill="#a79f8f", width=2)


def _sky(pen: ImageDraw.ImageDraw, random: Random) -> None:
    warm = random.randint(0, 30)
    for y in range(HORIZON):
        part = y / HORIZON
        colour = (int(150 + 80 * part) + warm // 2, int(185 + 45 * part), int(225 + 15 * part))
        pen.line((0, y, SIZE[0], y), fill=colour)
    for _ in range(3):
        x, y = random.randint(0, SIZE[0]), random.randint(40, 200)
        for shift in (-70, 0, 70):
            pen.ellipse((x + shift - 80, y - 22, x + shift + 80, y + 26), fill="#eef3f6")


def _hills(pen: ImageDraw.ImageDraw, random: Random) -> None:
    for base, colour in ((330, "#8fa99a"), (390, "#6f8f78"), (450, "#557a5f")):
        wave, shift = random.randint(160, 260), random.random() * 6
        ridge = [
            (x, base + 50 * sin(x / wave + shift) + 18 * cos(x / 61 + shift))
            for x in range(0, SIZE[0] + 20, 20)
        ]
        pen.polygon([(0, HORIZON), *ridge, (SIZE[0], HORIZON)], fill=colour)


def _houses(pen: ImageDraw.ImageDraw, random: Random) -> None:
    x = -random.randint(0, 80)
    while x < SIZE[0]:
        width, height = random.randint(150, 230), random.randint(130, 210)
        top = HORIZON - height
        pen.rectangle((x, top, x + width, HORIZON), fill=_shade("#ece7dc", random))
        roof = [
            (x - 14, top),
            (x + width + 14, top),
            (x + width - 20, top - 46),
            (x + 20, top - 46),
        ]
        pen.polygon(roof, fill=_shade("#4d5359", random))
        for left in range(x + 24, x + width - 50, 62):
            pen.rectangle((left, top + 40, left + 36, top + 86), fill="#6f8796", outline="#fff")
        pen.rectangle((x + width // 2 - 22, HORIZON - 84, x + width // 2 + 22, HORIZON), "#7a4a32")
        x += width + random.randint(10, 50)


def _banner(pen: ImageDraw.ImageDraw, random: Random) -> None:
    _street(pen, random)
    top, left, right = random.randint(250, 330), 120, SIZE[0] - 120
    for x in (left - 12, right):
        pen.rectangle((x, top - 60, x + 12, HORIZON + 60), fill="#6b6259")
    _cloth(pen, random, (left, top, right, top + 96))
    for _ in range(random.randint(2, 4)):
        _person(pen, random, random.randint(160, SIZE[0] - 160), random.randint(860, 940), 1.0)


def _cloth(pen: ImageDraw.ImageDraw, random: Random, box: tuple[int, int, int, int]) -> None:
    """A red banner that sags a little, with signs that look like writing and say nothing."""
    left, top, right, bottom = box
    steps = range(left, right + 1, 20)

    def sag(x: int) -> float:
        return 14 * sin(pi * (x - left) / (right - left))

    upper = [(x, top + sag(x)) for x in steps]
    lower = [(x, bottom + sag(x)) for x in reversed(steps)]
    pen.polygon(upper + lower, fill="#c8201f", outline="#a01817")
    side = bottom - top - 36
    for x in range(left + 40, right - side - 20, side + 18):
        _sign(pen, random, x, top + 18 + sag(x), side, "#fdf3d0")


def _sign(
    pen: ImageDraw.ImageDraw, random: Random, x: float, y: float, side: int, colour: str
) -> None:
    thick = max(side // 9, 2)
    for share in (0.15, 0.5, 0.85):
        if random.random() < 0.8:
            inset = random.choice((0, side * 0.15))
            pen.line(
                (x + inset, y + side * share, x + side - inset, y + side * share), colour, thick
            )
    for share in (0.2, 0.5, 0.8):
        if random.random() < 0.65:
            reach = random.choice((0.5, 1.0))
            pen.line((x + side * share, y, x + side * share, y + side * reach), colour, thick)
    if random.random() < 0.4:
        pen.line((x + side * 0.5, y + side * 0.5, x, y + side), colour, thick)
        pen.line((x + side * 0.5, y + side * 0.5, x + side, y + side), colour, thick)


def _person(pen: ImageDraw.ImageDraw, random: Random, x: int, foot: int, scale: float) -> None:
    """Seen from behind: hair, coat, trousers; no face."""
    coat, hair = random.choice(COATS), random.choice(HAIR)
    high, wide = int(300 * scale), int(44 * scale)
    head = foot - high
    for side in (-1, 1):
        leg = x + side * wide * 2 // 5
        pen.rectangle((leg - wide // 3, foot - high * 45 // 100, leg + wide // 3, foot), "#2f3440")
    body = (x - wide, head + int(52 * scale), x + wide, foot - high * 38 // 100)
    pen.rounded_rectangle(body, radius=int(22 * scale), fill=coat)
    for side in (-1, 1):
        arm = x + side * (wide + int(8 * scale))
        box = (arm - int(11 * scale), body[1] + int(8 * scale), arm + int(11 * scale), body[3])
        pen.rounded_rectangle(box, radius=int(10 * scale), fill=_darker(coat))
    pen.rectangle((x - wide // 4, head + int(40 * scale), x + wide // 4, body[1] + 4), "#c99b7a")
    pen.ellipse((x - int(28 * scale), head - 6, x + int(28 * scale), head + int(54 * scale)), hair)


def _stall(pen: ImageDraw.ImageDraw, random: Random) -> None:
    _street(pen, random)
    left, right, top = 260, SIZE[0] - 260, 250
    for x in (left + 10, right - 10):
        pen.rectangle((x - 6, top, x + 6, 830), fill="#d8d8d8")
    for number, x in enumerate(range(left - 40, right + 40, 60)):
        stripe = [(x, top + 40), (x + 60, top + 40), (x + 48, top - 50), (x + 12, top - 50)]
        pen.polygon(stripe, fill="#c8201f" if number % 2 else "#f5f1e8")
    _cloth(pen, random, (left + 40, top + 70, right - 40, top + 130))
    for x in range(left + 90, right - 60, 190):
        _person(pen, random, x + random.randint(-30, 30), 800, 0.9)
    _table(pen, random, (left, 690, right, 880))
    for _ in range(random.randint(2, 4)):
        _person(pen, random, random.randint(120, SIZE[0] - 120), random.randint(930, 955), 1.1)


def _table(pen: ImageDraw.ImageDraw, random: Random, box: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = box
    pen.polygon(
        [(left + 30, top), (right - 30, top), (right, top + 50), (left, top + 50)], "#a8342c"
    )
    pen.rectangle((left, top + 50, right, bottom), fill="#8f2a24")
    for x in range(left + 60, right - 90, 96):
        for height in range(random.randint(2, 7)):
            y = top + 34 - height * 5
            pen.rectangle((x, y - 16, x + 62, y), random.choice(PAPER), outline="#b8b0a0")


def _crowd(pen: ImageDraw.ImageDraw, random: Random) -> None:
    _street(pen, random)
    _cloth(pen, random, (240, 200, SIZE[0] - 240, 280))
    for foot, scale in ((720, 0.7), (820, 0.9), (930, 1.15)):
        step = int(150 * scale)
        for x in range(random.randint(20, 90), SIZE[0], step):
            _person(pen, random, x + random.randint(-25, 25), foot, scale)


def _leaflets(pen: ImageDraw.ImageDraw, random: Random) -> None:
    for y in range(SIZE[1]):
        grain = 8 * sin(y / 9) + random.randint(-3, 3)
        pen.line((0, y, SIZE[0], y), fill=(int(164 + grain), int(124 + grain), int(84 + grain)))
    for _ in range(random.randint(9, 14)):
        _leaflet(pen, random, random.randint(80, SIZE[0] - 80), random.randint(80, SIZE[1] - 80))


def _leaflet(pen: ImageDraw.ImageDraw, random: Random, x: int, y: int) -> None:
    angle, (wide, high) = random.uniform(-0.5, 0.5), (190, 270)

    def at(across: float, down: float) -> tuple[float, float]:
        a, d = (across - 0.5) * wide, (down - 0.5) * high
        return (x + a * cos(angle) - d * sin(angle), y + a * sin(angle) + d * cos(angle))

    def sheet(shift: float, colour: str) -> None:
        corners = [at(0, 0), at(1, 0), at(1, 1), at(0, 1)]
        pen.polygon([(a + shift, b + shift) for a, b in corners], fill=colour)

    sheet(8, "#6e5238")
    sheet(0, random.choice(PAPER))
    head = random.choice(("#c8201f", "#2d6a8e", "#3a7d52"))
    pen.polygon([at(0, 0), at(1, 0), at(1, 0.2), at(0, 0.2)], fill=head)
    pen.line([at(0.15, 0.1), at(0.85, 0.1)], fill="#fdf3d0", width=12)
    for down in range(6):
        end = random.uniform(0.6, 0.9)
        pen.line([at(0.1, 0.32 + down * 0.1), at(end, 0.32 + down * 0.1)], "#7b7568", 5)


def _shade(colour: str, random: Random) -> tuple[int, int, int]:
    shift = random.randint(-12, 12)
    red, green, blue = (int(colour[i : i + 2], 16) + shift for i in (1, 3, 5))
    return (min(max(red, 0), 255), min(max(green, 0), 255), min(max(blue, 0), 255))


def _darker(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[i : i + 2], 16) * 4 // 5 for i in (1, 3, 5))
    return (red, green, blue)


SCENES: tuple[Scene, ...] = (_banner, _stall, _crowd, _leaflets)
