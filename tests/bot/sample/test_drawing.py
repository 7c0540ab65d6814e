from pathlib import Path

from PIL import Image

from bot.sample.drawing import draw_photos


def test_the_same_seed_draws_the_same_photos_and_another_seed_others(tmp_path: Path) -> None:
    first = [path.read_bytes() for path in draw_photos(tmp_path / "a", 4, seed=7)]
    again = [path.read_bytes() for path in draw_photos(tmp_path / "b", 4, seed=7)]
    others = [path.read_bytes() for path in draw_photos(tmp_path / "c", 4, seed=8)]

    assert first == again
    assert len({*first, *others}) == 8


def test_each_is_a_jpeg_of_the_usual_size(tmp_path: Path) -> None:
    for path in draw_photos(tmp_path, 4, seed=1):
        with Image.open(path) as image:
            image.load()
            assert (image.format, image.size) == ("JPEG", (1280, 960))
        assert 20_000 < path.stat().st_size < 600_000
