"""`python -m tests.bench.telegram_description FILE`: our calls and the strict server against it.

FILE is the Bot API's description as JSON (methods and types with their fields). The tests of the
channel are run once, and every request that they made is checked, field by field.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.telegram_server.calls import CALLS
from tests.telegram_server.description import METHODS, fields_of
from tests.telegram_server.server import RECORD

OURS = {"getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo", *CALLS}
PLAIN = {"Integer": int, "String": str, "Boolean": bool, "Float": (int, float), "True": bool}


class Description:
    def __init__(self, path: Path) -> None:
        told = json.loads(path.read_text(encoding="utf-8"))
        self.version: str = told["version"]
        self._types: dict[str, Any] = told["types"]
        self.methods: dict[str, Any] = told["methods"]

    def differs(self, method: str, values: dict[str, Any]) -> Iterator[str]:
        """What of one request the description does not allow."""
        if method not in self.methods:
            yield f"{method}: no such method"
            return
        yield from self._fields(method, self.methods[method].get("fields", []), values)

    def _fields(self, where: str, fields: Any, values: dict[str, Any]) -> Iterator[str]:
        known = {field["name"]: field for field in fields}
        yield from (f"{where}: no field {name}" for name in values.keys() - known.keys())
        needed = {name for name, field in known.items() if field["required"]}
        yield from (f"{where}: lacks {name}" for name in needed - values.keys())
        for name in values.keys() & known.keys():
            if not any(self._fits(values[name], kind) for kind in known[name]["types"]):
                yield f"{where}.{name}: no {' or '.join(known[name]['types'])}"

    def _fits(self, value: Any, kind: str) -> bool:
        if kind in PLAIN:
            is_number_for_bool = isinstance(value, bool) and PLAIN[kind] is not bool
            return isinstance(value, PLAIN[kind]) and not is_number_for_bool
        if kind.startswith("Array of "):
            inner = kind.removeprefix("Array of ")
            return isinstance(value, list) and all(self._fits(one, inner) for one in value)
        if kind == "InputFile":
            return isinstance(value, str) and value.startswith("attach://")
        return isinstance(value, dict) and self._is_object(value, kind)

    def _is_object(self, value: dict[str, Any], kind: str) -> bool:
        if subtypes := self._types[kind].get("subtypes"):
            return any(self._is_object(value, one) for one in subtypes)
        return not list(self._fields(kind, self._types[kind].get("fields", []), value))

    def differs_from_models(self) -> Iterator[str]:
        """Methods of the strict server whose typed model knows other fields."""
        for name in sorted(OURS):
            model = METHODS[name].model_fields
            told = {one["name"]: one["required"] for one in self.methods[name].get("fields", [])}
            allowed = fields_of(name)
            yield from (f"{name}: the server lacks {field}" for field in told.keys() - allowed)
            yield from (f"{name}: the server adds {field}" for field in allowed - told.keys())
            for field in told.keys() & model.keys():
                if told[field] != model[field].is_required():
                    yield f"{name}.{field}: required {told[field]}, in the model otherwise"


def recorded() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every request of the channel's tests, as the strict server decoded it."""
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder) / "requests.jsonl"
        subprocess.run(
            [sys.executable, "-m", "pytest", "tests/bot/telegram", "-q", "-k", "not postgresql"],
            env=os.environ | {RECORD: str(record)},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        for line in record.read_text(encoding="utf-8").splitlines():
            method, values = json.loads(line)
            yield method, values


def main() -> None:
    description = Description(Path(sys.argv[1]))
    requests = list(recorded())
    asked = {(method, name) for method, values in requests for name in values}
    found = {fault for method, values in requests for fault in description.differs(method, values)}
    apart = sorted({*found, *description.differs_from_models()})
    methods = len({method for method, _ in requests})
    counted = f"{len(requests)} requests, {methods} methods, {len(asked)} fields"
    print(f"{description.version}: {counted}")
    print("\n".join(apart) or "nothing differs")
    sys.exit(1 if apart else 0)


if __name__ == "__main__":
    main()
