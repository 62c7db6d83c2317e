"""Tables and JSON of what was measured."""

import json
import os
import platform
import statistics
import subprocess
from importlib.metadata import version
from pathlib import Path

from build import ROOT
from rows import OURS, ROWS

BY_KEY = {row.key: row for row in ROWS}
SERVER_COLUMNS = [row.key for row in ROWS if row.group in ("servers", "idle")]


def figure(value):
    """Three digits that mean something."""
    for limit, digits in ((100, 0), (10, 1), (1, 2)):
        if value >= limit:
            return f"{value:,.{digits}f}"
    return f"{value:.3f}"


def values(records, row, contestant):
    return [
        record["value"]
        for record in records
        if record["row"] == row and record["contestant"] == contestant and "value" in record
    ]


def failures(records, row, contestant):
    return [
        record["failure"]
        for record in records
        if record["row"] == row and record["contestant"] == contestant and "failure" in record
    ]


def cell(records, row, contestant):
    """A median with least and most, and whether runs failed."""
    found = values(records, row.key, contestant)
    failed = failures(records, row.key, contestant)
    if contestant not in row.contestants:
        return ""
    if not found:
        return "FAILED" if failed else "not available"
    text = f"**{figure(statistics.median(found))}**"
    if len(found) > 1:
        text += f" ({figure(min(found))}–{figure(max(found))})"
    return text + (f", {len(failed)} FAILED" if failed else "")


def table(head, lines):
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for line in lines:
        yield "| " + " | ".join(line) + " |"


def by_group(records, group, corner):
    """A table of a group: contestants across, rows below."""
    measured = {record["row"] for record in records}
    rows = [row for row in ROWS if row.group == group and row.key in measured]
    if not rows:
        return
    contestants = []
    for row in rows:
        contestants += [name for name in row.contestants if name not in contestants]
    if group in ("queries", "load"):  # where some forms have only our own
        known = {record["contestant"] for record in records}
        contestants = [name for name in contestants if name in known]
    yield ""
    yield from table(
        [corner, *contestants],
        (
            [f"{row.title}, {row.unit}", *(cell(records, row, name) for name in contestants)]
            for row in rows
        ),
    )


def latencies(records):
    """What one call after another took, on one connection and on 64."""
    lines = []
    for key in ("unary-1x1", "unary-64x1"):
        row = BY_KEY[key]
        for name in row.contestants:
            found = [
                record["details"]["latency_us"]
                for record in records
                if record["row"] == key and record["contestant"] == name and "value" in record
            ]
            if not found:
                continue
            line = [name, row.title]
            for measure in ("mean", "p50", "p99", "p99.9", "max"):
                known = [latency[measure] for latency in found if measure in latency]
                line.append(figure(statistics.median(known)) if known else "")
            lines.append(line)
    if lines:
        yield ""
        yield "Latency as h2load sees it, µs, medians over the runs:"
        yield ""
        yield from table(["server", "load", "mean", "p50", "p99", "p99.9", "max"], lines)


def slowest(records):
    """What all but the slowest of a hundred queries took at most."""
    rows = [row for row in ROWS if row.group == "queries"]
    found = [
        {**record, "value": record["details"]["p99"]}
        for record in records
        if "value" in record and record["row"] in {row.key for row in rows}
    ]
    if found:
        yield ""
        yield "The 99th percentile of the same:"
        yield from by_group(found, "queries", "in process")


def ahead(records):
    """Where others are ahead of the best of ours, and whether the runs tell them apart."""
    for row in ROWS:
        measured = {
            name: found for name in row.contestants if (found := values(records, row.key, name))
        }
        ours = [found for name, found in measured.items() if name in OURS]
        if not ours:
            continue
        best = min(ours, key=statistics.median)
        for name, found in measured.items():
            median, own = statistics.median(found), statistics.median(best)
            if name in OURS or figure(median) == figure(own) or median > own:
                continue
            spread = "" if max(found) < min(best) else ", within the spread"
            yield (
                f"- {row.title}: {name}, {figure(median)} against {figure(own)} {row.unit}{spread}"
            )


def markdown(result):
    records = result["records"]
    machine = result["machine"]
    yield f"{machine['processor']}, {machine['cores']} cores, Linux {machine['kernel']}; TLS 1.3"
    yield f"with AES-128-GCM for all; `{result['command']}` at {result['versions']['verbatim']}."
    yield f"Median (least–most) of {result['repeats']} runs in turn; server CPU where nothing else"
    yield "is said. Less is better."
    yield from by_group(records, "servers", "server CPU")
    yield from by_group(records, "idle", "server")
    yield from latencies(records)
    yield from by_group(records, "client", "client CPU")
    yield from by_group(records, "queries", "in process, median")
    yield from slowest(records)
    yield from by_group(records, "load", "store")
    lines = list(ahead(records))
    if lines:
        yield ""
        yield "Where others are ahead:"
        yield ""
        yield from lines
    if result["notes"]:
        yield ""
        yield from (f"- {note}" for note in result["notes"])
    failed = [record for record in records if "failure" in record]
    if failed:
        yield ""
        yield "Failed, and in no median:"
        yield ""
        for record in failed:
            yield (
                f"- {record['row']}, {record['contestant']}, round {record['round'] + 1}: "
                f"{' '.join(record['failure'].split())[:300]}"
            )


def said(*command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    except FileNotFoundError:
        return ""
    return (done.stdout or done.stderr).strip()


def machine():
    model = ""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    return {
        "processor": model or platform.machine(),
        "cores": os.cpu_count(),
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "kernel": platform.release(),
        "load_before": os.getloadavg()[0],
    }


def versions():
    commit = said("git", "rev-parse", "--short", "HEAD")
    changed = said("git", "status", "--porcelain", "--untracked-files=no")
    swift = said("swift", "--version").splitlines()
    return {
        "verbatim": commit + (" with changes" if changed else ""),
        "swift": next((line for line in swift if "Swift version" in line), ""),
        "openssl": said("pkg-config", "--modversion", "openssl"),
        "nghttp2": said("pkg-config", "--modversion", "libnghttp2"),
        "h2load": said("h2load", "--version"),
        "nginx": said("nginx", "-v").removeprefix("nginx version: "),
        "grpc++": said("pkg-config", "--modversion", "grpc++"),
        "xapian": said("pkg-config", "--modversion", "xapian-core"),
        "sqlite3": said("pkg-config", "--modversion", "sqlite3"),
        **{name: version(name) for name in ("grpcio", "tantivy")},
        "grpc-swift-2": "2.4.3",
    }


def write(result, folder):
    folder.mkdir(parents=True, exist_ok=True)
    text = "\n".join(markdown(result)) + "\n"
    (folder / "results.md").write_text(text)
    (folder / "results.json").write_text(json.dumps(result, indent=1, ensure_ascii=False))
    return text
