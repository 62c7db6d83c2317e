"""The gRPC project's interoperability cases over TLS, both ways, with gRPC for Python and for C++."""

import contextlib
import os
import re
import subprocess

import grpc_cases
import pytest
from conftest import CERTS, connect
from negative_server import NegativeServer

CASES = [
    "empty_unary", "large_unary", "client_compressed_unary", "server_compressed_unary",
    "client_streaming", "client_compressed_streaming", "server_streaming",
    "server_compressed_streaming", "ping_pong", "empty_stream", "custom_metadata",
    "status_code_and_message", "special_status_message", "unimplemented_method",
    "unimplemented_service", "cancel_after_begin", "cancel_after_first_response",
    "timeout_on_sleeping_server",
]  # fmt: skip
SOAKS = ["rpc_soak", "channel_soak"]
NEGATIVE_CASES = [
    "goaway", "rst_after_header", "rst_during_data", "rst_after_data", "ping", "max_streams",
]  # fmt: skip

# What a peer cannot do, and why; each is named in what the tests print.
PYTHON_CLIENT_CANNOT = {
    "client_compressed_streaming": "cannot leave a single request of a call uncompressed",
}
PYTHON_SERVER_CANNOT = {
    "client_compressed_unary": "does not tell whether a request came compressed",
    "client_compressed_streaming": "does not tell whether a request came compressed",
}
PYTHON_CLIENT_CANNOT_SEE = {"server_compressed_unary", "server_compressed_streaming"}
SECONDS = 120


@contextlib.contextmanager
def program(*command):
    """A server that prints `listening on HOST:PORT`; gives its port."""
    process = subprocess.Popen(
        [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    )
    try:
        line = process.stdout.readline().decode()
        match = re.match(r"listening on \S+:(\d+)$", line)
        assert match, f"{command[0]} did not start: {line!r}"
        yield int(match[1])
        assert process.poll() is None, f"{command[0]} ended with {process.returncode}"
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture(scope="module")
def our_server():
    with program(
        os.environ["INTEROP_SERVER"], "--port=0", "--use_tls=true",
        f"--tls_cert_file={CERTS / 'server.pem'}", f"--tls_key_file={CERTS / 'server.key'}",
    ) as port:  # fmt: skip
        yield f"localhost:{port}"


@pytest.fixture(scope="module")
def cpp_server():
    folder = os.environ["INTEROP_CPP"]
    with program(f"{folder}/server", CERTS / "server.pem", CERTS / "server.key") as port:
        yield port


@pytest.fixture(scope="module")
def python_server():
    server, port = grpc_cases.serve(CERTS / "server.pem", CERTS / "server.key")
    yield port
    server.stop(None).wait()


def run(*command):
    result = subprocess.run(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS,
    )  # fmt: skip
    said = (result.stdout + result.stderr).decode()
    assert result.returncode == 0, said
    return said


def run_our_client(port, case):
    said = run(
        os.environ["INTEROP_CLIENT"], "--server_host=127.0.0.1", f"--server_port={port}",
        "--server_host_override=localhost", "--use_tls=true", f"--ca_file={CERTS / 'ca.pem'}",
        f"--test_case={case}",
    )  # fmt: skip
    assert said == f"{case}: passed\n"


@pytest.mark.parametrize("case", CASES + SOAKS)
def test_our_client_passes_with_a_cpp_server(cpp_server, case):
    run_our_client(cpp_server, case)


@pytest.mark.parametrize("case", CASES + SOAKS)
def test_our_client_passes_with_a_python_server(python_server, case):
    if case in PYTHON_SERVER_CANNOT:
        pytest.skip(f"{case} with a Python server: it {PYTHON_SERVER_CANNOT[case]}")
    run_our_client(python_server, case)


@pytest.mark.parametrize("case", CASES)
def test_a_cpp_client_passes_with_our_server(our_server, case):
    run(f"{os.environ['INTEROP_CPP']}/client", our_server, CERTS / "ca.pem", case)


@pytest.mark.parametrize("case", CASES)
def test_a_python_client_passes_with_our_server(our_server, case):
    if case in PYTHON_CLIENT_CANNOT:
        pytest.skip(f"{case} with a Python client: it {PYTHON_CLIENT_CANNOT[case]}")

    class Server:
        address = our_server

    with connect(Server) as channel:
        getattr(grpc_cases.Client(channel), case)()
    if case in PYTHON_CLIENT_CANNOT_SEE:
        pytest.skip(
            f"{case} with a Python client: all of it passed but that the response came compressed, "
            "which it does not tell"
        )


@pytest.mark.parametrize("case", NEGATIVE_CASES)
def test_our_client_bears_with_a_server_that_behaves_badly(case):
    with NegativeServer(case, CERTS / "server.pem", CERTS / "server.key") as server:
        run_our_client(server.port, case)
    assert not server.faults
    calls = [len(connection) for connection in server.connections]
    if case == "goaway":
        # The first connection takes no call after the server said that it goes away.
        assert calls == [1, 1]
    elif case == "max_streams":
        assert calls == [11] and server.most_open_streams == 1
    else:
        assert calls == [1]
    assert server.unanswered_pings == 0


@pytest.mark.parametrize("how, calls", [("goaway", [1, 1]), ("reset", [2])])
def test_our_client_makes_a_call_again_that_the_server_has_refused(how, calls):
    case = f"refused_by_{how}"
    with NegativeServer(case, CERTS / "server.pem", CERTS / "server.key") as server:
        run_our_client(server.port, "ping")
    assert not server.faults
    assert [len(connection) for connection in server.connections] == calls


def test_the_cpp_client_can_fail(python_server):
    """A server that does not see compression is found out."""
    with pytest.raises(AssertionError, match="client_compressed_unary: expected status 3, got 0"):
        run(
            f"{os.environ['INTEROP_CPP']}/client", f"localhost:{python_server}",
            CERTS / "ca.pem", "client_compressed_unary",
        )  # fmt: skip


def test_our_client_can_fail(python_server):
    """As above, of ours."""
    with pytest.raises(AssertionError, match="client_compressed_unary: FAILED: the call succeeded"):
        run_our_client(python_server, "client_compressed_unary")
