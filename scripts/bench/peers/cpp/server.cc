// gRPC for C++ as a server of statements that are there as messages.
//
// usage: server callback|sync PORT CERTIFICATE KEY STATEMENTS
#include <grpcpp/grpcpp.h>

#include <cstdio>
#include <string_view>
#include <unordered_map>

#include "statements.h"
#include "verbatim/v1/archive.grpc.pb.h"

using namespace verbatim::v1;

namespace {

struct Store {
  std::vector<Statement> all;
  std::unordered_map<std::string_view, size_t> positions;

  explicit Store(const std::string &path) : all(statements(path)) {
    positions.reserve(all.size());
    for (size_t i = 0; i < all.size(); i++) positions.emplace(all[i].id(), i);
  }

  const Statement *find(const std::string &id) const {
    auto found = positions.find(id);
    return found == positions.end() ? nullptr : &all[found->second];
  }

  size_t end(const StreamStatementsRequest &request) const {
    return request.limit() == 0 ? all.size() : std::min<size_t>(all.size(), request.limit());
  }
};

const grpc::Status not_found(grpc::NOT_FOUND, "no statement of this id");

class Stream : public grpc::ServerWriteReactor<Statement> {
 public:
  Stream(const Store &store, size_t end) : next_(store.all.data()), end_(next_ + end) { Write(); }
  void OnWriteDone(bool ok) override {
    if (ok) Write();
    else Finish(grpc::Status::CANCELLED);
  }
  void OnDone() override { delete this; }

 private:
  void Write() {
    if (next_ == end_) Finish(grpc::Status::OK);
    else StartWrite(next_++);
  }
  const Statement *next_, *end_;
};

class CallbackArchive : public Archive::CallbackService {
 public:
  explicit CallbackArchive(const Store &store) : store_(store) {}

  grpc::ServerUnaryReactor *GetStatement(grpc::CallbackServerContext *context,
                                         const GetStatementRequest *request,
                                         Statement *answer) override {
    auto *reactor = context->DefaultReactor();
    if (const Statement *found = store_.find(request->id())) {
      *answer = *found;
      reactor->Finish(grpc::Status::OK);
    } else {
      reactor->Finish(not_found);
    }
    return reactor;
  }

  grpc::ServerWriteReactor<Statement> *StreamStatements(
      grpc::CallbackServerContext *, const StreamStatementsRequest *request) override {
    return new Stream(store_, store_.end(*request));
  }

 private:
  const Store &store_;
};

class SyncArchive : public Archive::Service {
 public:
  explicit SyncArchive(const Store &store) : store_(store) {}

  grpc::Status GetStatement(grpc::ServerContext *, const GetStatementRequest *request,
                            Statement *answer) override {
    const Statement *found = store_.find(request->id());
    if (!found) return not_found;
    *answer = *found;
    return grpc::Status::OK;
  }

  grpc::Status StreamStatements(grpc::ServerContext *, const StreamStatementsRequest *request,
                                grpc::ServerWriter<Statement> *writer) override {
    const size_t end = store_.end(*request);
    for (size_t i = 0; i < end; i++)
      if (!writer->Write(store_.all[i])) return grpc::Status::CANCELLED;
    return grpc::Status::OK;
  }

 private:
  const Store &store_;
};

}  // namespace

int main(int count, char **arguments) {
  const std::string mode = count == 6 ? arguments[1] : "";
  if (mode != "callback" && mode != "sync") {
    std::fprintf(stderr, "usage: server callback|sync PORT CERTIFICATE KEY STATEMENTS\n");
    return 64;
  }
  const Store store(arguments[5]);
  CallbackArchive callback(store);
  SyncArchive sync(store);
  grpc::SslServerCredentialsOptions tls;
  tls.pem_key_cert_pairs.push_back({contents(arguments[4]), contents(arguments[3])});
  grpc::ServerBuilder builder;
  builder.AddListeningPort(std::string("127.0.0.1:") + arguments[2],
                           grpc::SslServerCredentials(tls));
  if (mode == "sync") builder.RegisterService(&sync);
  else builder.RegisterService(&callback);
  auto server = builder.BuildAndStart();
  if (!server) return 1;
  server->Wait();
}
