// The query classes on SQLite, in memory, with prepared statements; words by FTS5, which keeps no text of
// its own here.
//
// usage: queries-sqlite STATEMENTS QUERIES
#include <sqlite3.h>

#include <map>

#include "engine.h"

namespace {

sqlite3 *database;

void check(bool is_right, const char *what) {
  if (!is_right) die(std::string(what) + ": " + sqlite3_errmsg(database));
}

void execute(const char *sql) { check(sqlite3_exec(database, sql, 0, 0, 0) == SQLITE_OK, sql); }

sqlite3_stmt *prepared(const char *sql) {
  sqlite3_stmt *statement;
  check(sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, 0) == SQLITE_OK,
        sql);
  return statement;
}

void bind(sqlite3_stmt *statement, int place, std::string_view text) {
  sqlite3_bind_text(statement, place, text.data(), text.size(), SQLITE_STATIC);
}

std::string_view bytes(sqlite3_stmt *statement, int column) {
  auto data = static_cast<const char *>(sqlite3_column_blob(statement, column));
  return {data, size_t(sqlite3_column_bytes(statement, column))};
}

uint64_t number(const char *sql) {
  sqlite3_stmt *statement = prepared(sql);
  check(sqlite3_step(statement) == SQLITE_ROW, sql);
  uint64_t value = sqlite3_column_int64(statement, 0);
  sqlite3_finalize(statement);
  return value;
}

#define SPEAKER "speaker = (SELECT number FROM speakers WHERE name = ?1)"
#define WITH_WORDS " FROM words CROSS JOIN statements ON position = words.rowid WHERE words MATCH "

// Parameters are a class's fields in order, words among them as one in FTS5's language.
const std::map<Class, const char *> queries = {
    {Class::q1, "SELECT id, frame FROM statements WHERE " SPEAKER " AND day BETWEEN ?2 AND ?3"
                " ORDER BY day, position LIMIT 100"},
    {Class::q2, "SELECT count(*) FROM statements WHERE " SPEAKER " AND day BETWEEN ?2 AND ?3"},
    {Class::q3, "SELECT id, frame FROM statements WHERE day BETWEEN ?1 AND ?2"
                " ORDER BY day, position"},
    // Positions are in the order of days, so that words are looked for in those of the year only.
    {Class::q4, "SELECT id, frame" WITH_WORDS "?4 AND " SPEAKER " AND words.rowid BETWEEN"
                " (SELECT position FROM statements WHERE day >= ?2 ORDER BY day, position LIMIT 1)"
                " AND (SELECT position FROM statements WHERE day <= ?3"
                "      ORDER BY day DESC, position DESC LIMIT 1)"
                " ORDER BY words.rowid LIMIT 20"},
    {Class::q5, "SELECT count(*) FROM words WHERE words MATCH ?1"},
    {Class::q6, "SELECT count(*) FROM words WHERE words MATCH ?1"},
    {Class::q7, "SELECT id, frame" WITH_WORDS "?2 AND " SPEAKER " ORDER BY words.rowid LIMIT 20"},
    {Class::q8, "SELECT day / 10000, count(*)" WITH_WORDS "?1 GROUP BY 1 ORDER BY 1"},
    {Class::q9, "SELECT id, frame FROM statements WHERE " SPEAKER " ORDER BY day, position"},
    {Class::q10, "SELECT id, frame FROM statements WHERE id = ?1"},
    {Class::search, "SELECT rowid, -rank FROM words WHERE words MATCH ?1 ORDER BY rank LIMIT 10"},
};

