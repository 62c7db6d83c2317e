"""The admin listener, read by Prometheus's own parsers."""

import http.client
import math
import re
import socket

import grpc
import pytest
from conftest import connect
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as prometheus
from verbatim.v1 import archive_pb2, archive_pb2_grpc

OPENMETRICS = "application/openmetrics-text; version=1.0.0"


@pytest.fixture
def watched(start):
    """A server with an admin listener, and the port of that."""
    server = start("--admin-listen", "127.0.0.1:0")
    line = server.wait_for_log("admin page and metrics")
    yield server, int(re.search(r"127\.0\.0\.1:(\d+)/", line)[1])


def get(port, path, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    return response, response.read().decode()


def families(port, parse, **headers):
    _, text = get(port, "/metrics", **headers)
    return {family.name: family for family in parse(text)}


def call(server):
    with connect(server) as channel:
        stub = archive_pb2_grpc.ArchiveStub(channel)
        stub.CountStatements(archive_pb2.CountStatementsRequest(), timeout=30)
        with pytest.raises(grpc.RpcError):
            stub.GetMeeting(archive_pb2.GetMeetingRequest(id="no such"), timeout=30)
        with pytest.raises(grpc.RpcError):
            channel.unary_unary("/no.such.Service/Method")(b"", timeout=30)


@pytest.mark.parametrize("parse, accept", [(openmetrics, OPENMETRICS), (prometheus, "*/*")])
def test_the_page_is_read_by_prometheus_own_parsers(watched, parse, accept):
    server, port = watched
    call(server)
    found = families(port, parse, Accept=accept)
    assert found["rpc_server_duration_seconds"].type == "histogram"
    assert found["rpc_server_started_calls"].type == "counter"
    assert found["verbatim_ready"].samples[0].value == 1
    assert found["verbatim_archive_statements"].samples[0].value > 0
    assert found["process_resident_memory_bytes"].samples[0].value > 1e6
    for sample in found["rpc_server_duration_seconds"].samples:
        assert math.isfinite(sample.value)
    samples = found["rpc_server_duration_seconds"].samples
    methods = {sample.labels["rpc_method"] for sample in samples}
    assert {"CountStatements", "GetMeeting", "unknown"} <= methods


def test_what_is_invented_makes_no_series(watched):
    server, port = watched
    call(server)
    before = get(port, "/metrics")[1].count("\n")
    with connect(server) as channel:
        for number in range(50):
            with pytest.raises(grpc.RpcError):
                channel.unary_unary(f"/invented.Service/Method{number}")(b"", timeout=30)
    text = get(port, "/metrics")[1]
    assert "invented" not in text
    assert text.count("\n") <= before


def test_the_page_for_people_has_no_script_and_forbids_any(watched):
    _, port = watched
    response, text = get(port, "/")
    assert response.status == 200
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "<script" not in text and "http://" not in text
    assert get(port, "/healthz")[1] == "serving\n"


def test_a_browser_that_was_led_here_by_another_name_is_turned_away(watched):
    _, port = watched
    assert get(port, "/metrics", Host="evil.example")[0].status == 421
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 405 ")
