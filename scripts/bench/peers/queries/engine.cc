#include "engine.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iostream>
#include <map>

static const std::map<std::string, Class> classes = {
    {"q1", Class::q1}, {"q2", Class::q2}, {"q3", Class::q3}, {"q4", Class::q4},
    {"q5", Class::q5}, {"q6", Class::q6}, {"q7", Class::q7}, {"q8", Class::q8},
    {"q9", Class::q9}, {"q10", Class::q10}, {"search", Class::search}};

void die(const std::string &what) {
  fprintf(stderr, "%s\n", what.c_str());
  exit(1);
}

int day(std::string_view date) {
  int value = 0;
  for (char c : date)
    if (c != '-') value = value * 10 + (c - '0');
  return value;
}

static double now() {
  timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

// ---- Answers.

void Answer::begin() {
  if (!is_compared) return;
  digests.push_back(0xcbf29ce484222325);
  hits.emplace_back();
}

void Answer::copy(std::string_view frame) {
  if (used + frame.size() > buffer.size()) used = 0;
  memcpy(buffer.data() + used, frame.data(), frame.size());
  used += frame.size();
}

void Answer::digest(std::string_view text) {
  uint64_t &value = digests.back();
  for (unsigned char byte : text) value = (value ^ byte) * 0x100000001b3;
  value = (value ^ '\n') * 0x100000001b3;
}

void Answer::statement(std::string_view id, std::string_view frame) {
  copy(frame);
  if (!is_compared) return;
  digest(id);
  answers++;
  bytes += frame.size();
}

void Answer::total(uint64_t count) {
  answers += count; // where only time counts too: nothing is computed for nobody
  if (is_compared) digest(std::to_string(count));
}

void Answer::year(int year, uint64_t count) {
  answers++;
  if (is_compared) digest(std::to_string(year) + " " + std::to_string(count));
}

void Answer::hit(std::string_view id, double score, std::string_view frame) {
  copy(frame);
  if (is_compared) hits.back().push_back({std::string(id), score});
}

// ---- Statements and queries.

// A field of a message of strings, numbers and messages; empty if it is not there.
static std::string_view field(std::string_view message, uint64_t number) {
  auto at = reinterpret_cast<const unsigned char *>(message.data());
  const unsigned char *end = at + message.size();
  while (at < end) {
    uint64_t values[2] = {0, 0};
    for (uint64_t &value : values) {
      int shift = 0;
      do value |= uint64_t(*at & 127) << shift, shift += 7;
      while (*at++ & 128);
    }
    bool is_long = (values[0] & 7) == 2;
    if (values[0] >> 3 == number && is_long)
      return {reinterpret_cast<const char *>(at), size_t(values[1])};
    if (is_long) at += values[1];
  }
  return {};
}

static size_t load(Engine &engine, const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) die(std::string(path) + " cannot be read");
  std::vector<char> buffer(512 << 10);
  unsigned char head[5];
  size_t count = 0;
  for (; fread(head, sizeof head, 1, file) == 1; count++) {
    size_t size = size_t(head[1]) << 24 | head[2] << 16 | head[3] << 8 | head[4];
    if (size + sizeof head > buffer.size()) die("a statement is too long");
    memcpy(buffer.data(), head, sizeof head);
    if (fread(buffer.data() + sizeof head, size, 1, file) != 1) die("half a statement");
    std::string_view message(buffer.data() + sizeof head, size);
    // The corpus's statements have one paragraph.
    Statement statement{{buffer.data(), size + sizeof head}, field(message, 1), field(message, 4),
                        field(field(message, 6), 3), field(message, 7)};
    if (statement.id.empty() || statement.date.empty() || statement.speaker.empty())
      die("a statement without id, date or speaker");
    engine.add(statement);
  }
  fclose(file);
  engine.finish();
  return count;
}

static std::vector<Query> read_queries(const char *path) {
  std::ifstream file(path);
  if (!file) die(std::string(path) + " cannot be read");
  std::vector<Query> queries;
  std::string line;
  while (getline(file, line)) {
    std::vector<std::string> parts;
    for (size_t at = 0; at <= line.size();) {
      size_t end = std::min(line.find('\t', at), line.size());
      parts.push_back(line.substr(at, end - at));
      at = end + 1;
    }
    queries.push_back({classes.at(parts[0]), {parts.begin() + 1, parts.end()}});
  }
  return queries;
}

// ---- Commands.

static void check(Engine &engine, const std::vector<Query> &queries, Class kind) {
  Answer answer(true);
  for (const Query &query : queries)
    if (query.kind == kind) {
      answer.begin();
      engine.run(query, answer);
    }
  printf("{\"answers\": %lu, \"bytes\": %lu, \"digests\": [", (unsigned long)answer.answers,
         (unsigned long)answer.bytes);
  const char *comma = "";
  for (uint64_t digest : answer.digests) {
    printf("%s\"%016lx\"", comma, (unsigned long)digest);
    comma = ", ";
  }
  printf("]");
  if (kind == Class::search) {
    printf(", \"hits\": [");
    comma = "";
    for (const auto &hits : answer.hits) {
      printf("%s[", comma);
      for (const Hit &hit : hits)
        printf("%s[\"%s\", %.7g]", &hit == &hits[0] ? "" : ", ", hit.id.c_str(), hit.score);
      printf("]");
      comma = ", ";
    }
    printf("]");
  }
  printf("}\n");
}

// Ends after so many seconds, whatever is left to be asked.
static void time_class(Engine &engine, const std::vector<Query> &queries, Class kind, int rounds,
                       double seconds) {
  std::vector<double> samples;
  Answer answer(false);
  double begin = now();
  // A round before the others warms up, for a tenth of the time at most.
  for (int round = 0; round <= rounds; round++)
    for (const Query &query : queries) {
      if (query.kind != kind) continue;
      double start = now();
      bool is_over = start - begin > (round > 0 ? seconds : seconds / 10);
      if (is_over && (round == 0 || !samples.empty())) break;
      engine.run(query, answer);
      if (round > 0) samples.push_back((now() - start) * 1e6);
    }
  if (samples.empty()) die("no queries of this class");
  std::sort(samples.begin(), samples.end());
  printf("{\"p50\": %.4f, \"p99\": %.4f, \"samples\": %zu}\n", samples[samples.size() / 2],
         samples[samples.size() * 99 / 100], samples.size());
}

int serve(Engine &engine, int count, char **arguments) {
  if (count < 3) die("usage: STATEMENTS QUERIES [FOLDER]");
  double start = now();
  size_t statements = load(engine, arguments[1]);
  double seconds = now() - start;
  std::vector<Query> queries = read_queries(arguments[2]);
  printf("{\"engine\": \"%s\", \"statements\": %zu, \"load_seconds\": %.3f, \"index_bytes\": %lu}\n",
         engine.name().c_str(), statements, seconds, (unsigned long)engine.index_bytes());
  fflush(stdout);

  std::string line;
  while (getline(std::cin, line)) {
    char command[16], name[8];
    int rounds = 1;
    double seconds = 60;
    if (sscanf(line.c_str(), "%15s %7s %d %lf", command, name, &rounds, &seconds) < 2 ||
        !classes.count(name))
      die("a command is check CLASS or time CLASS ROUNDS SECONDS");
    Class kind = classes.at(name);
    if (!strcmp(command, "check")) check(engine, queries, kind);
    else time_class(engine, queries, kind, rounds, seconds);
    fflush(stdout);
  }
  return 0;
}
