"""Who may connect, and how certificates are replaced under a running server."""

import shutil
import signal
import ssl
import subprocess
from pathlib import Path

import grpc
import pytest
from conftest import CERTS, FOLDER, CALL_SECONDS, assert_serves, connect
from http2 import Connection, message
from verbatim.v1 import archive_pb2, archive_pb2_grpc

COUNT = "/verbatim.v1.Archive/CountStatements"
CLIENT = CERTS / "client.key", CERTS / "client.pem"


def make_certs(folder):
    run = subprocess.run([FOLDER.parent / "make-certs", folder], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return Path(folder)


@pytest.fixture(scope="module")
def other_certs(tmp_path_factory):
    """Certificates of an authority that nobody trusts yet."""
    return make_certs(tmp_path_factory.mktemp("other") / "certs")


def refused(server, **options):
    """Checks that a call fails as one does whose connection is refused."""
    with connect(server, **options) as channel:
        with pytest.raises(grpc.RpcError) as error:
            archive_pb2_grpc.ArchiveStub(channel).CountStatements(
                archive_pb2.CountStatementsRequest(), timeout=CALL_SECONDS
            )
    assert error.value.code() == grpc.StatusCode.UNAVAILABLE, error.value.details()


def test_a_client_that_trusts_another_authority_does_not_connect(server, other_certs):
    since = server.mark()
    refused(server, ca=other_certs / "ca.pem")
    line = server.wait_for_log("connection failed", since)
    assert "reason=" in line
    assert_serves(server)


def test_a_required_certificate_lets_in_those_who_have_one(start, other_certs):
    server = start("--client-ca", CERTS / "ca.pem", "--client-certificates", "required")
    assert_serves(server, certificate=CLIENT)
    refused(server)
    server.wait_for_log("showed no certificate, and this server requires one")
    since = server.mark()
    refused(server, certificate=(other_certs / "client.key", other_certs / "client.pem"))
    assert "certificate" in server.wait_for_log("connection failed", since)
    since = server.mark()
    # A server's certificate of the right authority is not for clients.
    refused(server, certificate=(CERTS / "server.key", CERTS / "server.pem"))
    assert "certificate" in server.wait_for_log("connection failed", since)
    assert_serves(server, certificate=CLIENT)
    server.stop()


def test_a_client_without_the_required_certificate_gets_the_alert_for_it(start):
    server = start("--client-ca", CERTS / "ca.pem")
    with pytest.raises(ssl.SSLError) as error:
        with Connection(server, CERTS / "ca.pem") as connection:
            connection.call(COUNT, message(b""))
    assert "CERTIFICATE_REQUIRED" in str(error.value).upper().replace(" ", "_")
    assert_serves(server, certificate=CLIENT)
    server.stop()


def test_an_optional_certificate_may_be_left_out_but_not_be_wrong(start, other_certs):
    server = start("--client-ca", CERTS / "ca.pem", "--client-certificates", "optional")
    assert_serves(server)
    assert_serves(server, certificate=CLIENT)
    refused(server, certificate=(other_certs / "client.key", other_certs / "client.pem"))
    assert_serves(server)
    server.stop()


def test_certificates_are_read_anew_on_sighup(start, other_certs, tmp_path):
    folder = tmp_path / "certs"
    shutil.copytree(CERTS, folder)
    server = start(certs=folder)
    with connect(server, ca=CERTS / "ca.pem") as old:
        stub = archive_pb2_grpc.ArchiveStub(old)
        request = archive_pb2.CountStatementsRequest()
        assert stub.CountStatements(request, timeout=CALL_SECONDS).total
        for name in ("server.pem", "server.key"):
            shutil.copy(other_certs / name, folder / name)
        server.signal(signal.SIGHUP)
        server.wait_for_log("certificates read anew")
        assert_serves(server, ca=other_certs / "ca.pem")
        refused(server, ca=CERTS / "ca.pem")
        # A connection from before goes on.
        assert stub.CountStatements(request, timeout=CALL_SECONDS).total
    server.stop()


@pytest.mark.parametrize("what", ["no PEM", "another key", "missing"])
def test_what_cannot_be_read_anew_leaves_the_old_certificates(start, other_certs, tmp_path, what):
    folder = tmp_path / "certs"
    shutil.copytree(CERTS, folder)
    server = start(certs=folder)
    key = folder / "server.key"
    if what == "no PEM":
        key.write_text("this is no key\n")
    elif what == "another key":
        shutil.copy(other_certs / "server.key", key)
    else:
        key.unlink()
    server.signal(signal.SIGHUP)
    line = server.wait_for_log("certificates not renewed; the old ones stay")
    assert " ERROR " in line and str(key) in line
    assert_serves(server)
    server.signal(signal.SIGTERM)
    assert server.wait() == 0
    assert server.errors() == [line]


@pytest.mark.parametrize(
    "change, exit_code, said",
    [
        ("another key", 78, "belongs to another certificate|does not (fit|belong|match)"),
        ("no PEM", 78, "PEM"),
        ("missing", 78, "no such file|does not exist|there is no"),
        ("encrypted", 78, "password|encrypted"),
        ("expired", 78, "expired"),
    ],
)
def test_what_cannot_be_served_with_keeps_the_server_from_starting(
    start, other_certs, tmp_path, change, exit_code, said
):
    folder = tmp_path / "certs"
    shutil.copytree(CERTS, folder)
    key, chain = folder / "server.key", folder / "server.pem"
    if change == "another key":
        shutil.copy(other_certs / "server.key", key)
    elif change == "no PEM":
        key.write_text("this is no key\n")
    elif change == "missing":
        key.unlink()
    elif change == "encrypted":
        openssl("pkey", "-in", CERTS / "server.key", "-aes128", "-passout", "pass:x", "-out", key)
    else:
        # Valid on two days long past.
        (folder / "index").write_text("")
        openssl("req", "-new", "-key", key, "-subj", "/CN=localhost", "-out", folder / "csr")
        (folder / "ca.cnf").write_text(
            f"[ca]\ndefault_ca=d\n[d]\ndatabase={folder}/index\nnew_certs_dir={folder}\n"
            "policy=p\ndefault_md=sha256\nrand_serial=yes\n[p]\ncommonName=supplied\n"
        )
        openssl(
            "ca", "-batch", "-config", folder / "ca.cnf", "-cert", CERTS / "ca.pem",
            "-keyfile", CERTS / "ca.key", "-in", folder / "csr", "-out", chain, "-notext",
            "-startdate", "20200101000000Z", "-enddate", "20200102000000Z",
        )  # fmt: skip
    server = start(certs=folder, serves=False)
    assert server.wait() == exit_code, server.log
    assert server.wait_for_log(f"(?i)cannot start.*({said})")


def openssl(*arguments):
    run = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
