-- The tables of a lasting archive, version 1 (PRAGMA user_version).
--
-- Whoever likes may read them, with sqlite3 or Datasette, also while the server runs; writing is the server's
-- alone. Text is UTF-8, days are YYYY-MM-DD, times are of UTC. NULL means that it is not known. A column
-- `message` holds a message of Proto/verbatim/v1/transcript.proto; the columns beside it are taken from it.
--
-- Views for people: current_meetings and current_statements.

-- One row: which archive this is.
CREATE TABLE archive (
  -- Random digits, made with the file: sequences of two archives have nothing to do with each other.
  id TEXT NOT NULL,
  created TEXT NOT NULL
);

-- The change log: what happened, in order. Sequences begin at 1 and have no gaps. Rows stay for ever, those
-- of revisions that are no longer kept and of meetings that were deleted among them.
CREATE TABLE changes (
  sequence INTEGER PRIMARY KEY,
  time TEXT NOT NULL,
  -- Who did it; 'start' for documents that the server was started with.
  principal TEXT NOT NULL,
  what TEXT NOT NULL CHECK (what IN ('added', 'revised', 'deleted', 'people')),
  -- NULL where it is about people alone.
  meeting_id TEXT,
  revision INTEGER
);
CREATE INDEX changes_of_meeting ON changes (meeting_id, sequence);

-- Every meeting that was ever there. One that was deleted keeps its row, so that its revisions are counted on
-- when it comes again.
CREATE TABLE meetings (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  -- The last revision's number, from 1.
  revision INTEGER NOT NULL,
  is_deleted INTEGER NOT NULL DEFAULT 0 CHECK (is_deleted IN (0, 1))
);

-- A meeting as one import had it. Older revisions stay as long as the server's settings say.
CREATE TABLE revisions (
  meeting INTEGER NOT NULL REFERENCES meetings (number),
  revision INTEGER NOT NULL,
  -- The change that brought it.
  sequence INTEGER NOT NULL REFERENCES changes (sequence),
  title TEXT,
  date TEXT NOT NULL,
  end_date TEXT,
  start_time TEXT,
  place TEXT,
  language TEXT,
  kind TEXT,
  format TEXT,
  url TEXT,
  file_name TEXT,
  licence TEXT,
  statement_count INTEGER NOT NULL,
  -- 1 where the source states the meeting's id, 0 where it was made of day and title.
  states_id INTEGER NOT NULL CHECK (states_id IN (0, 1)),
  -- SHA-256 of the meeting and its statements: the same once more is no new revision.
  digest BLOB NOT NULL,
  -- The same of what it said of people; where only this is another, the revision stays and they are learnt.
  people_digest BLOB NOT NULL,
  -- verbatim.v1.Meeting, without revision and statement_count.
  message BLOB NOT NULL,
  PRIMARY KEY (meeting, revision)
);
CREATE INDEX revisions_by_sequence ON revisions (sequence);

-- What was said, by the revision that has it.
CREATE TABLE statements (
  meeting INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  -- Place within the meeting, from 0.
  ordinal INTEGER NOT NULL,
  id TEXT NOT NULL,
  date TEXT NOT NULL,
  kind TEXT NOT NULL,
  -- Who speaks, as printed.
  label TEXT,
  -- Who that is: speakers.id. (In the message stands the id that the document's people have among
  -- themselves, proposed.id.)
  speaker_id TEXT,
  name TEXT,
  role TEXT,
  certainty TEXT NOT NULL,
  -- The words; an empty line between two paragraphs.
  text TEXT NOT NULL,
  -- verbatim.v1.Statement
  message BLOB NOT NULL,
  PRIMARY KEY (meeting, revision, ordinal),
  FOREIGN KEY (meeting, revision) REFERENCES revisions ON DELETE CASCADE
);

-- The people whom a revision's document tells apart, under ids that hold within it.
CREATE TABLE proposed (
  meeting INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  -- 1 where the document states the id as an archive's own.
  is_stated INTEGER NOT NULL CHECK (is_stated IN (0, 1)),
  -- verbatim.v1.Speaker
  message BLOB NOT NULL,
  PRIMARY KEY (meeting, revision, position),
  FOREIGN KEY (meeting, revision) REFERENCES revisions ON DELETE CASCADE
) WITHOUT ROWID;

-- Everybody whom the archive knows. Nobody is removed, and ids stay.
CREATE TABLE speakers (
  -- From 0, without gaps.
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  -- The name to show.
  name TEXT NOT NULL,
  -- 1 where the keeper has settled who it is.
  is_settled INTEGER NOT NULL CHECK (is_settled IN (0, 1))
);

-- Names and roles that speakers were printed with.
CREATE TABLE names (
  speaker INTEGER NOT NULL REFERENCES speakers (number),
  kind TEXT NOT NULL CHECK (kind IN ('name', 'role')),
  position INTEGER NOT NULL,
  wording TEXT NOT NULL,
  first_date TEXT,
  last_date TEXT,
  -- Statements made under it.
  statements INTEGER NOT NULL,
  PRIMARY KEY (speaker, kind, position)
) WITHOUT ROWID;

-- Other ids that find a speaker.
CREATE TABLE speaker_ids (
  id TEXT PRIMARY KEY,
  speaker INTEGER NOT NULL REFERENCES speakers (number),
  -- 0 for those beyond the number that is listed of one speaker.
  is_listed INTEGER NOT NULL CHECK (is_listed IN (0, 1))
) WITHOUT ROWID;
CREATE INDEX speaker_ids_by_speaker ON speaker_ids (speaker);

-- What sources call speakers.
CREATE TABLE identifiers (
  scheme TEXT NOT NULL,
  value TEXT NOT NULL,
  speaker INTEGER NOT NULL REFERENCES speakers (number),
  -- 0 for those beyond the number that is listed of one speaker.
  is_listed INTEGER NOT NULL CHECK (is_listed IN (0, 1)),
  PRIMARY KEY (scheme, value)
) WITHOUT ROWID;
CREATE INDEX identifiers_by_speaker ON identifiers (speaker);

-- Whom documents mean by the people they propose: so ids stay whatever comes later.
CREATE TABLE meant (
  -- The id that the proposal comes to by itself.
  id TEXT NOT NULL,
  -- verbatim.v1.Speaker with nothing but the identifiers.
  identifiers BLOB NOT NULL,
  speaker INTEGER NOT NULL REFERENCES speakers (number),
  PRIMARY KEY (id, identifiers)
) WITHOUT ROWID;

-- The keeper's decisions about who is who that the speakers were settled by, as lines of a merge file.
CREATE TABLE decisions (
  position INTEGER PRIMARY KEY,
  decision TEXT NOT NULL
);

CREATE VIEW current_meetings AS
  SELECT meetings.id, revisions.revision, title, date, end_date, start_time, place, language, kind, format, url,
    file_name, licence, statement_count, changes.time AS imported, changes.principal AS imported_by
  FROM meetings
  JOIN revisions ON revisions.meeting = meetings.number AND revisions.revision = meetings.revision
  JOIN changes USING (sequence)
  WHERE NOT is_deleted;

CREATE VIEW current_statements AS
  SELECT statements.id, meetings.id AS meeting_id, ordinal, statements.date, statements.kind, label, speaker_id,
    speakers.name AS speaker, statements.name AS name_as_printed, role, certainty, text
  FROM meetings
  JOIN statements ON statements.meeting = meetings.number AND statements.revision = meetings.revision
  LEFT JOIN speakers ON speakers.id = speaker_id
  WHERE NOT is_deleted;
