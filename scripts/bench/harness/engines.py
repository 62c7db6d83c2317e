"""Query engines as processes that answer commands, so that they are measured in turn."""

import json
import subprocess

from processes import Failure, anonymous_bytes, environment

# How often each query is timed in a run: a thousand queries a few times, or one query often.
ROUNDS = {"q3": 1, "q9": 20}
OTHER_ROUNDS = 3
SLOW_ROUNDS = {"q9": 2}
OTHER_SLOW_ROUNDS = 1


class Engine:
    """A process that has loaded a corpus."""

    def __init__(self, name, command, log, is_slow=False, variables=None):
        self.name, self.is_slow = name, is_slow
        with log.open("wb") as errors:
            self.process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env=environment(variables),
            )
        self.log = log
        self.loaded = self._read()
        # Files that are mapped, the corpus or an index, are no part of it.
        self.memory = anonymous_bytes(self.process.pid)

    def _read(self):
        line = self.process.stdout.readline()
        if not line:
            said = self.log.read_text(errors="replace").strip()[-300:]
            raise Failure(f"{self.name} ended with {self.process.wait()}: {said}")
        return json.loads(line)

    def ask(self, *words):
        try:
            print(*words, file=self.process.stdin, flush=True)
        except BrokenPipeError:
            pass  # _read says why
        return self._read()

    def check(self, name):
        return self.ask("check", name)

    def time(self, name, seconds):
        """An engine that needs longer for the queries of a class is not asked them all."""
        fast, slow = ROUNDS.get(name, OTHER_ROUNDS), SLOW_ROUNDS.get(name, OTHER_SLOW_ROUNDS)
        return self.ask("time", name, slow if self.is_slow else fast, seconds)

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


def our_engine(programs, corpus, work):
    command = [programs.bench_queries, corpus / "corpus", "--commands"]
    return Engine("verbatim", command, work / "queries-verbatim.log")


def other_engines(programs, corpus, frames, work):
    """The others over the same corpus, one after another."""
    files = [frames, corpus / "queries.tsv"]
    stubs = {"PYTHONPATH": str(programs.stubs)}
    yield Engine("C++ floor", [programs.queries_floor, *files], work / "queries-floor.log")
    yield Engine(
        "SQLite", [programs.queries_sqlite, *files], work / "queries-sqlite.log", is_slow=True
    )
    yield Engine(
        "tantivy",
        [programs.python, programs.peers / "queries/queries_tantivy.py", *files, work / "tantivy"],
        work / "queries-tantivy.log",
        is_slow=True,
        variables=stubs,
    )
    if programs.queries_xapian:
        yield Engine(
            "Xapian",
            [programs.queries_xapian, *files, work / "xapian"],
            work / "queries-xapian.log",
            is_slow=True,
        )
