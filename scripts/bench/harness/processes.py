"""Processes: what they cost by /proc, and servers that are started, waited for and stopped."""

import os
import resource
import signal
import socket
import subprocess
import time
from pathlib import Path

START_SECONDS = 1_800  # ten million statements take minutes to load
STOP_SECONDS = 10
TICKS = os.sysconf("SC_CLK_TCK")


class Failure(Exception):
    """Something did not do what it is measured for; the message says what."""


def tree(pid):
    """A process and all below it."""
    found = [pid]
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += tree(int(child))
    except FileNotFoundError:
        pass  # a thread that has ended
    return found


def cpu_seconds(pid):
    """CPU time of a process and all below it, to a hundredth of a second."""
    total = 0
    for process in tree(pid):
        fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def memory(pid, key):
    """A size by /proc/PID/status, of a process and all below it."""
    total = 0
    for process in tree(pid):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith(f"{key}:"):
                total += int(line.split()[1]) * 1024
    return total


def resident_bytes(pid):
    return memory(pid, "VmRSS")


def most_resident_bytes(pid):
    return memory(pid, "VmHWM")


def anonymous_bytes(pid):
    """Without files that are mapped."""
    return memory(pid, "RssAnon")


def environment(extra=None):
    """The caller's, without settings that are meant for a server or client of the caller's own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VERBATIM")}
    return {**kept, **(extra or {})}


def raise_file_limit():
    """A thousand connections are more descriptors than the usual limit; children inherit it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(command, seconds=120, variables=None):
    """Runs a command and returns its output; what it said is in the failure."""
    command = [str(part) for part in command]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
            env=environment(variables),
        )
    except subprocess.TimeoutExpired as error:
        raise Failure(f"{command[0]} did not end within {seconds} s") from error
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-300:]
        raise Failure(f"{' '.join(command[:3])} … ended with {done.returncode}: {said}")
    return done.stdout


def log_text(path):
    return path.read_text(errors="replace")


class Process:
    """A server as a process, up once it accepts connections, or has said so where it takes its port
    before it can answer."""

    def __init__(self, name, command, port, log, variables, announcement=None):
        self.name, self.port, self.command = name, port, [str(part) for part in command]
        self.started = time.monotonic()
        self.log = log
        self.announcement = announcement
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment(variables),
                start_new_session=True,
            )
        try:
            self._await()
        except BaseException:
            self.stop()
            raise
        self.start_seconds = time.monotonic() - self.started

    @property
    def pid(self):
        return self.process.pid

    def _await(self):
        while time.monotonic() - self.started < START_SECONDS:
            if self.process.poll() is not None:
                said = log_text(self.log).strip()[-300:]
                raise Failure(f"{self.name} ended with {self.process.returncode}: {said}")
            if self.announcement and self.announcement not in log_text(self.log):
                time.sleep(0.02)
                continue
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise Failure(f"{self.name} was not up within {START_SECONDS} s")

    def stop(self):
        if self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)  # a session of its own
            self.process.wait()