class SQLite : public Engine {
public:
  SQLite() {
    sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    check(sqlite3_open(":memory:", &database) == SQLITE_OK, "open");
    execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
            "CREATE TABLE speakers (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);"
            "CREATE TABLE statements (position INTEGER PRIMARY KEY, id TEXT NOT NULL,"
            "  speaker INTEGER NOT NULL, day INTEGER NOT NULL, frame BLOB NOT NULL);"
            "CREATE VIRTUAL TABLE words USING fts5 (text, content = '');"
            "BEGIN");
    speaker = prepared("INSERT OR IGNORE INTO speakers (name) VALUES (?)");
    row = prepared("INSERT INTO statements (id, speaker, day, frame)"
                   " VALUES (?, (SELECT number FROM speakers WHERE name = ?), ?, ?)");
    text = prepared("INSERT INTO words (rowid, text) VALUES (?, ?)");
  }

  std::string name() override { return std::string("SQLite ") + sqlite3_libversion(); }

  void add(const Statement &statement) override {
    bind(speaker, 1, statement.speaker);
    step(speaker);
    bind(row, 1, statement.id);
    bind(row, 2, statement.speaker);
    sqlite3_bind_int64(row, 3, day(statement.date));
    sqlite3_bind_blob(row, 4, statement.frame.data(), statement.frame.size(), SQLITE_STATIC);
    step(row);
    sqlite3_bind_int64(text, 1, sqlite3_last_insert_rowid(database));
    bind(text, 2, statement.text);
    step(text);
  }

  void finish() override {
    for (sqlite3_stmt *statement : {speaker, row, text}) sqlite3_finalize(statement);
    execute("COMMIT;"
            "INSERT INTO words (words) VALUES ('optimize');"
            "CREATE UNIQUE INDEX by_id ON statements (id);"
            "CREATE INDEX by_speaker ON statements (speaker, day);"
            "CREATE INDEX by_day ON statements (day);"
            "ANALYZE");
    for (auto [kind, sql] : queries) statements[kind] = prepared(sql);
    count = prepared("SELECT count(*) FROM words WHERE words MATCH ?1");
    one = prepared("SELECT id, frame FROM statements WHERE position = ?1");
  }

  uint64_t index_bytes() override {
    uint64_t free = number("PRAGMA freelist_count");
    return (number("PRAGMA page_count") - free) * number("PRAGMA page_size") -
           number("SELECT sum(length(frame)) FROM statements");
  }

  void run(const Query &query, Answer &answer) override {
    sqlite3_stmt *statement = statements[query.kind];
    const auto &fields = query.fields;
    std::string words;
    int place = 1;
    switch (query.kind) {
    case Class::q5: case Class::search:
      words = fields[0] + " " + fields[1];
      bind(statement, 1, words);
      break;
    case Class::q6: case Class::q7:
      words = "\"" + fields[0] + " " + fields[1] + "\"";
      if (query.kind == Class::q7) bind(statement, place++, fields[2]);
      bind(statement, place, words);
      break;
    default:
      for (const std::string &field : fields) {
        if (is_date(field)) sqlite3_bind_int64(statement, place++, day(field));
        else bind(statement, place++, field);
      }
    }
    int said;
    while ((said = sqlite3_step(statement)) == SQLITE_ROW) {
      if (query.kind == Class::search) hit(statement, answer);
      else if (sqlite3_column_count(statement) == 1) answer.total(sqlite3_column_int64(statement, 0));
      else if (query.kind == Class::q8)
        answer.year(sqlite3_column_int64(statement, 0), sqlite3_column_int64(statement, 1));
      else answer.statement(bytes(statement, 0), bytes(statement, 1));
    }
    check(said == SQLITE_DONE, "a query");
    sqlite3_reset(statement);
    if (query.kind != Class::search) return;
    bind(count, 1, words);
    check(sqlite3_step(count) == SQLITE_ROW, "a count");
    answer.total(sqlite3_column_int64(count, 0));
    sqlite3_reset(count);
  }

private:
  void step(sqlite3_stmt *statement) {
    check(sqlite3_step(statement) == SQLITE_DONE, "a statement");
    sqlite3_reset(statement);
  }

  static bool is_date(const std::string &field) {
    return field.size() == 10 && field[4] == '-' && field[7] == '-';
  }

  void hit(sqlite3_stmt *found, Answer &answer) {
    sqlite3_bind_int64(one, 1, sqlite3_column_int64(found, 0));
    check(sqlite3_step(one) == SQLITE_ROW, "a hit");
    answer.hit(bytes(one, 0), sqlite3_column_double(found, 1), bytes(one, 1));
    sqlite3_reset(one);
  }

  sqlite3_stmt *speaker, *row, *text, *count, *one;
  std::map<Class, sqlite3_stmt *> statements;
};

} // namespace

int main(int count, char **arguments) {
  SQLite engine;
  return serve(engine, count, arguments);
}
