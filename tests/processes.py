"""Child processes of the tests that end with them, even when the test session itself is killed."""

import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

# A watcher reads a pipe whose other end only the test session holds. A line tells it to stand down; the end of the
# pipe means that the session died, and the command must go too. `exec` keeps the process id for the command itself.
_WATCHED = 'exec 3<&0; name=$1; shift; (read -r _ <&3 || kill -s "$name" $$) & exec "$@" </dev/null 3<&-'


class Child:
    """A running command with its output in `log`."""

    def __init__(
        self,
        command: Sequence[str],
        log: Path,
        *,
        stop_signal: signal.Signals = signal.SIGTERM,
        environment: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        user: str | None = None,
    ) -> None:
        self.log = log
        self._stop_signal = stop_signal
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                ["sh", "-c", _WATCHED, "sh", stop_signal.name.removeprefix("SIG"), *command],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=None if environment is None else dict(environment),
                cwd=cwd,
                user=user,
                group=user,
                extra_groups=None if user is None else [],
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def stop(self, patience: float = 15) -> None:
        """Ask the command to end and wait; after `patience` seconds it is killed."""
        self._end(self._stop_signal)
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def kill(self) -> None:
        """End the command at once, as a power cut would."""
        self._end(signal.SIGKILL)
        self._process.wait()

    def tail(self, lines: int = 60) -> str:
        """The end of the log, for the message of a failure."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def _end(self, how: signal.Signals) -> None:
        pipe = self._process.stdin
        assert pipe is not None
        if not pipe.closed:
            try:
                pipe.write(b"\n")
                pipe.close()
            except BrokenPipeError:
                pass  # the watcher has gone already
        self._process.send_signal(how)  # does nothing once the process was waited for
