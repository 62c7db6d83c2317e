// gRPC for C++ as a client: receives every statement of a server and says what that cost.
//
// usage: client callback|sync PORT CA
#include <grpcpp/grpcpp.h>
#include <time.h>

#include <condition_variable>
#include <cstdio>
#include <mutex>

#include "statements.h"
#include "verbatim/v1/archive.grpc.pb.h"

using namespace verbatim::v1;

namespace {

struct Sum {
  uint64_t count = 0, bytes = 0;
  void Add(const Statement &statement) {
    count++;
    for (const auto &paragraph : statement.paragraphs()) bytes += paragraph.size();
  }
};

struct Reader : grpc::ClientReadReactor<Statement> {
  Statement statement;
  Sum sum;
  grpc::Status status;
  std::mutex mutex;
  std::condition_variable changed;
  bool done = false;

  void OnReadDone(bool ok) override {
    if (!ok) return;
    sum.Add(statement);
    StartRead(&statement);
  }
  void OnDone(const grpc::Status &result) override {
    std::lock_guard<std::mutex> lock(mutex);
    status = result;
    done = true;
    changed.notify_one();
  }
};

grpc::Status Receive(Archive::Stub &stub, bool by_callback, uint64_t limit, Sum &sum) {
  grpc::ClientContext context;
  StreamStatementsRequest request;
  request.set_limit(limit);
  if (by_callback) {
    Reader reader;
    stub.async()->StreamStatements(&context, &request, &reader);
    reader.StartRead(&reader.statement);
    reader.StartCall();
    std::unique_lock<std::mutex> lock(reader.mutex);
    reader.changed.wait(lock, [&] { return reader.done; });
    sum = reader.sum;
    return reader.status;
  }
  auto reader = stub.StreamStatements(&context, request);
  Statement statement;
  while (reader->Read(&statement)) sum.Add(statement);
  return reader->Finish();
}

double CpuSeconds() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

}  // namespace

int main(int count, char **arguments) {
  const std::string mode = count == 4 ? arguments[1] : "";
  if (mode != "callback" && mode != "sync") {
    std::fprintf(stderr, "usage: client callback|sync PORT CA\n");
    return 64;
  }
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = contents(arguments[3]);
  auto stub = Archive::NewStub(grpc::CreateChannel(std::string("localhost:") + arguments[2],
                                                   grpc::SslCredentials(tls)));
  Sum first, all;
  // Connecting is not part of it.
  grpc::Status status = Receive(*stub, mode == "callback", 1, first);
  const double before = CpuSeconds();
  if (status.ok()) status = Receive(*stub, mode == "callback", 0, all);
  const double cpu = CpuSeconds() - before;
  if (!status.ok()) {
    std::fprintf(stderr, "client: %d %s\n", status.error_code(), status.error_message().c_str());
    return 1;
  }
  std::printf("%lu statements, %lu bytes of text, %.3f CPU s\n", all.count, all.bytes, cpu);
}
