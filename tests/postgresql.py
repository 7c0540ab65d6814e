"""A PostgreSQL server of the tests' own: a fresh cluster on a free port, ended with the run."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

TEMPLATE = "cunbao_template"


def binaries() -> Path | None:
    """The newest installed server's folder; Debian keeps it outside PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    if found:
        return found[0].parent
    elsewhere = shutil.which("initdb")
    return Path(elsewhere).parent if elsewhere else None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cluster:
    """Use start() and stop(); PostgreSQL refuses root, so as root it runs as user postgres."""

    def __init__(self, bin_folder: Path) -> None:
        self._bin = bin_folder
        self._folder = Path(tempfile.mkdtemp(prefix="cunbao-pg-", dir="/tmp"))
        self.port = free_port()
        self._count = 0
        self._user = "postgres" if os.getuid() == 0 else None

    def _run(self, *command: str) -> None:
        subprocess.run(
            command, check=True, user=self._user, cwd=self._folder, stdout=subprocess.DEVNULL
        )

    def start(self) -> None:
        if self._user:
            os.chown(self._folder, pwd.getpwnam(self._user).pw_uid, -1)
        data = str(self._folder / "data")
        initdb = (str(self._bin / "initdb"), "-D", data, "-U", "postgres", "-A", "trust")
        self._run(*initdb, "-E", "UTF8", "--no-sync", "--locale=C.UTF-8")
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
            f"{self._folder} -c fsync=off -c max_connections=200 -c shared_buffers=128MB"
        )
        log = str(self._folder / "log")
        self._run(str(self._bin / "pg_ctl"), "-D", data, "-l", log, "-w", "-o", options, "start")

    def stop(self) -> None:
        data = str(self._folder / "data")
        self._run(str(self._bin / "pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def make_template(self) -> None:
        from storage.postgresql_store import postgresql_engine
        from storage.schema import bring_up_to_date

        self.execute(f"CREATE DATABASE {TEMPLATE}")
        engine = postgresql_engine(self.url(TEMPLATE))
        bring_up_to_date(engine)
        engine.dispose()

    def new_database(self) -> str:
        """The address of a database that nobody has used, already up to date."""
        self._count += 1
        name = f"cunbao_{os.getpid()}_{self._count}"
        self._copy_template(name)
        return self.url(name)

    def _copy_template(self, name: str) -> None:
        import psycopg

        for _ in range(100):
            try:
                self.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
            except psycopg.errors.ObjectInUse:
                # A connection that has just closed may still be seen by the server.
                time.sleep(0.1)
                continue
            return
        raise RuntimeError(f"the template {TEMPLATE} stays in use")

    def drop(self, url: str) -> None:
        self.execute(f"DROP DATABASE IF EXISTS {url.rsplit('/', 1)[1]} WITH (FORCE)")
