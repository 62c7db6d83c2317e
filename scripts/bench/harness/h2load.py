"""h2load and nghttp: the neutral clients that all servers are called with."""

import hashlib
import re
import resource
import subprocess
from dataclasses import dataclass

import numpy as np
from processes import Failure, cpu_seconds

CIPHER, PROTOCOL = "TLS_AES_128_GCM_SHA256", "TLSv1.3"
HEADERS = ["-H", "content-type: application/grpc", "-H", "te: trailers"]
UNARY, STREAM = "GetStatement", "StreamStatements"
RUN_SECONDS = 90
UNITS = {"us": 1.0, "ms": 1e3, "s": 1e6}
PERCENTILES = (50, 99, 99.9)


@dataclass
class Load:
    """What one run of h2load came to."""

    command: str
    server_cpu: float
    client_cpu: float
    seconds: float
    done: int
    data: int
    mean_us: float
    max_us: float
    key_exchange: str
    percentiles: dict


def frame(message):
    """A message as gRPC frames it."""
    return b"\0" + len(message).to_bytes(4, "big") + message


def number(pattern, text):
    match = re.search(pattern, text)
    if not match:
        raise Failure(f"h2load said nothing like {pattern}: {text.strip()[-300:]}")
    return match


def microseconds(text):
    match = re.fullmatch(r"([\d.]+)(us|ms|s)", text)
    return float(match[1]) * UNITS[match[2]]


def children_cpu():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def load(server, path, arguments, body, log=None):
    """Runs h2load on a server; fails where a request did, or another cipher was taken."""
    command = ["h2load", "-t", "1", f"--tls13-ciphers={CIPHER}", *map(str, arguments)]
    if log:
        log.unlink(missing_ok=True)
        command += ["--log-file", str(log)]
    if body and server.kind.takes_bodies:
        command += ["-d", str(body), *HEADERS]
    command.append(f"https://127.0.0.1:{server.port}/verbatim.v1.Archive/{path}")
    before, client_before = cpu_seconds(server.pid), children_cpu()
    client = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        text, _ = client.communicate(timeout=RUN_SECONDS)
    except subprocess.TimeoutExpired as error:
        client.kill()
        client.communicate()
        raise Failure(f"h2load did not end within {RUN_SECONDS} s") from error
    server_cpu = cpu_seconds(server.pid) - before
    requests = number(
        r"requests: (\d+) total, (\d+) started, (\d+) done, (\d+) succeeded, (\d+) failed, "
        r"(\d+) errored, (\d+) timeout",
        text,
    )
    total, _, done, succeeded, failed, errored, timed_out = map(int, requests.groups())
    if succeeded != total or done != total or failed or errored or timed_out:
        raise Failure(f"requests failed: {requests[0]}")
    if int(number(r"status codes: (\d+) 2xx", text)[1]) < done:
        raise Failure(number(r"status codes: .*", text)[0])
    protocol = number(r"TLS Protocol: (\S+)", text)[1]
    cipher = number(r"Cipher: (\S+)", text)[1]
    if (protocol, cipher) != (PROTOCOL, CIPHER):
        raise Failure(f"{protocol} with {cipher} is not comparable")
    times = number(r"time for request: +\S+ +(\S+) +(\S+)", text)
    return Load(
        command=" ".join(command),
        server_cpu=server_cpu,
        client_cpu=children_cpu() - client_before,
        seconds=microseconds(number(r"finished in ([\d.]+(?:us|ms|s))", text)[1]) / 1e6,
        done=done,
        data=int(number(r"traffic: .*\((\d+)\) data", text)[1]),
        max_us=microseconds(times[1]),
        mean_us=microseconds(times[2]),
        key_exchange=number(r"Server Temp Key: (.*)", text)[1],
        percentiles=latencies(log) if log else {},
    )


def latencies(log):
    """Percentiles of the requests in microseconds, as far as their number carries them."""
    values = np.loadtxt(log, dtype=np.int64, usecols=2, ndmin=1)
    log.unlink()
    carried = [p for p in PERCENTILES if len(values) * (100 - p) / 100 >= 10]
    return {f"p{p:g}": float(np.percentile(values, p)) for p in carried}


def fetch(server, path, body, sink=None):
    """How many bytes answer a call, and their digest; fails where gRPC's status is not 0.

    What comes is written to the file `sink`, where there is one.
    """
    command = ["nghttp", "-y", "--no-dep", "-w", "24", "-W", "26"]
    if server.kind.takes_bodies:
        command += ["-d", str(body), *HEADERS]
    url = f"https://127.0.0.1:{server.port}/verbatim.v1.Archive/{path}"
    digest, size = hashlib.sha256(), 0
    with subprocess.Popen(
        [*command, url], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as client:
        while part := client.stdout.read(1 << 20):
            digest.update(part)
            size += len(part)
            if sink:
                sink.write(part)
    if server.kind.is_grpc and path == UNARY:
        said = subprocess.run([*command, "-nv", url], capture_output=True, text=True, check=False)
        if not re.search(r"grpc-status: 0\b", said.stdout):
            raise Failure(f"{path} did not end with grpc-status 0")
    return size, digest.hexdigest()
