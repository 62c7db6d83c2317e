"""What scripts/fairness measures."""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [
    str(FOLDER), str(FOLDER.parent / "interoperability"), str(FOLDER.parent / "bench/harness")
]  # fmt: skip

import build  # noqa: E402
import corpus  # noqa: E402
import grpc  # noqa: E402
from verbatimd import Verbatimd  # noqa: E402
from wire import (  # noqa: E402
    CHECK, DATA, END_STREAM, HEADERS, STREAM, WINDOW_UPDATE, Said, Wire, frame,
)  # fmt: skip

PAUSE = 0.02
STREAMS = 4
LARGEST_WINDOW = 2**31 - 1


class Full(Wire):
    """A client whose windows never fill, and that takes what comes; a connection's streams begin anew."""

    def __init__(self, server, ca):
        self.streams, self.checks = set(), set()
        self.bytes = self.bytes_before = 0
        self.buffer = bytearray()
        super().__init__(server, ca, Said(), (4, LARGEST_WINDOW))
        self.send(frame(WINDOW_UPDATE, 0, 0, (LARGEST_WINDOW - 65535).to_bytes(4, "big")))

    # Not by `send`, which reads as long as there is something.
    def begin(self):
        bytes_ = self.call(STREAM)
        self.streams.add(self.stream)
        self.socket.sendall(bytes_)

    def check(self):
        bytes_ = self.call(CHECK)
        self.checks.add(self.stream)
        stream = self.stream
        self.socket.sendall(bytes_)
        return stream

    def _take(self, piece):
        self.buffer += piece
        start, ended = 0, 0
        while len(self.buffer) - start >= 9:
            length = int.from_bytes(self.buffer[start : start + 3], "big")
            end = start + 9 + length
            if len(self.buffer) < end:
                break
            kind, flags = self.buffer[start + 3], self.buffer[start + 4]
            stream = int.from_bytes(self.buffer[start + 5 : start + 9], "big")
            if kind == DATA:
                self.bytes += length
            if kind in (DATA, HEADERS) and flags & END_STREAM:
                self.checks.discard(stream)
                if stream in self.streams:
                    self.streams.remove(stream)
                    ended += 1
            elif kind not in (DATA, HEADERS):
                super()._take(bytes(self.buffer[start:end]))
            start = end
        del self.buffer[:start]
        if self.bytes > 2**30:
            # The connection's window is all it may ever send.
            self.socket.sendall(frame(WINDOW_UPDATE, 0, 0, self.bytes.to_bytes(4, "big")))
            self.bytes_before += self.bytes
            self.bytes = 0
        for _ in range(ended):
            self.begin()

    def total(self):
        return self.bytes_before + self.bytes


def largest_windows(checked, streamed, ca, seconds):
    wire = Full(checked, ca)
    other = wire if streamed is checked else Full(streamed, ca) if streamed else None
    stop = threading.Event()
    if other:
        for _ in range(STREAMS):
            other.begin()
        if other is not wire:
            threading.Thread(target=drain, args=(other, stop), daemon=True).start()
    times = []
    due = time.monotonic() + 0.5
    end = due + seconds
    while due < end:
        while (left := due - time.monotonic()) > 0:
            wire.read_once(left)
        begun = time.monotonic()
        stream = wire.check()
        while stream in wire.checks:
            if not wire.read_once(5):
                raise AssertionError("a call was not answered")
        times.append((time.monotonic() - begun) * 1000)
        due = max(due + PAUSE, time.monotonic())
    stop.set()
    return sorted(times), other.total() if other else 0


def drain(wire, stop):
    while not stop.is_set() and not wire.over:
        wire.read_once(0.1)


def grpcio(checked, streamed, ca, seconds):
    credentials = grpc.ssl_channel_credentials(Path(ca).read_bytes())
    options = [("grpc.use_local_subchannel_pool", 1), ("grpc.max_receive_message_length", -1)]
    channel = grpc.secure_channel(checked.address, credentials, options)
    other = channel
    if streamed and streamed is not checked:
        other = grpc.secure_channel(streamed.address, credentials, options)
    check = channel.unary_unary(CHECK)
    check(b"", wait_for_ready=True)
    taken, stop, calls = [0] * STREAMS, threading.Event(), [None] * STREAMS

    def take(number):
        stream = other.unary_stream(STREAM)
        try:
            while not stop.is_set():
                calls[number] = stream(b"")
                for message in calls[number]:
                    taken[number] += len(message)
        except grpc.RpcError:
            if not stop.is_set():
                raise

    threads = [threading.Thread(target=take, args=(n,), daemon=True) for n in range(STREAMS)]
    for thread in threads if streamed else []:
        thread.start()
    times = []
    due = time.monotonic() + 0.5
    end = due + seconds
    while due < end:
        time.sleep(max(0, due - time.monotonic()))
        begun = time.monotonic()
        check(b"", timeout=5)
        times.append((time.monotonic() - begun) * 1000)
        due = max(due + PAUSE, time.monotonic())
    stop.set()
    for call in calls:
        if call:
            call.cancel()
    for thread in threads if streamed else []:
        thread.join(10)
    channel.close()
    other.close()
    return sorted(times), sum(taken)


def port(server):
    return server.address.rsplit(":", 1)[1]


def ours(checked, streamed, ca, seconds):
    program = Path(os.environ["PROGRAMS"]) / "bench-client"
    return program_of([program, port(checked), ca, "checks", str(seconds)], streamed, seconds)


def cpp(checked, streamed, ca, seconds):
    program = build.BUILT / "cpp/checks"
    return program_of([program, port(checked), ca, str(seconds)], streamed, seconds)


def program_of(arguments, streamed, seconds):
    if streamed:
        arguments.append(port(streamed))
    output = subprocess.run(
        arguments, check=True, capture_output=True, text=True, timeout=seconds + 60).stdout  # fmt: skip
    median, late, _, taken = map(float, output.split())
    return (median, late), taken


def figures(times):
    if isinstance(times, tuple):
        return times
    return times[len(times) // 2], times[len(times) * 99 // 100]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--limit", type=float, default=10)
    parser.add_argument("certs", type=Path)
    arguments = parser.parse_args()
    ca = arguments.certs / "ca.pem"
    failed = False
    build.build_cpp(build.BUILT / "cpp")
    with tempfile.TemporaryDirectory() as folder:
        documents = Path(folder) / "archive.jsonl"
        corpus.write(documents, large=True)
        servers = [
            Verbatimd(
                Path(os.environ["PROGRAMS"]) / "verbatimd",
                ["--certificate", arguments.certs / "server.pem", "--private-key",
                 arguments.certs / "server.key", "--listen", "127.0.0.1:0", documents])
            for _ in range(2)
        ]  # fmt: skip
        print("| client | alone | control | beside four streams | MB of these |")
        print("|---|---|---|---|---|")
        try:
            for client, measure in [("verbatim", ours), ("gRPC C++", cpp), ("grpcio", grpcio),
                                    ("windows of 2^31-1", largest_windows)]:  # fmt: skip
                rows = []
                for streamed in (None, servers[1], servers[0]):
                    times, taken = measure(servers[0], streamed, ca, arguments.seconds)
                    rows.append((*figures(times), taken))
                alone, control, beside = rows
                cells = [f"{row[0]:.1f} / {row[1]:.1f}" for row in rows]
                print(f"| {client} | {' | '.join(cells)} | {beside[2] / 1e6:.0f} |", flush=True)
                if beside[1] > max(arguments.limit, 2 * control[1]) or beside[2] == 0:
                    failed = True
        finally:
            for server in servers:
                server.kill()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
