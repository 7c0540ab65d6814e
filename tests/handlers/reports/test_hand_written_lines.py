import pytest

from tests.corpus.score import score
from tests.corpus.written import FOLDER, written_lines


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("*.txt")))
def test_every_hand_written_line_is_read_as_a_careful_clerk_reads_it(name: str) -> None:
    found = score(written_lines(name))

    assert found.lines > 15
    assert found.wrong == []
