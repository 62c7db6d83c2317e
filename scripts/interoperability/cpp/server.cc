// grpc.testing.TestService by C++ gRPC, for the cases of grpc/doc/interop-test-descriptions.md.
//
// usage: server CERTIFICATE KEY
//
// Takes a free port of 127.0.0.1, prints it, and serves until it is killed.
#include <grpcpp/grpcpp.h>

#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <thread>

#include "grpc/testing/test.grpc.pb.h"
#include "inspection.h"

namespace testing = grpc::testing;
using grpc::ServerContext;
using grpc::Status;
using grpc::StatusCode;

namespace {

std::string contents(const char* path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void echo_metadata(ServerContext* context) {
  const auto& metadata = context->client_metadata();
  auto initial = metadata.find("x-grpc-test-echo-initial");
  if (initial != metadata.end())
    context->AddInitialMetadata(
        "x-grpc-test-echo-initial", {initial->second.data(), initial->second.size()});
  auto trailing = metadata.find("x-grpc-test-echo-trailing-bin");
  if (trailing != metadata.end())
    context->AddTrailingMetadata(
        "x-grpc-test-echo-trailing-bin", {trailing->second.data(), trailing->second.size()});
}

bool mismatches(const ServerContext* context, const testing::BoolValue& expected) {
  return expected.value() && !testing::InteropServerContextInspector::is_compressed(context);
}

const Status not_compressed(StatusCode::INVALID_ARGUMENT, "the request is not compressed");

class Service final : public testing::TestService::Service {
  Status EmptyCall(ServerContext* context, const testing::Empty*, testing::Empty*) override {
    echo_metadata(context);
    return Status::OK;
  }

  Status UnaryCall(ServerContext* context, const testing::SimpleRequest* request,
                   testing::SimpleResponse* response) override {
    echo_metadata(context);
    if (mismatches(context, request->expect_compressed())) return not_compressed;
    context->set_compression_algorithm(
        request->response_compressed().value() ? GRPC_COMPRESS_GZIP : GRPC_COMPRESS_NONE);
    if (request->has_response_status() && request->response_status().code() != 0)
      return Status(static_cast<StatusCode>(request->response_status().code()),
                    request->response_status().message());
    response->mutable_payload()->set_body(std::string(request->response_size(), '\0'));
    return Status::OK;
  }

  Status StreamingInputCall(ServerContext* context,
                            grpc::ServerReader<testing::StreamingInputCallRequest>* requests,
                            testing::StreamingInputCallResponse* response) override {
    echo_metadata(context);
    testing::StreamingInputCallRequest request;
    int size = 0;
    while (requests->Read(&request)) {
      if (mismatches(context, request.expect_compressed())) return not_compressed;
      size += request.payload().body().size();
    }
    response->set_aggregated_payload_size(size);
    return Status::OK;
  }

  template <typename Stream>
  bool answer(const testing::StreamingOutputCallRequest& request, Stream* stream) {
    for (const auto& parameters : request.response_parameters()) {
      if (parameters.interval_us() > 0)
        std::this_thread::sleep_for(std::chrono::microseconds(parameters.interval_us()));
      testing::StreamingOutputCallResponse response;
      response.mutable_payload()->set_body(std::string(parameters.size(), '\0'));
      grpc::WriteOptions options;
      if (!parameters.compressed().value()) options.set_no_compression();
      if (!stream->Write(response, options)) return false;
    }
    return true;
  }

  Status StreamingOutputCall(
      ServerContext* context, const testing::StreamingOutputCallRequest* request,
      grpc::ServerWriter<testing::StreamingOutputCallResponse>* responses) override {
    echo_metadata(context);
    context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
    answer(*request, responses);
    return Status::OK;
  }

  Status FullDuplexCall(
      ServerContext* context,
      grpc::ServerReaderWriter<testing::StreamingOutputCallResponse,
                               testing::StreamingOutputCallRequest>* stream) override {
    echo_metadata(context);
    testing::StreamingOutputCallRequest request;
    while (stream->Read(&request)) {
      if (request.has_response_status() && request.response_status().code() != 0)
        return Status(static_cast<StatusCode>(request.response_status().code()),
                      request.response_status().message());
      if (!answer(request, stream)) break;
    }
    return Status::OK;
  }
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) {
    std::cerr << "usage: server CERTIFICATE KEY\n";
    return 64;
  }
  grpc::SslServerCredentialsOptions options;
  options.pem_key_cert_pairs.push_back({contents(arguments[2]), contents(arguments[1])});
  Service service;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(options), &port);
  builder.RegisterService(&service);
  auto server = builder.BuildAndStart();
  if (!server || port == 0) {
    std::cerr << "the server did not start\n";
    return 1;
  }
  std::cout << "listening on 127.0.0.1:" << port << std::endl;
  server->Wait();
}
