// The query classes on SQLite, in memory, with prepared statements.
//
// usage: queries-sqlite STATEMENTS QUERIES
//
// STATEMENTS holds messages as gRPC frames them, in the archive's order; QUERIES a query a line, fields
// separated by tabs. Says what loading came to, then answers commands of standard input, a line of JSON
// each: `check CLASS` and `time CLASS ROUNDS`, as bench-queries does.
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { fields_at_most = 4, buffer_bytes = 256 << 10 };

struct query {
  char class[8];
  int field_count;
  char *fields[fields_at_most];
};

struct sum {
  uint64_t answers, bytes, digest;
};

static sqlite3 *database;
static struct query *queries;
static size_t query_count;
static uint8_t buffer[buffer_bytes];

static void die(const char *what) {
  fprintf(stderr, "queries-sqlite: %s: %s\n", what, database ? sqlite3_errmsg(database) : "");
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void execute(const char *sql) {
  if (sqlite3_exec(database, sql, 0, 0, 0) != SQLITE_OK) die(sql);
}

static sqlite3_stmt *prepared(const char *sql) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, 0) != SQLITE_OK)
    die(sql);
  return statement;
}

// ---- Loading.

struct field {
  const uint8_t *bytes;
  uint64_t size;
};

// A field of a message of strings, numbers and messages; without bytes if it is not there.
static struct field field(const uint8_t *at, uint64_t size, uint64_t number) {
  const uint8_t *end = at + size;
  while (at < end) {
    uint64_t values[2] = {0, 0};
    for (int i = 0; i < 2; i++) {
      int shift = 0;
      do values[i] |= (uint64_t)(*at & 127) << shift, shift += 7;
      while (*at++ & 128);
    }
    int is_long = (values[0] & 7) == 2;
    if (values[0] >> 3 == number && is_long) return (struct field){at, values[1]};
    if (is_long) at += values[1];
  }
  return (struct field){0, 0};
}

// 20240131 for "2024-01-31".
static int64_t day(const char *text) {
  int year, month, day;
  if (sscanf(text, "%4d-%2d-%2d", &year, &month, &day) != 3) die("a date");
  return (year * 100 + month) * 100 + day;
}

static size_t load(const char *path) {
  execute(
      "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
      "CREATE TABLE speakers (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);"
      "CREATE TABLE statements (position INTEGER PRIMARY KEY, id TEXT NOT NULL,"
      "  speaker INTEGER NOT NULL, day INTEGER NOT NULL, frame BLOB NOT NULL);"
      "BEGIN");
  sqlite3_stmt *speaker = prepared("INSERT OR IGNORE INTO speakers (name) VALUES (?)");
  sqlite3_stmt *row = prepared(
      "INSERT INTO statements (id, speaker, day, frame)"
      " VALUES (?, (SELECT number FROM speakers WHERE name = ?), ?, ?)");
  FILE *file = fopen(path, "rb");
  if (!file) die(path);
  uint8_t head[5];
  size_t count = 0;
  for (; fread(head, sizeof head, 1, file) == 1; count++) {
    size_t size = (size_t)head[1] << 24 | head[2] << 16 | head[3] << 8 | head[4];
    if (size + sizeof head > sizeof buffer) die("a statement is too long");
    memcpy(buffer, head, sizeof head);
    uint8_t *message = buffer + sizeof head;
    if (fread(message, size, 1, file) != 1) die(path);
    struct field id = field(message, size, 1), date = field(message, size, 4);
    struct field attribution = field(message, size, 6);
    struct field name = field(attribution.bytes, attribution.size, 3);
    if (!id.bytes || !date.bytes || !name.bytes) die("a statement without id, date or speaker");
    sqlite3_bind_text(speaker, 1, (const char *)name.bytes, name.size, SQLITE_STATIC);
    if (sqlite3_step(speaker) != SQLITE_DONE) die("a speaker");
    sqlite3_reset(speaker);
    sqlite3_bind_text(row, 1, (const char *)id.bytes, id.size, SQLITE_STATIC);
    sqlite3_bind_text(row, 2, (const char *)name.bytes, name.size, SQLITE_STATIC);
    sqlite3_bind_int64(row, 3, day((const char *)date.bytes));
    sqlite3_bind_blob(row, 4, buffer, size + sizeof head, SQLITE_STATIC);
    if (sqlite3_step(row) != SQLITE_DONE) die("a statement");
    sqlite3_reset(row);
  }
  fclose(file);
  sqlite3_finalize(speaker);
  sqlite3_finalize(row);
  execute(
      "COMMIT;"
      "CREATE UNIQUE INDEX by_id ON statements (id);"
      "CREATE INDEX by_speaker ON statements (speaker, day);"
      "CREATE INDEX by_day ON statements (day);"
      "ANALYZE");
  return count;
}

static void read_queries(const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) die(path);
  char *line = 0;
  size_t capacity = 0;
  while (getline(&line, &capacity, file) > 0) {
    queries = realloc(queries, (query_count + 1) * sizeof *queries);
    struct query *query = &queries[query_count++];
    memset(query, 0, sizeof *query);
    char *rest = line;
    snprintf(query->class, sizeof query->class, "%s", strsep(&rest, "\t\n"));
    for (char *text; (text = strsep(&rest, "\t\n")) && query->field_count < fields_at_most;)
      if (*text) query->fields[query->field_count++] = strdup(text);
  }
  free(line);
  fclose(file);
}

// ---- Querying.

#define SPEAKER "speaker = (SELECT number FROM speakers WHERE name = ?1)"

