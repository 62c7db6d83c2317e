"""Runs the attacks one after the other, each against a server of its own, and prints a table."""

import argparse
import multiprocessing
import os
import re
import sys
import tempfile
import time
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent / "interoperability")]

import corpus  # noqa: E402
import program  # noqa: E402
from attacks import ATTACKS  # noqa: E402
from neighbour import Neighbour  # noqa: E402
from verbatimd import Verbatimd  # noqa: E402
from wire import Said  # noqa: E402

ATTACKERS = 2
TICK = os.sysconf("SC_CLK_TCK")


def processor_seconds(server):
    fields = Path(f"/proc/{server.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def start(attack, certs, documents):
    return Verbatimd(
        os.environ["VERBATIMD"],
        ["--certificate", certs / "server.pem", "--private-key", certs / "server.key",
         "--listen", "127.0.0.1:0", *attack.arguments, documents],
        prefix=attack.prefix,
    )  # fmt: skip


def _attacker(attack, server, ca, until, results):
    said = Said()
    try:
        attack.work(server, ca, said, until)
    except OSError as error:
        said[f"{type(error).__name__}"] += 1
    results.put(said)


class Attackers:
    """Processes that attack a server for so many seconds."""

    def __init__(self, attack, server, ca, seconds):
        self.results = multiprocessing.Queue()
        until = time.monotonic() + seconds
        pages = re.search(r"pages for readers address=http://([\d.]+):(\d+)/", server.log)
        target = type("Target", (), {
            "address": server.address, "pages": pages and (pages[1], int(pages[2])),
        })()  # fmt: skip
        self.processes = [
            multiprocessing.Process(
                target=_attacker, args=(attack, target, ca, until, self.results), daemon=True)
            for _ in range(ATTACKERS)
        ]  # fmt: skip
        for process in self.processes:
            process.start()

    def said(self):
        """What the server said to all of them, once they have ended."""
        said = Said()
        for _ in self.processes:
            said.update(self.results.get(timeout=60))
        for process in self.processes:
            process.join()
        return said


def run(attack, certs, documents, seconds):
    """An attack with its figures; `failures` are what must not be."""
    ca = certs / "ca.pem"
    failures = []
    server, other = start(attack, certs, documents), start(attack, certs, documents)
    try:
        neighbour = Neighbour(server, ca)
        neighbour.measure(0.5)
        alone = neighbour.measure(seconds)
        attackers = Attackers(attack, other, ca, seconds)
        control = neighbour.measure(seconds)
        attackers.said()
        other.kill()
        before = server.resident_bytes()
        begun = time.monotonic(), processor_seconds(server)
        attackers = Attackers(attack, server, ca, seconds)
        attacked = neighbour.measure(seconds)
        processor = (processor_seconds(server) - begun[1]) / (time.monotonic() - begun[0])
        peak = server.resident_bytes()
        said = attackers.said()
        time.sleep(0.3)
        after = neighbour.measure(0.5)
        if server.process.poll() is not None:
            failures.append(f"the server ended with {server.process.returncode}")
        elif neighbour.lost or after[0] is None:
            failures.append("the neighbour was not answered")
        left = server.resident_bytes() if server.process.poll() is None else 0
        log = server.log
        named = sorted(set(re.findall(r"limit=(\w+)", log)))
        told = f"{said}\n{log}"
        if not re.search(attack.expects, told):
            failures.append(f"nothing tells of {attack.expects}: {said}")
        if attack.excludes and re.search(attack.excludes, told):
            failures.append(f"{attack.excludes}: {said}")
    finally:
        server.kill()
        other.kill()

    def times(pair):
        return " / ".join("lost" if value is None else f"{value:.1f}" for value in pair)

    row = [
        attack.name, str(said), " ".join(named) or "-", f"{processor * 100:.0f} %",
        " ".join(f"{value / 2**20:.0f}" for value in (before, peak, left)),
        times(alone), times(control), times(attacked),
    ]  # fmt: skip
    return row, failures


def run_on_program(work, arguments, certs, documents):
    """An attack on the program itself: what came of it, or how it failed."""
    with tempfile.TemporaryDirectory() as folder:

        def start(keys):
            return Verbatimd(
                os.environ["VERBATIMD"],
                ["--certificate", keys / "server.pem", "--private-key", keys / "server.key",
                 "--listen", "127.0.0.1:0", "--shutdown-grace", f"{program.GRACE}s", *arguments,
                 documents],
            )  # fmt: skip

        server = program.renewed(start, certs, Path(folder))
        try:
            return work(server, certs / "ca.pem"), None
        except (AssertionError, OSError) as error:
            return f"{type(error).__name__}: {error}".splitlines()[0], error
        finally:
            server.kill()


HEAD = ["attack", "the server said", "limits in its log", "CPU", "MiB before, with, after",
        "alone", "control", "attacked"]  # fmt: skip


def main():
    parser = argparse.ArgumentParser(prog="scripts/attack")
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--only", default="", help="attacks whose names hold this")
    parser.add_argument("certs", type=Path)
    options = parser.parse_args()
    wanted = [attack for attack in ATTACKS if options.only in attack.name]
    on_program = [attack for attack in program.ATTACKS if options.only in attack[0]]
    if not wanted and not on_program:
        names = [attack.name for attack in ATTACKS] + [attack[0] for attack in program.ATTACKS]
        parser.error(f"no attack is named so: {', '.join(names)}")
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        documents = Path(folder, "corpus.jsonl")
        corpus.write(documents)
        if wanted:
            print("| " + " | ".join(HEAD) + " |\n|" + "---|" * len(HEAD), flush=True)
        for attack in wanted:
            row, failures = run(attack, options.certs, documents, options.seconds)
            print("| " + " | ".join(row) + " |", flush=True)
            for failure in failures:
                failed = True
                print(f"attack: {attack.name}: {failure}", file=sys.stderr, flush=True)
        if on_program:
            print("\n| attack on the program | what came of it |\n|---|---|", flush=True)
        for name, work, arguments in on_program:
            said, error = run_on_program(work, arguments, options.certs, documents)
            print(f"| {name} | {said} |", flush=True)
            if error:
                failed = True
                print(f"attack: {name}: {error}", file=sys.stderr, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    sys.exit(main())
