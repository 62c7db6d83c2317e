"""The server as a program: how it starts, what keeps it from starting, and how it ends."""

import os
import shutil
import signal
import tempfile
import time
from pathlib import Path

import corpus
import grpc
import pytest
from conftest import CERTS, VERBATIMD, assert_serves, connect
from grpc.health.v1 import health_pb2, health_pb2_grpc
from http2 import Connection, message, open_socket, read_to_end
from verbatim.v1 import archive_pb2, archive_pb2_grpc
from verbatimd import Verbatimd

STREAM = "/verbatim.v1.Archive/StreamStatements"
NOBODY = 65534


@pytest.fixture(scope="module")
def large_corpus_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("large") / "large.jsonl"
    corpus.write(path, meetings=2)
    return path


def raw_stream(channel):
    return channel.unary_stream(
        STREAM, request_serializer=lambda data: data, response_deserializer=lambda data: data
    )


def ended(server, code, pattern):
    """Checks with which code and message a server ended that was not to start."""
    assert server.wait() == code, server.log
    return server.wait_for_log(pattern)


def test_a_port_in_use_is_said(start, server):
    second = start(listen=server.address, serves=False)
    line = ended(second, 69, "in use")
    assert server.address in line
    assert_serves(server)


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["--listen", "127.0.0.1"], "--listen"),
        (["--maximum-connections", "0"], "--maximum-connections"),
        (["--handshake-timeout", "10"], "--handshake-timeout"),
        (["--no-such-flag"], "--no-such-flag"),
        (["--minimum-tls", "1.1"], "--minimum-tls"),
        (["--client-certificates", "required"], "--client-ca"),
    ],
)
def test_a_flag_that_cannot_be_used_is_named(start, arguments, said):
    ended(start(*arguments, serves=False), 64, said)


def test_a_setting_of_the_environment_that_cannot_be_used_is_named(start):
    server = start(serves=False, environment={"VERBATIM_IDLE_TIMEOUT": "soon"})
    ended(server, 78, "VERBATIM_IDLE_TIMEOUT")


