"""Where verbatimd's CPU time goes, by perf's samples, in groups."""

import re
import shutil
import subprocess
from collections import defaultdict

from build import say
from h2load import STREAM, UNARY, load
from processes import Failure

SAMPLES_A_SECOND = 997
SHOWN = 12
MEMORY = re.compile(r"^_?(_int_)?(malloc|free|calloc|realloc|cfree)|unlink_chunk")
RUNTIME = re.compile(r"^_?swift_|^swift::|^_?\$s(s|S|xs)")  # the runtime and the standard library


def group(library, symbol):
    """Who a sample belongs to, by library and symbol."""
    if "kernel" in library or library.startswith("["):
        return "kernel"
    for part, name in (
        ("libcrypto", "OpenSSL"),
        ("libssl", "OpenSSL"),
        ("libnghttp2", "nghttp2"),
        ("libprotobuf-c", "protobuf-c"),
    ):
        if part in library:
            return name
    if MEMORY.search(symbol):
        return "malloc"
    if "libc.so" in library or "libc-" in library:
        return "libc, mostly memcpy"
    if "libswift" in library or RUNTIME.search(symbol):
        return "Swift runtime and reference counting"
    if "NIO" in symbol[:40]:
        return "SwiftNIO"
    return "our Swift"


def samples(server, arguments, path, body, data):
    """Shares by (library, symbol) while h2load calls the server."""
    command = ["perf", "record", "-q", "-e", "cpu-clock", "-F", str(SAMPLES_A_SECOND)]
    command += ["-o", str(data), "-p", str(server.pid)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as recorder:
        try:
            result = load(server, path, arguments, body)
        finally:
            recorder.terminate()
            said = recorder.stderr.read().decode()
    if not data.exists():
        raise Failure(f"perf recorded nothing: {said.strip()[-300:]}")
    report = subprocess.run(
        ["perf", "report", "--stdio", "-i", str(data), "-s", "dso,symbol", "-t", "\t"],
        capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip
    shares = defaultdict(float)
    for line in report.splitlines():
        fields = [field.strip() for field in line.split("\t")]
        if len(fields) >= 3 and re.fullmatch(r"[\d.]+%?", fields[0]):
            symbol = re.sub(r"^\[.\]\s*", "", fields[2])
            if re.match(r"0x[0-9a-f]+$", symbol):
                symbol = "(functions without a name)"
            shares[fields[1], symbol] += float(fields[0].rstrip("%"))
    if not shares:
        raise Failure("perf report shows no samples; is perf_event_paranoid above 1?")
    return [(share, *place) for place, share in shares.items()], result


def tables(title, shares):
    groups = defaultdict(float)
    for share, library, symbol in shares:
        groups[group(library, symbol)] += share
    yield f"### {title}"
    yield ""
    yield "| share | what |"
    yield "|---|---|"
    for name, share in sorted(groups.items(), key=lambda item: -item[1]):
        yield f"| {share:.1f} % | {name} |"
    yield ""
    yield "| share | symbol |"
    yield "|---|---|"
    for share, library, symbol in sorted(shares, reverse=True)[:SHOWN]:
        yield f"| {share:.1f} % | `{demangled(symbol)[:100]}` in {library} |"
    yield ""


def demangled(symbol):
    if not symbol.startswith("$s") or not shutil.which("swift"):
        return symbol
    done = subprocess.run(
        ["swift", "demangle", "--compact", "--simplified", symbol],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout.strip() or symbol


def profile(bench):
    if not shutil.which("perf"):
        raise Failure("--profile takes perf (Debian: linux-perf)")
    form = bench.form
    documents = bench.corpus(form.server_statements) / "corpus.jsonl"
    lines = []
    with bench.farm() as farm:
        statements = bench.served(farm, documents, form.server_statements, "served")
        server = farm.start("verbatimd", statements, documents)
        request, size = statements.stream(statements.count)
        streams = str(max(1, 3_000_000_000 // size))
        for title, path, arguments, body in (
            ("GetStatement, 8 connections, 16 in flight", UNARY,
             ["-n", "600000", "-c", "8", "-m", "16"], statements.unary),
            ("GetStatement, 1 connection, 1 in flight", UNARY,
             ["-n", "100000", "-c", "1", "-m", "1"], statements.unary),
            ("all statements, 1 connection", STREAM,
             ["-n", streams, "-c", "1", "-m", "1", "-w", "24", "-W", "26"], request),
        ):  # fmt: skip
            say(f"profiling: {title}")
            shares, result = samples(server, arguments, path, body, bench.work / "perf.data")
            cost = (
                f"{result.server_cpu / result.done * 1e6:.2f} µs a call"
                if path == UNARY
                else f"{result.server_cpu / result.data * 1e9:.2f} s a gigabyte"
            )
            lines += tables(f"{title}: {cost}, while being profiled", shares)
    return "\n".join(lines)
