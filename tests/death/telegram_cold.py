"""A cold start on Telegram: `cunbao run` as a technician starts it, in a new interpreter."""

import json

from tests.death.cold import ColdProcess
from tests.death.process import PATIENCE
from tests.death.setting import Setting
from tests.telegram_server.world import TOKEN


class ColdBot(ColdProcess):
    """It has imported nothing yet, and numbers none of its calls."""

    def __init__(self, setting: Setting, api: str) -> None:
        config = setting.folder / "config.toml"
        config.write_text(
            f"[storage]\ndatabase = {json.dumps(setting.database)}\n"
            f"files = {json.dumps(str(setting.files))}\n"
            f"[telegram]\ntoken = {json.dumps(TOKEN)}\napi = {json.dumps(api)}\npacing = false\n"
            "[limits]\nquiet_seconds = 0\nreceipt_batch_per_minute = 0\n"
        )
        self._start(setting.folder, setting.number, "run", "--config", str(config))

    def wait(self, seconds: float = PATIENCE) -> int:
        """Whoever waited for it by its number has its code already."""
        return super().wait(seconds) if self.code is None else self.code

    def close(self) -> None:
        if self.code is None:
            super().close()