NOT_TRANSCRIPTS = {
    "an image": ("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8),
    "an empty file": ("empty.txt", b""),
    "invalid UTF-8": ("latin1.jsonl", b'{"meeting":"m","date":"2001-01-01","speaker":"A","text":"caf\xe9"}\n'),
    "broken JSON": ("broken.jsonl", b'{"meeting":"m","date":"2001-01-01","speaker":"A","text":\n'),
    "a date that is none": ("date.jsonl", b'{"meeting":"m","date":"2001-02-30","speaker":"A","text":"x"}\n'),
    "a NUL": ("nul.jsonl", b'{"meeting":"m","date":"2001-01-01","speaker":"A","text":"a\0b"}\n'),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_TRANSCRIPTS)
def test_what_is_no_transcript_is_said_and_the_rest_is_served(start, small_corpus_file, tmp_path, name):
    file, content = NOT_TRANSCRIPTS[name]
    path = tmp_path / file
    path.write_bytes(content)
    alone = start(documents=[path], serves=False)
    assert alone.wait() == 65, alone.log
    assert file in alone.log
    beside = start(documents=[small_corpus_file, path])
    assert file in beside.wait_for_log(file)
    assert_serves(beside)
    beside.signal(signal.SIGTERM)
    assert beside.wait() == 0
    strict = start("--strict", documents=[small_corpus_file, path], serves=False)
    assert strict.wait() == 65, strict.log


def test_a_document_that_does_not_exist_is_said(start, tmp_path):
    server = start(documents=[tmp_path / "no-such.txt"], serves=False)
    assert "no-such.txt" in ended(server, 66, "cannot start")


@pytest.fixture
def unprivileged():
    """Makes a command run as somebody who has no rights to speak of, and files readable for them."""
    if os.geteuid() != 0:
        yield []
        return
    if not shutil.which("setpriv"):
        pytest.skip("run by root without setpriv(1): nothing is unreadable")
    prefix = [
        "setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--inh-caps=-all",
    ]  # fmt: skip
    yield prefix


def test_a_folder_without_rights_is_said(small_corpus_file, unprivileged):
    # Not below pytest's own folder, which is closed to others itself.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        program = shutil.copy(VERBATIMD, folder / "verbatimd")
        for file in ("server.pem", "server.key"):
            shutil.copy(CERTS / file, folder / file)
            if unprivileged:
                os.chown(folder / file, NOBODY, NOBODY)
        documents = folder / "documents"
        closed = documents / "closed"
        closed.mkdir(parents=True)
        for path in (documents / "small.jsonl", closed / "other.jsonl"):
            shutil.copy(small_corpus_file, path)
            path.chmod(0o644)
        arguments = [
            "--certificate", folder / "server.pem", "--private-key", folder / "server.key",
            "--listen", "127.0.0.1:0",
        ]  # fmt: skip
        closed.chmod(0o000)
        try:
            alone = Verbatimd(program, [*arguments, closed], serves=False, prefix=unprivileged)
            line = ended(alone, 77, "cannot start")
            assert str(closed) in line and "no right" in line
            # Below a folder that was named it is left out, and said.
            beside = Verbatimd(program, [*arguments, documents], prefix=unprivileged)
            try:
                assert str(closed) in beside.wait_for_log("closed")
                assert_serves(beside)
                beside.signal(signal.SIGTERM)
                assert beside.wait() == 0
            finally:
                beside.kill()
            key = folder / "server.key"
            key.chmod(0o000)
            unreadable = Verbatimd(program, [*arguments, documents], serves=False, prefix=unprivileged)
            assert str(key) in ended(unreadable, 77, "cannot start")
        finally:
            closed.chmod(0o755)


def test_sigterm_lets_a_slow_stream_finish(start, large_corpus_file):
    server = start(documents=[large_corpus_file])
    with connect(server) as channel:
        wanted = archive_pb2_grpc.ArchiveStub(channel).CountStatements(
            archive_pb2.CountStatementsRequest(), timeout=30
        )
        watch = health_pb2_grpc.HealthStub(channel).Watch(health_pb2.HealthCheckRequest(), timeout=30)
        assert next(watch).status == health_pb2.HealthCheckResponse.SERVING
        call = raw_stream(channel)(b"", timeout=30)
        next(call)
        server.signal(signal.SIGTERM)
        server.wait_for_log("stopping")
        assert next(watch).status == health_pb2.HealthCheckResponse.NOT_SERVING
        watch.cancel()
        with pytest.raises(OSError):
            open_socket(server).close()
        time.sleep(0.3)
        received = 1 + len(list(call))
        assert received == wanted.total
        assert call.code() == grpc.StatusCode.OK
    assert server.wait() == 0, server.log
    server.wait_for_log("stopped")
    assert not server.errors()


def test_after_the_grace_period_a_stream_ends_with_unavailable(start, large_corpus_file):
    server = start("--shutdown-grace", "300ms", documents=[large_corpus_file])
    with connect(server) as channel:
        # A call that never ends by itself.
        watch = health_pb2_grpc.HealthStub(channel).Watch(health_pb2.HealthCheckRequest(), timeout=30)
        assert next(watch).status == health_pb2.HealthCheckResponse.SERVING
        with Connection(server, CERTS / "ca.pem") as stalled:
            # Its window stays shut: nothing but the end can reach it.
            stream = stalled.request(STREAM, message(b""))
            while len(stalled.answers[stream].body) < 65535:
                assert stalled.receive()
            server.signal(signal.SIGTERM)
            assert stalled.answer(stream).status == grpc.StatusCode.UNAVAILABLE.value[0]
        assert server.wait() == 0, server.log
        assert next(watch).status == health_pb2.HealthCheckResponse.NOT_SERVING
        with pytest.raises(grpc.RpcError) as error:
            next(watch)
        assert error.value.code() == grpc.StatusCode.UNAVAILABLE
    assert not server.errors()


@pytest.mark.parametrize("number, code", [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_second_signal_ends_at_once(start, large_corpus_file, number, code):
    server = start("--shutdown-grace", "1h", documents=[large_corpus_file])
    with Connection(server, CERTS / "ca.pem") as connection:
        stream = connection.request(STREAM, message(b""))
        while len(connection.answers[stream].body) < 65535:
            assert connection.receive()
        server.signal(number)
        server.wait_for_log("stopping.*grace=1h")
        assert server.process.poll() is None
        time.sleep(1)  # one within half a second of the first counts as the same
        server.signal(number)
        assert server.wait(5) == code, server.log
    assert not server.errors()


def test_sigint_without_calls_ends_at_once_with_0(start):
    server = start("--shutdown-grace", "1h")
    with connect(server) as channel:
        archive_pb2_grpc.ArchiveStub(channel).CountStatements(
            archive_pb2.CountStatementsRequest(), timeout=30
        )
        with open_socket(server) as silent:
            server.signal(signal.SIGINT)
            read_to_end(silent)
        assert server.wait(10) == 0, server.log
    assert not server.errors()


def test_a_signal_while_loading_ends_in_order(start, corpus_file):
    server = start("--log-level", "debug", documents=[corpus_file] * 50, serves=False)
    server.wait_for_log("loading begins")
    server.signal(signal.SIGTERM)
    assert server.wait(10) == 0, server.log
    assert not server.errors()
