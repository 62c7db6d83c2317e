"""Reflection by Python's own client, v1 and v1alpha, and rich errors by Python's reader of them."""

import grpc
import pytest
from conftest import connect
from google.protobuf.descriptor_pool import DescriptorPool
from google.rpc import error_details_pb2
from grpc_reflection.v1alpha import reflection_pb2
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase,
)
from grpc_status import rpc_status
from verbatim.v1 import archive_pb2, archive_pb2_grpc

SERVICES = {
    "grpc.health.v1.Health",
    "grpc.reflection.v1.ServerReflection",
    "grpc.reflection.v1alpha.ServerReflection",
    "verbatim.v1.Archive",
    "verbatim.v1.ArchiveWriter",
}
Request = reflection_pb2.ServerReflectionRequest


def ask(channel, version, *requests):
    """The answers of a version of the service; messages of both are the same."""
    call = channel.stream_stream(
        f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo",
        request_serializer=Request.SerializeToString,
        response_deserializer=reflection_pb2.ServerReflectionResponse.FromString,
    )
    return list(call(iter(requests), timeout=30))


def test_a_dynamic_client_learns_the_schema_and_calls_by_it(channel):
    database = ProtoReflectionDescriptorDatabase(channel)
    assert set(database.get_services()) == SERVICES
    pool = DescriptorPool(database)
    service = pool.FindServiceByName("verbatim.v1.Archive")
    method = service.FindMethodByName("StreamStatements")
    assert method.input_type.full_name == "verbatim.v1.StreamStatementsRequest"
    assert method.output_type.full_name == "verbatim.v1.Statement"
    assert "paragraphs" in pool.FindMessageTypeByName("verbatim.v1.Statement").fields_by_name


@pytest.mark.parametrize("version", ["v1", "v1alpha"])
def test_both_versions_answer_every_kind_of_question(channel, version):
    answers = ask(
        channel,
        version,
        Request(list_services="*"),
        Request(file_by_filename="verbatim/v1/archive.proto"),
        Request(file_containing_symbol="verbatim.v1.Archive.GetMeeting"),
        Request(all_extension_numbers_of_type="verbatim.v1.Statement"),
        Request(
            file_containing_extension=reflection_pb2.ExtensionRequest(
                containing_type="verbatim.v1.Statement", extension_number=100
            )
        ),
        Request(file_by_filename="no/such.proto"),
        Request(file_containing_symbol="no.Such"),
        Request(all_extension_numbers_of_type="no.Such"),
    )
    assert {service.name for service in answers[0].list_services_response.service} == SERVICES
    for answer in answers[1:3]:
        assert len(answer.file_descriptor_response.file_descriptor_proto) == 2
    numbers = answers[3].all_extension_numbers_response
    assert numbers.base_type_name == "verbatim.v1.Statement"
    assert not numbers.extension_number
    assert [answer.error_response.error_code for answer in answers[4:]] == [5, 5, 5, 5]
    assert answers[5].original_request.file_by_filename == "no/such.proto"


def test_reflection_can_be_turned_off(start):
    server = start("--no-reflection")
    with connect(server) as channel:
        for version in ("v1", "v1alpha"):
            with pytest.raises(grpc.RpcError) as failure:
                ask(channel, version, Request(list_services=""))
            assert failure.value.code() == grpc.StatusCode.UNIMPLEMENTED


@pytest.mark.parametrize(
    "field, request_",
    [
        ("filter.from", {"filter": {"from": "2023-13-01"}}),
        ("order", {"order": 9}),
    ],
)
def test_a_bad_request_names_the_field_in_a_bad_request_detail(archive, field, request_):
    with pytest.raises(grpc.RpcError) as failure:
        list(archive.StreamStatements(archive_pb2.StreamStatementsRequest(**request_), timeout=30))
    status = rpc_status.from_call(failure.value)
    assert status.code == grpc.StatusCode.INVALID_ARGUMENT.value[0]
    assert status.message == failure.value.details()
    detail = error_details_pb2.BadRequest()
    assert status.details[0].Unpack(detail)
    assert [violation.field for violation in detail.field_violations] == [field]
    assert detail.field_violations[0].description


@pytest.mark.parametrize("algorithm", ["gzip", "deflate"])
@pytest.mark.parametrize("client", [grpc.Compression.Gzip, grpc.Compression.Deflate])
def test_compressed_calls_have_the_answers_of_others(start, algorithm, client):
    server = start("--response-compression", algorithm)
    with connect(server) as channel:
        archive = archive_pb2_grpc.ArchiveStub(channel)
        request = archive_pb2.StreamStatementsRequest()
        request.filter.speaker_names.extend(["no such person"] * 500)
        none = list(archive.StreamStatements(request, timeout=30, compression=client))
        assert none == []
        compressed = list(
            archive.StreamStatements(
                archive_pb2.StreamStatementsRequest(), timeout=30, compression=client
            )
        )
    plain = start()
    with connect(plain) as channel:
        archive = archive_pb2_grpc.ArchiveStub(channel)
        assert compressed == list(
            archive.StreamStatements(archive_pb2.StreamStatementsRequest(), timeout=30)
        )
    assert compressed
