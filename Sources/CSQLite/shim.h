// What Swift needs of the system's SQLite. Only macros are wrapped here that are casts, which Swift cannot
// import, and functions of variable arguments; each wrapper is the name with `verbatim_` before it.
#ifndef VERBATIM_CSQLITE_SHIM_H
#define VERBATIM_CSQLITE_SHIM_H

#include <sqlite3.h>

// SQLITE_TRANSIENT: SQLite makes a copy of its own.
static inline int verbatim_sqlite3_bind_text_transient(sqlite3_stmt *statement, int index,
                                                       const char *text, sqlite3_uint64 count) {
  return sqlite3_bind_text64(statement, index, text, count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static inline int verbatim_sqlite3_bind_blob_transient(sqlite3_stmt *statement, int index,
                                                       const void *bytes, sqlite3_uint64 count) {
  return sqlite3_bind_blob64(statement, index, bytes, count, SQLITE_TRANSIENT);
}

#endif
