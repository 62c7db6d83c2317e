"""Runs rows: contestants in turn, round by round, so that what the machine does hits all alike."""

import contextlib
import itertools
import json
import os
import time
from collections import Counter
from dataclasses import dataclass

import corpus as corpora
import measures
from build import BUILT, ROOT, say
from answers import difference, pages, read_queries
from engines import our_engine, other_engines
from h2load import STREAM, UNARY, fetch, frame, load
from processes import Failure, cpu_seconds, most_resident_bytes, resident_bytes, run
from servers import KINDS, Farm, Statements, verify

IDLE_STATEMENTS = 5_000  # a server's memory for connections does not hang on what it serves
WARM_UP = ["-n", "5000", "-c", "8", "-m", "16"]


@dataclass(frozen=True)
class Form:
    """How long and how much."""

    name: str
    server_statements: int
    archive_statements: int
    call_seconds: float
    streamed: int  # statements a run, of the slowest server; others stream a multiple
    handshake_rounds: int
    idle_connections: int
    repeats: int
    with_grpc_swift: bool = True
    with_other_engines: bool = True
    only: str = ""  # rows, where nothing else is said
    query_seconds: int = 30  # of a class and an engine
    loads: int = 3  # of verbatimd at most; each takes as long as all else of a round


FORMS = {
    form.name: form
    for form in (
        Form("smoke", 5_000, 5_000, 0.2, 2_000, 1, 50, 1, with_grpc_swift=False, query_seconds=1),
        Form("short", 100_000, 100_000, 0.7, 20_000, 2, 1_000, 3),
        Form("full", 100_000, 1_000_000, 3, 60_000, 8, 1_000, 9),
        Form(
            "large", 100_000, 10_000_000, 3, 60_000, 8, 1_000, 3,
            with_grpc_swift=False, with_other_engines=False, only="queries,load", loads=1,
        ),
    )
}


