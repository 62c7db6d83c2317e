"""The server as a process: started, asked for its addresses, signalled, measured and stopped."""

import os
import re
import signal
import subprocess
import threading
import time
from pathlib import Path

START_SECONDS = 60  # a debug build loads a few megabytes a second, on a busy machine
STOP_SECONDS = 20


class Verbatimd:
    """One run of `verbatimd`; with `serves=False` it is expected to end by itself."""

    def __init__(self, program, arguments, *, serves=True, environment=None, prefix=()):
        variables = {k: v for k, v in os.environ.items() if not k.startswith("VERBATIM")}
        # Servers that run at once would contend for its port.
        variables["VERBATIM_ADMIN_LISTEN"] = "none"
        variables.update(environment or {})
        self.process = subprocess.Popen(
            [*prefix, str(program), *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=variables,
            cwd="/",
        )
        self._lines = []
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read_log, daemon=True)
        self._reader.start()
        self.addresses = []
        try:
            if serves:
                self.addresses.append(self._read_address())
                # Nothing else comes there; an open pipe that nobody reads could block the server.
                threading.Thread(target=self.process.stdout.read, daemon=True).start()
        except BaseException:
            self.kill()
            raise

    def _read_address(self):
        timer = threading.Timer(START_SECONDS, self.process.kill)
        timer.start()
        try:
            line = self.process.stdout.readline().decode()
        finally:
            timer.cancel()
        match = re.match(r"listening on (\S+) \(", line)
        if not match:
            self.process.kill()
            code = self.process.wait()
            self._reader.join()
            raise AssertionError(
                f"the server did not start: it said {line!r}, ended with {code}:\n{self.log}"
            )
        return match[1]

    def _read_log(self):
        for line in self.process.stderr:
            with self._changed:
                self._lines.append(line.decode("utf-8", "strict").rstrip("\n"))
                self._changed.notify_all()

    @property
    def pid(self):
        return self.process.pid

    @property
    def address(self):
        return self.addresses[0]

    @property
    def port(self):
        return int(self.address.rsplit(":", 1)[1])

    @property
    def log(self):
        with self._changed:
            return "\n".join(self._lines)

    @property
    def lines(self):
        with self._changed:
            return list(self._lines)

    def mark(self):
        """A place in the log, for `wait_for_log`."""
        with self._changed:
            return len(self._lines)

    def wait_for_log(self, pattern, since=0, seconds=10):
        """The first line from `since` on in which `pattern` is found."""
        expression = re.compile(pattern)
        end = time.monotonic() + seconds
        with self._changed:
            seen = since
            while True:
                for line in self._lines[seen:]:
                    if expression.search(line):
                        return line
                seen = len(self._lines)
                left = end - time.monotonic()
                if left <= 0 or not self._changed.wait(left):
                    found = "\n".join(self._lines[since:])
                    raise AssertionError(f"the log has no line with {pattern!r}; it has:\n{found}")

    def resident_bytes(self):
        """Bytes of the process in main memory."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise AssertionError("/proc gives no VmRSS: the server is gone")

    def open_sockets(self):
        """How many sockets the process has open."""
        count = 0
        for entry in Path(f"/proc/{self.pid}/fd").iterdir():
            try:
                count += os.readlink(entry).startswith("socket:")
            except FileNotFoundError:
                pass  # closed since the folder was listed
        return count

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self, seconds=STOP_SECONDS):
        """The exit code; the log is complete afterwards."""
        try:
            code = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"still running after {seconds} s; its log:\n{self.log}") from None
        self._reader.join()
        return code

    def stop(self):
        """Ends it in order; fails unless it ends with 0 and its log holds no error."""
        assert self.process.poll() is None, (
            f"the server ended by itself with {self.process.returncode}:\n{self.log}"
        )
        self.signal(signal.SIGTERM)
        assert self.wait() == 0, self.log
        assert not self.errors(), "\n".join(self.errors())

    def errors(self):
        """Lines of the log that tell of the server's own faults, or are no records at all."""
        record = re.compile(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (TRACE|DEBUG|INFO|NOTICE|WARNING) "
        )
        return [line for line in self.lines if not record.match(line)]

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._reader.join()
