"""The configuration file: every key known, every fault told at once with its mend."""

import tomllib
from pathlib import Path

import msgspec
import pytest

from bot.config import SECTIONS, Config, ConfigError, find_config, read_config

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_holds_exactly_the_keys_of_config_with_their_defaults() -> None:
    example = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    assert {name: list(keys) for name, keys in example.items()} == {
        name: list(kind.__struct_fields__) for name, kind in SECTIONS.items()
    }
    for name, kind in SECTIONS.items():
        assert msgspec.convert(example[name], kind) == kind()
    sections = set(Config.__struct_fields__) - {"folder"}
    assert sections == set(SECTIONS)


def test_every_key_of_the_example_has_a_comment() -> None:
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        assert "=" not in line.split("#")[0] or "  # " in line, line


def test_without_a_file_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    config = read_config(find_config(None, {}), {})
    assert config.local is None
    assert config.files_folder == tmp_path / "cunbao-data/files"


def test_all_faults_are_told_at_once_with_line_and_mend(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "[limits]\nquiet_second = 5\nstop_seconds = 'x'\n\n[ofice]\ntimezone = 'Asia/Shanghai'\n",
    )
    with pytest.raises(ConfigError) as caught:
        read_config(path, {})
    faults = str(caught.value).splitlines()
    assert len(faults) == 3
    assert "第2行" in str(caught.value)
    assert "quiet_seconds" in str(caught.value)
    assert "第3行" in str(caught.value)
    assert "[office]" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[limits\n", "写法有误"),
        ("[办公室]\n", "写法有误"),
        ("limits = 3\n", "应是一节"),
        ("[office]\ntimezone = 'Mars/Base'\n", "不是时区名"),
        ("[telegram]\ntoken_file = 'none.txt'\n", "token_file"),
        ("[watch]\nlisten = 'localhost'\n", "第2行"),
    ],
)
def test_a_fault_is_named_in_words(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(ConfigError, match=expected):
        read_config(written(tmp_path, text), {})


def test_a_secret_never_stands_in_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        read_config(written(tmp_path, "[telegram]\ntoken = ['12345:SECRET']\n"), {})
    assert "SECRET" not in str(caught.value)


def test_the_environment_wins_over_the_file_for_secrets(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from-file\n")
    path = written(tmp_path, "[telegram]\ntoken_file = 'secret'\n")
    assert read_config(path, {}).telegram.token == "from-file"
    assert read_config(path, {"CUNBAO_TELEGRAM_TOKEN": "env"}).telegram.token == "env"
