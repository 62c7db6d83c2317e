"""What the tests share: the server, channels to it, and the archive it holds, read once."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import grpc
import pytest

FOLDER = Path(__file__).resolve().parent
sys.path[:0] = [os.environ["INTEROP_STUBS"], str(FOLDER)]
# The stubs of grpc.health lie in a folder `grpc`, and so does the library.
grpc.__path__.append(str(Path(os.environ["INTEROP_STUBS"], "grpc")))

import corpus  # noqa: E402
from grpc.health.v1 import health_pb2_grpc  # noqa: E402
from verbatim.v1 import archive_pb2, archive_pb2_grpc  # noqa: E402
from verbatimd import Verbatimd  # noqa: E402

SAMPLES = FOLDER.parent / "samples"
VERBATIMD = os.environ["VERBATIMD"]
VERBATIM = os.environ["VERBATIM"]
CERTS = Path(os.environ["INTEROP_CERTS"])
CALL_SECONDS = 30


def channel_options(**options):
    """Options of a channel; names with `_` for `.` after the prefix `grpc.`."""
    given = {"max_receive_message_length": 16 << 20, **options}
    # Channels with the same target and options would share one connection.
    given["use_local_subchannel_pool"] = 1
    return [(f"grpc.{name}", value) for name, value in given.items()]


def connect(server, *, ca=CERTS / "ca.pem", certificate=None, **options):
    """A channel of its own to a server; `certificate` is a pair of files, key first."""
    key, chain = (Path(file).read_bytes() for file in certificate) if certificate else (None, None)
    credentials = grpc.ssl_channel_credentials(Path(ca).read_bytes(), key, chain)
    return grpc.secure_channel(server.address, credentials, channel_options(**options))


def assert_serves(server, **options):
    """A call by somebody who does everything right still works."""
    with connect(server, **options) as channel:
        response = archive_pb2_grpc.ArchiveStub(channel).CountStatements(
            archive_pb2.CountStatementsRequest(), timeout=CALL_SECONDS
        )
    assert response.total > 0


def samples():
    """The project's own sample transcripts."""
    return sorted(SAMPLES.glob("*.txt"))


def tls_arguments(folder=CERTS):
    return ["--certificate", folder / "server.pem", "--private-key", folder / "server.key"]


@pytest.fixture(scope="session")
def corpus_file(tmp_path_factory):
    """The invented archive, a few thousand statements."""
    path = tmp_path_factory.mktemp("corpus") / "corpus.jsonl"
    corpus.write(path)
    return path


@pytest.fixture(scope="session")
def server(corpus_file):
    """The server that most tests call. Ends with 0 and without an error in its log."""
    # Tests look for their own lines in the log, and are many.
    arguments = [*tls_arguments(), "--listen", "127.0.0.1:0", "--peer-log-lines", "100000",
                 *samples(), corpus_file]
    server = Verbatimd(VERBATIMD, arguments)
    try:
        yield server
        server.stop()
    finally:
        server.kill()


@pytest.fixture(scope="session")
def small_corpus_file(tmp_path_factory):
    """A hundred statements, which load in no time."""
    path = tmp_path_factory.mktemp("small") / "small.jsonl"
    corpus.write(path, meetings=2, large=False)
    return path


@pytest.fixture
def start(small_corpus_file):
    """Starts further servers with flags of their own; ends those that a test left running."""
    started = []

    def start(*arguments, certs=CERTS, documents=None, serves=True, listen="127.0.0.1:0", **options):
        named = documents if documents is not None else [small_corpus_file]
        server = Verbatimd(
            VERBATIMD,
            [*tls_arguments(certs), "--listen", listen, *arguments, *named],
            serves=serves,
            **options,
        )
        started.append(server)
        return server

    yield start
    for server in started:
        server.kill()


@pytest.fixture(scope="session")
def channel(server):
    with connect(server) as channel:
        yield channel


@pytest.fixture(scope="session")
def archive(channel):
    """Stub of `verbatim.v1.Archive`."""
    return archive_pb2_grpc.ArchiveStub(channel)


@pytest.fixture(scope="session")
def health(channel):
    """Stub of `grpc.health.v1.Health`."""
    return health_pb2_grpc.HealthStub(channel)


@pytest.fixture(scope="session")
def everything(archive):
    """All of the archive by unfiltered calls: what filters and counts are checked against."""
    statements = list(
        archive.StreamStatements(archive_pb2.StreamStatementsRequest(), timeout=CALL_SECONDS)
    )
    meetings = list(archive.ListMeetings(archive_pb2.ListMeetingsRequest(), timeout=CALL_SECONDS))
    speakers = list(archive.ListSpeakers(archive_pb2.ListSpeakersRequest(), timeout=CALL_SECONDS))
    return SimpleNamespace(
        statements=statements,
        meetings=meetings,
        speakers=speakers,
        meeting={meeting.id: meeting for meeting in meetings},
        speaker={speaker.id: speaker for speaker in speakers},
    )


@pytest.fixture(scope="session")
def verbatim(server):
    """Runs the command line against the server; returns exit code, output and messages."""

    def run(command, *arguments):
        variables = {k: v for k, v in os.environ.items() if not k.startswith("VERBATIM")}
        return subprocess.run(
            [VERBATIM, command, *map(str, arguments),
             "--server", server.address, "--ca", str(CERTS / "ca.pem")],
            env=variables, stdin=subprocess.DEVNULL, capture_output=True, timeout=CALL_SECONDS,
        )  # fmt: skip

    return run