class Bench:
    """One run of chosen rows; every measurement goes into `records`."""

    def __init__(self, form, rows, repeats, programs, work):
        self.form, self.rows, self.repeats = form, rows, repeats
        self.programs, self.work = programs, work
        self.records = []
        self.notes = []
        self.certificates = BUILT / "certificates"
        run([ROOT / "scripts/make-certs", self.certificates])
        self.notes.append(
            f"servers serve {form.server_statements:,} statements; clients receive, and stores "
            f"hold, {form.archive_statements:,}"
        )
        asked = {name for row in rows for name in row.contestants}
        if programs.swift_peer is None and "grpc-swift-2" in asked:
            self.notes.append(f"grpc-swift-2 is not available: {programs.without_swift_peer}")
        if programs.queries_xapian is None and "Xapian" in asked:
            self.notes.append("Xapian is not available: pkg-config knows no xapian-core")
        # Of each server whose threads can be told; verbatimd's own default is the same.
        self.threads = os.cpu_count()

    def of(self, group):
        return [row for row in self.rows if row.group == group]

    def run(self):
        for group, measure in (
            ("servers", self.measure_servers),
            ("idle", self.measure_idle),
            ("client", self.measure_clients),
            ("queries", self.measure_queries),
            ("load", self.measure_queries),
        ):
            if self.of(group):
                measure()
                self.rows = [row for row in self.rows if row.group != group]

    # ---- Records.

    def record(self, row, contestant, round_, measure):
        """Measures once; a failure is recorded as such and counts in no median."""
        record = {"row": row.key, "contestant": contestant, "round": round_}
        try:
            record["value"], record["details"] = measure()
        except (Failure, FileNotFoundError) as failure:
            record["failure"] = str(failure)
        self.records.append(record)
        said = record.get("failure") or f"{record['value']:.4g} {row.unit}"
        say(f"round {round_ + 1}  {row.key:<12} {contestant:<18} {said}")

    def is_available(self, contestant):
        return contestant != "grpc-swift-2" or self.programs.swift_peer is not None

    # ---- What is served.

    def corpus(self, statements):
        folder = BUILT / f"corpus-{statements}"
        say(f"corpus of {statements:,} statements in {folder.relative_to(ROOT)}")
        corpora.generate(folder, statements)
        return folder

    def served(self, farm, documents, count, name):
        """What verbatimd answers to a request for everything: what all others serve, then."""
        server = farm.start("verbatimd", documents=documents)
        folder = self.work / name
        folder.mkdir()
        path, request = folder / "statements", folder / "everything.request"
        request.write_bytes(frame(b""))
        with path.open("wb") as file:
            fetch(server, STREAM, request, file)
        farm.stop(server)
        statements = Statements(path, folder)
        if statements.count != count:
            raise Failure(f"verbatimd serves {statements.count} statements, not {count}")
        return statements

    def farm(self):
        return Farm(self.programs, self.certificates, self.work, self.threads)

    def beginning(self, documents, count):
        """A file of the first statements of another."""
        path = self.work / f"first-{count}.jsonl"
        with documents.open() as whole, path.open("w") as part:
            part.writelines(itertools.islice(whole, count))
        return path

    # ---- Groups of rows.

    def measure_servers(self):
        form, rows = self.form, self.of("servers")
        documents = self.corpus(form.server_statements) / "corpus.jsonl"
        names = [name for name in KINDS if any(name in row.contestants for row in rows)]
        with self.farm() as farm:
            statements = self.served(farm, documents, form.server_statements, "served")
            servers = {}
            for name in filter(self.is_available, names):
                with self.failing(name, [row for row in rows if name in row.contestants]):
                    server = farm.start(name, statements, documents)
                    verify(server, statements)
                    load(server, UNARY, WARM_UP, statements.unary)
                    servers[name] = server
            say(f"{len(servers)} servers are up, and answer as they should")
            for round_ in range(self.repeats):
                for row in rows:
                    for name in row.contestants:
                        if name in servers or name == "SSL_write":
                            self.measure_server(row, servers.get(name), statements, round_, farm)

    @contextlib.contextmanager
    def failing(self, name, rows):
        """Records a failure for all rows of a contestant that does not even start."""
        try:
            yield
        except Failure as failure:
            for row in rows:
                self.record(row, name, 0, lambda failure=failure: raise_again(failure))

    def measure_server(self, row, server, statements, round_, farm):
        form = self.form

        def measure():
            if server is None:
                scale = form.streamed / FORMS["full"].streamed
                return measures.tls_write(self.programs, farm.certificate, farm.key, scale)
            if row.key == "handshake":
                return measures.handshake(server, statements, form.handshake_rounds)
            if row.key.startswith("stream"):
                total = form.streamed * server.kind.pace
                return measures.stream(server, row, statements, total)
            return measures.unary(server, row, statements, form.call_seconds, self.work)

        self.record(row, server.name if server else "SSL_write", round_, measure)

    def measure_idle(self):
        (row,) = self.of("idle")
        count = min(IDLE_STATEMENTS, self.form.server_statements)
        documents = self.corpus(self.form.server_statements) / "corpus.jsonl"
        documents = self.beginning(documents, count)
        with self.farm() as farm:
            statements = self.served(farm, documents, count, "idle")
            for round_ in range(self.repeats):
                for name in filter(self.is_available, row.contestants):

                    def measure(name=name):
                        # A new one each time: memory once taken is not given back.
                        server = farm.start(name, statements, documents)
                        try:
                            return measures.idle(server, self.form.idle_connections)
                        finally:
                            farm.stop(server)

                    self.record(row, name, round_, measure)

    def frames(self, folder):
        """The statements of a corpus as gRPC frames them."""
        path = self.work / "frames"
        if not path.exists():
            say("encoding the corpus")
            run([self.programs.bench_queries, folder / "corpus", "--frames", path], 600)
        return path

    def measure_clients(self):
        (row,) = self.of("client")
        folder = self.corpus(self.form.archive_statements)
        with (folder / "corpus.jsonl").open() as lines:
            texts = [len(json.loads(line)["text"].encode()) for line in lines]
        expected = (len(texts), sum(texts))
        path = self.frames(folder)
        (self.work / "clients").mkdir()
        with self.farm() as farm:
            # The C floor is nobody's own server, and faster than all clients.
            server = farm.start("C floor", Statements(path, self.work / "clients"))
            for round_ in range(self.repeats):
                for name in filter(self.is_available, row.contestants):

                    def measure(name=name):
                        before = cpu_seconds(server.pid)
                        value, details = measures.client(
                            name, self.programs, farm, server.port, expected
                        )
                        details["server_cpu"] = round(cpu_seconds(server.pid) - before, 4)
                        return value, details

                    self.record(row, name, round_, measure)

    def measure_queries(self):
        rows, loads = self.of("queries"), self.of("load")
        self.rows = [row for row in self.rows if row not in rows and row not in loads]
        folder = self.corpus(self.form.archive_statements)
        engines = []
        try:
            for engine in self.start_engines(folder):
                engines.append(engine)
                loaded = engine.loaded
                say(f"{loaded['engine']} holds {loaded['statements']:,} statements")
                if loaded["statements"] != self.form.archive_statements:
                    raise Failure(f"{engine.name} does not hold all statements")
                if "call_us" in loaded:
                    self.notes.append(
                        f"{loaded['engine']}: {loaded['call_us']:.0f} µs of each of its queries are a "
                        f"call from Python; segments: {loaded['segments']}"
                    )
                for row in loads:
                    if row.key in ENGINE_LOADS and engine.name in row.contestants:
                        value = ENGINE_LOADS[row.key](engine)
                        self.record(row, engine.name, 0, lambda value=value: (value, {}))
            if rows:
                self.compare(engines, rows, read_queries(folder / "queries.tsv"))
        finally:
            for engine in engines:
                engine.stop()
        if loads:
            self.measure_loading(loads, folder / "corpus.jsonl")

    def start_engines(self, folder):
        yield our_engine(self.programs, folder, self.work)
        if self.form.with_other_engines:
            yield from other_engines(self.programs, folder, self.frames(folder), self.work)

    def compare(self, engines, rows, queries):
        """Times the classes, after all engines gave the same answers."""
        wrong = set()
        for row in rows:
            asked = [engine for engine in engines if engine.name in row.contestants]
            answers = {engine.name: engine.check(row.key) for engine in asked}
            ours = answers.pop(asked[0].name)
            for name, theirs in answers.items():
                said = difference(ours, theirs, queries[row.key])
                if not said and row.key == "search":
                    note, said = pages(name, ours, theirs, queries[row.key])
                    self.notes.append(note)
                if said:
                    wrong.add((row.key, name))
                    self.record(row, name, 0, lambda f=Failure(said): raise_again(f))
            say(f"{row.key}: {ours['answers']:,} answers of {len(asked)} engines are compared")
        spent, seconds = Counter(), self.form.query_seconds
        for round_ in range(self.repeats):
            for row in rows:
                for engine in engines:
                    key = (row.key, engine.name)
                    # A slow one is not asked again, which would say little more.
                    is_done = key in wrong or spent[key] > seconds
                    if is_done or engine.name not in row.contestants:
                        continue
                    began = time.monotonic()
                    self.record(
                        row, engine.name, round_, lambda e=engine, k=row.key: timed(e, k, seconds)
                    )
                    spent[key] += time.monotonic() - began

    def measure_loading(self, loads, documents):
        for round_ in range(min(self.repeats, self.form.loads)):
            with self.farm() as farm:
                server = farm.start("verbatimd", documents=documents)
                values = {
                    "load-time": server.process.start_seconds,
                    "load-memory": resident_bytes(server.pid) / 1e6,
                    "load-peak": most_resident_bytes(server.pid) / 1e6,
                }
                for row in loads:
                    if "verbatimd" in row.contestants:
                        value = values[row.key]
                        self.record(row, "verbatimd", round_, lambda value=value: (value, {}))


ENGINE_LOADS = {
    "load-time": lambda engine: engine.loaded["load_seconds"],
    "load-memory": lambda engine: engine.memory / 1e6,
    "index-size": lambda engine: engine.loaded["index_bytes"] / 1e6,
}


def timed(engine, name, seconds):
    result = engine.time(name, seconds)
    return result["p50"], result


def raise_again(failure):
    raise failure
