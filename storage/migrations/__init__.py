"""Alembic, called from the program itself: an office never runs it by hand."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine

FOLDER = Path(__file__).parent


def configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config


def upgrade(engine: Engine, found: str) -> None:
    """Bring a database from revision `found` to the newest; raises DatabaseTooNew, untouched."""
    from storage.schema import DatabaseTooNew

    config = configuration()
    try:
        ScriptDirectory.from_config(config).get_revision(found)
    except CommandError:
        raise DatabaseTooNew(found) from None
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
