// What the engines in C and C++ share: statements and queries from files, answers, and commands of
// standard input.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

enum class Class { q1, q2, q3, q4, q5, q6, q7, q8, q9, q10, search };

struct Query {
  Class kind;
  // As queries.tsv gives them.
  std::vector<std::string> fields;
};

// A message as gRPC frames it, and what of it is searched.
struct Statement {
  std::string_view frame, id, date, speaker, text;
};

struct Hit {
  std::string id;
  double score;
};

// What a query finds. Its statements are copied into a buffer that is used again, as they would be to
// be sent; what is needed to compare answers is kept only where that is wanted.
class Answer {
public:
  explicit Answer(bool is_compared) : is_compared(is_compared), buffer(512 << 10) {}

  void begin();
  void statement(std::string_view id, std::string_view frame);
  // The only answer, or how many there are beside hits.
  void total(uint64_t count);
  void year(int year, uint64_t count);
  void hit(std::string_view id, double score, std::string_view frame);

  const bool is_compared;
  // Of all queries.
  uint64_t answers = 0, bytes = 0;
  // Of each query: FNV-1a of what was found, each followed by a line feed.
  std::vector<uint64_t> digests;
  // Of each query for the most relevant.
  std::vector<std::vector<Hit>> hits;

private:
  void copy(std::string_view frame);
  void digest(std::string_view text);

  std::vector<char> buffer;
  size_t used = 0;
};

class Engine {
public:
  virtual ~Engine() = default;
  virtual std::string name() = 0;
  // Called for each statement in the archive's order, then once.
  virtual void add(const Statement &) = 0;
  virtual void finish() = 0;
  // Of what is kept beside the statements themselves.
  virtual uint64_t index_bytes() = 0;
  virtual void run(const Query &, Answer &) = 0;
};

constexpr int page_size = 10;           // of a search
constexpr int q1_limit = 100;
constexpr int words_limit = 20;         // of q4 and q7

// 20240131 for "2024-01-31".
int day(std::string_view date);

[[noreturn]] void die(const std::string &what);

// Loads the file of statements and answers commands, as bench-queries --commands does.
int serve(Engine &engine, int count, char **arguments);