static const struct class {
  const char *name, *sql;
  int dates_from; // the field where two dates begin, or -1
} classes[] = {
    {"q1", "SELECT id, frame FROM statements WHERE " SPEAKER " AND day BETWEEN ?2 AND ?3"
           " ORDER BY day, position LIMIT 100", 1},
    {"q2", "SELECT count(*) FROM statements WHERE " SPEAKER " AND day BETWEEN ?2 AND ?3", 1},
    {"q3", "SELECT id, frame FROM statements WHERE day BETWEEN ?1 AND ?2"
           " ORDER BY day, position", 0},
    {"q9", "SELECT id, frame FROM statements WHERE " SPEAKER " ORDER BY day, position", -1},
    {"q10", "SELECT id, frame FROM statements WHERE id = ?1", -1},
};

static const struct class *class_named(const char *name) {
  for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
    if (!strcmp(classes[i].name, name)) return &classes[i];
  return 0;
}

static void digest(struct sum *sum, const void *bytes, size_t size) {
  for (const uint8_t *at = bytes; size--; at++) sum->digest = (sum->digest ^ *at) * 0x100000001b3;
  sum->digest = (sum->digest ^ '\n') * 0x100000001b3;
}

// Runs a query and copies what it finds; `sum` is null where only time counts.
static void run(const struct class *class, sqlite3_stmt *statement, const struct query *query,
                struct sum *sum) {
  for (int i = 0; i < query->field_count; i++) {
    if (class->dates_from >= 0 && i >= class->dates_from)
      sqlite3_bind_int64(statement, i + 1, day(query->fields[i]));
    else sqlite3_bind_text(statement, i + 1, query->fields[i], -1, SQLITE_STATIC);
  }
  size_t at = 0;
  int step;
  while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
    if (sqlite3_column_count(statement) == 1) {
      uint64_t count = sqlite3_column_int64(statement, 0);
      memcpy(buffer, &count, sizeof count);
      if (!sum) continue;
      char text[24];
      digest(sum, text, snprintf(text, sizeof text, "%lu", (unsigned long)count));
      sum->answers += count;
      continue;
    }
    const void *frame = sqlite3_column_blob(statement, 1);
    size_t size = sqlite3_column_bytes(statement, 1);
    if (at + size > sizeof buffer) at = 0;
    memcpy(buffer + at, frame, size);
    at += size;
    if (!sum) continue;
    const void *id = sqlite3_column_text(statement, 0);
    digest(sum, id, sqlite3_column_bytes(statement, 0));
    sum->answers++;
    sum->bytes += size;
  }
  if (step != SQLITE_DONE) die("a query");
  sqlite3_reset(statement);
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void check(const struct class *class, sqlite3_stmt *statement) {
  struct sum sum = {.digest = 0xcbf29ce484222325};
  for (size_t i = 0; i < query_count; i++)
    if (!strcmp(queries[i].class, class->name)) {
      run(class, statement, &queries[i], &sum);
      digest(&sum, "", 0); // so that no answer is taken for part of the next
    }
  printf("{\"answers\": %lu, \"bytes\": %lu, \"digest\": \"%016lx\"}\n", (unsigned long)sum.answers,
         (unsigned long)sum.bytes, (unsigned long)sum.digest);
}

static void time_class(const struct class *class, sqlite3_stmt *statement, int rounds) {
  double *samples = malloc((query_count * rounds + 1) * sizeof *samples);
  size_t count = 0;
  // A round before the others warms up.
  for (int round = 0; round <= rounds; round++)
    for (size_t i = 0; i < query_count; i++) {
      if (strcmp(queries[i].class, class->name)) continue;
      double start = now();
      run(class, statement, &queries[i], 0);
      if (round > 0) samples[count++] = (now() - start) * 1e6;
    }
  if (count == 0) die("no queries of this class");
  qsort(samples, count, sizeof *samples, ascending);
  printf("{\"p50\": %.4f, \"p99\": %.4f, \"samples\": %zu}\n", samples[count / 2],
         samples[count * 99 / 100], count);
  free(samples);
}

static unsigned long resident_kilobytes(void) {
  FILE *file = fopen("/proc/self/status", "r");
  char line[128];
  unsigned long value = 0;
  while (file && fgets(line, sizeof line, file))
    if (sscanf(line, "VmRSS: %lu", &value) == 1) break;
  if (file) fclose(file);
  return value;
}

int main(int count, char **arguments) {
  if (count != 3) {
    fprintf(stderr, "usage: queries-sqlite STATEMENTS QUERIES\n");
    return 64;
  }
  sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
  if (sqlite3_open(":memory:", &database) != SQLITE_OK) die("open");
  double start = now();
  size_t statements = load(arguments[1]);
  double seconds = now() - start;
  read_queries(arguments[2]);
  printf("{\"engine\": \"SQLite %s\", \"statements\": %zu, \"load_seconds\": %.3f, "
         "\"resident_kb\": %lu}\n", sqlite3_libversion(), statements, seconds, resident_kilobytes());
  fflush(stdout);

  char line[64], command[16], name[8];
  while (fgets(line, sizeof line, stdin)) {
    int rounds = 1;
    const struct class *class;
    if (sscanf(line, "%15s %7s %d", command, name, &rounds) < 2 || !(class = class_named(name)))
      die("a command is check CLASS or time CLASS ROUNDS");
    sqlite3_stmt *statement = prepared(class->sql);
    if (!strcmp(command, "check")) check(class, statement);
    else time_class(class, statement, rounds);
    sqlite3_finalize(statement);
    fflush(stdout);
  }
}
