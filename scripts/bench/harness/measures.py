"""The measurements: each returns a value in its row's unit and details, or fails."""

import re

from connections import memory_of_idle_connections
from h2load import STREAM, UNARY, load
from processes import Failure, run

HANDSHAKES_AT_ONCE = 200
TLS_WRITE_BYTES = 1_000_000_000
PACING_CALLS = 2_000
pace = {}  # what these calls came to, by server and row
WINDOWS = ["-w", "24", "-W", "26"]


def unary(server, row, statements, seconds, work):
    """So many calls that they take about so many seconds, as a first and shorter run tells."""
    key = (server.pid, row.key)
    if key not in pace:
        pace[key] = calls(server, row, statements, PACING_CALLS, None)
    count = max(PACING_CALLS, int(PACING_CALLS / pace[key].seconds * seconds))
    # One call after another on a connection: its latency is the server's and no queue's.
    log = work / "latencies" if row.in_flight == 1 else None
    result = calls(server, row, statements, count, log)
    return result.server_cpu / count * 1e6, details(result)


def calls(server, row, statements, count, log):
    arguments = ["-n", count, "-c", row.connections, "-m", row.in_flight]
    result = load(server, UNARY, arguments, statements.unary, log)
    if result.data != count * len(statements.single):
        raise Failure(f"{count} answers came to {result.data} bytes")
    return result


def stream(server, row, statements, total):
    """Streams about `total` statements, over all connections together."""
    share = max(1, total // row.connections)
    limit = min(share, statements.count) if server.kind.has_limit else statements.count
    count = row.connections * max(1, round(share / limit))
    request, size = statements.stream(limit)
    arguments = ["-n", count, "-c", row.connections, "-m", 1, *WINDOWS]
    result = load(server, STREAM, arguments, request)
    if result.data != count * size:
        raise Failure(f"{count} streams came to {result.data} bytes, not {size} each")
    return result.server_cpu / result.data * 1e9, details(result)


def handshake(server, statements, rounds):
    cpu = done = 0
    for _ in range(rounds):
        count = HANDSHAKES_AT_ONCE
        arguments = ["-n", count, "-c", count, "-m", 1]
        result = load(server, UNARY, arguments, statements.unary)
        if result.data != count * len(statements.single):
            raise Failure(f"{count} answers came to {result.data} bytes")
        cpu += result.server_cpu
        done += result.done
    return cpu / done * 1e6, {**details(result), "handshakes": done}


def details(result):
    return {
        "command": result.command,
        "requests": result.done,
        "bytes": result.data,
        "seconds": result.seconds,
        "server_cpu": round(result.server_cpu, 4),
        "client_cpu": round(result.client_cpu, 4),
        "latency_us": {
            "mean": result.mean_us,
            "max": result.max_us,
            **result.percentiles,
        },
        "key_exchange": result.key_exchange,
    }


def tls_write(programs, certificate, key, scale):
    """What TLS costs by itself, where nothing else is done."""
    size = int(TLS_WRITE_BYTES * scale)
    command = [programs.tls_write, certificate, key, size]
    writer, reader, seconds, cipher = run(command).split()
    if cipher != "TLS_AES_128_GCM_SHA256":
        raise Failure(f"{cipher} is not comparable")
    value = float(writer) / size * 1e9
    return value, {"bytes": size, "seconds": float(seconds), "client_cpu": float(reader)}


def idle(server, connections):
    return memory_of_idle_connections(server, connections) / 1000, {"connections": connections}


def client(name, programs, farm, port, expected):
    """CPU of a client that receives every statement, without connecting."""
    variables = {"PYTHONPATH": str(programs.stubs)}
    authority = farm.authority
    if name.startswith("verbatim"):
        command = [programs.bench_client, port, authority, name.rsplit(" ", 1)[1]]
    elif name.startswith("gRPC C++"):
        command = [programs.cpp_client, name.rsplit(" ", 1)[1], port, authority]
    elif name == "grpcio":
        command = [programs.python, programs.peers / "python/client.py", port, authority]
    else:
        command = [programs.swift_peer, "client", port, authority]
    said = run(command, variables=variables)
    match = re.search(r"(\d+) statements, (\d+) bytes of text, ([\d.]+) CPU s", said)
    if not match:
        raise Failure(f"{name} said {said.strip()[-200:]}")
    if (int(match[1]), int(match[2])) != expected:
        raise Failure(f"{name} received {match[1]} statements of {match[2]} bytes, not {expected}")
    command = " ".join(map(str, command))
    return float(match[3]) / expected[0] * 1e6, {"command": command, "client_cpu": float(match[3])}
