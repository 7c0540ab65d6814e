"""A cold start on Telegram: `cunbao run` as a technician starts it, in a new interpreter."""

import json
import os
import subprocess
import sys
import time

from tests.death.cold import ROOT, ColdProcess
from tests.death.process import PATIENCE
from tests.death.setting import Setting
from tests.telegram_server.world import TOKEN


class ColdBot(ColdProcess):
    """It has imported nothing yet, and numbers none of its calls."""

    def __init__(self, setting: Setting, api: str) -> None:
        self.died_at = None
        self.calls = None
        self.code = None
        self._reading = -1
        config = setting.folder / "config.toml"
        config.write_text(
            f"[storage]\ndatabase = {json.dumps(setting.database)}\n"
            f"files = {json.dumps(str(setting.files))}\n"
            f"[telegram]\ntoken = {json.dumps(TOKEN)}\napi = {json.dumps(api)}\npacing = false\n"
            "[limits]\nquiet_seconds = 0\nreceipt_batch_per_minute = 0\n"
        )
        with (setting.folder / f"stderr-{setting.number}").open("w") as errors:
            self._child = subprocess.Popen(
                (sys.executable, "-m", "bot", "run", "--config", str(config)),
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stderr=errors,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.pid = self._child.pid
        self.started = time.monotonic()

    def wait(self, seconds: float = PATIENCE) -> int:
        """Whoever waited for it by its number has its code already."""
        return super().wait(seconds) if self.code is None else self.code

    def close(self) -> None:
        if self.code is None:
            super().close()
