"""Measures this project beside others; see scripts/bench/run and scripts/bench/README.md."""

import argparse
import datetime
import signal
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import profiling
import report
from bench import FORMS, Bench
from build import BUILT, build, say
from processes import Failure, raise_file_limit
from rows import chosen

EXIT_FAILED, EXIT_USAGE, EXIT_UNAVAILABLE = 1, 64, 69


def parse(arguments):
    parser = argparse.ArgumentParser(prog="scripts/bench/run", description=__doc__)
    forms = parser.add_mutually_exclusive_group()
    for name, text in (
        ("short", "100,000 statements, three runs, under ten minutes (the default)"),
        ("full", "a million statements, nine longer runs"),
        ("large", "queries and loading of ten million statements, without others' engines"),
        ("smoke", "only to see that it works: one run of the least, without grpc-swift-2"),
    ):
        forms.add_argument(f"--{name}", dest="form", action="store_const", const=name, help=text)
    parser.add_argument("--only", metavar="ROWS", help="rows or groups of rows, with commas")
    parser.add_argument("--repeats", type=int, metavar="N", help="runs of each measurement")
    parser.add_argument(
        "--statements", type=int, metavar="N", help="stores hold so many statements"
    )
    parser.add_argument(
        "--output", type=Path, default=BUILT / "results", metavar="DIR", help="where results go"
    )
    parser.add_argument(
        "--programs", type=Path, metavar="DIR", help="a folder of our programs, already built"
    )
    parser.add_argument(
        "--without-grpc-swift", action="store_true", help="do not build grpc-swift-2"
    )
    parser.add_argument(
        "--profile", action="store_true", help="where verbatimd's CPU time goes, by perf"
    )
    options = parser.parse_args(arguments)
    if options.repeats is not None and options.repeats < 1:
        parser.error("--repeats takes a number from 1")
    if options.statements is not None and options.statements < 1_000:
        parser.error("--statements takes a number from 1000")
    try:
        options.rows = chosen(options.only or FORMS[options.form or "short"].only)
    except ValueError as error:
        parser.error(str(error))
    return options


def main(arguments):
    options = parse(arguments)
    form = FORMS[options.form or "short"]
    if options.statements:
        form = replace(form, archive_statements=options.statements)
    raise_file_limit()
    with_servers = options.profile or any(
        row.group not in ("queries", "load") for row in options.rows
    )
    with_grpc_swift = with_servers and form.with_grpc_swift and not options.without_grpc_swift
    programs = build(options.programs, with_grpc_swift and not options.profile, with_servers)
    repeats = options.repeats or form.repeats
    with tempfile.TemporaryDirectory(prefix="work-", dir=BUILT) as work:
        bench = Bench(form, options.rows, repeats, programs, Path(work))
        return profile(bench, options) if options.profile else measure(bench, options, arguments)


def profile(bench, options):
    text = profiling.profile(bench)
    options.output.mkdir(parents=True, exist_ok=True)
    (options.output / "profile.md").write_text(text)
    print(text, end="")
    return 0


def measure(bench, options, arguments):
    started = time.monotonic()
    machine = report.machine()
    bench.run()
    result = {
        "command": " ".join(["scripts/bench/run", *arguments]),
        "form": bench.form.name,
        "repeats": bench.repeats,
        "began": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "seconds": round(time.monotonic() - started, 1),
        "machine": machine,
        "versions": report.versions(),
        "notes": bench.notes,
        "records": bench.records,
    }
    print(report.write(result, options.output), end="")
    import plot  # takes a while, and fonts

    plot.write(result, options.output / "results.svg")
    say(f"{options.output} holds results.md, results.json and results.svg; {result['seconds']} s")
    return EXIT_FAILED if any("failure" in record for record in bench.records) else 0


if __name__ == "__main__":
    # Servers are stopped on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        sys.exit(main(sys.argv[1:]))
    except Failure as failure:
        say(str(failure))
        sys.exit(EXIT_UNAVAILABLE)
    except KeyboardInterrupt:
        sys.exit(130)
