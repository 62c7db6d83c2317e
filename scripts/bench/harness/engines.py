"""Query engines as processes that answer commands, so that they are measured in turn."""

import json
import subprocess

from processes import Failure, environment

# How often each query is timed in a run: the same query a thousand times, or one query often.
ROUNDS = {"q1": 3, "q2": 3, "q3": 1, "q9": 20, "q10": 3}
SLOW_ROUNDS = {"q1": 1, "q2": 1, "q3": 1, "q9": 2, "q10": 1}


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

    def time(self, name):
        return self.ask("time", name, (SLOW_ROUNDS if self.is_slow else ROUNDS)[name])

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


def start_engines(programs, corpus, frames, work):
    """The engines over one corpus, one after another; ours first."""
    queries = corpus / "queries.tsv"
    stubs = {"PYTHONPATH": str(programs.stubs)}
    tantivy = [programs.python, programs.peers / "python/queries_tantivy.py", frames, queries]
    yield Engine(
        "verbatim",
        [programs.bench_queries, corpus / "corpus", "--commands"],
        work / "queries-verbatim.log",
    )
    yield Engine("SQLite", [programs.queries_sqlite, frames, queries], work / "queries-sqlite.log")
    yield Engine("tantivy", tantivy, work / "queries-tantivy.log", is_slow=True, variables=stubs)
