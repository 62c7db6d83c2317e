-- What version 2 (PRAGMA user_version) has beyond version 1.

-- Decisions about who is who that were written over RPC. Those that were undone keep their rows. The table
-- `decisions` holds all that the speakers were settled by, the merge file's before these.
CREATE TABLE written_decisions (
  -- From 1, never given again.
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  -- As a line of a merge file.
  decision TEXT NOT NULL,
  -- The change that brought it.
  sequence INTEGER NOT NULL REFERENCES changes (sequence),
  -- The change that undid it; NULL while it stands.
  undone INTEGER REFERENCES changes (sequence)
);

-- The id that the person has but for the decisions; NULL where that is not known.
ALTER TABLE meant ADD COLUMN own_id TEXT;

-- People whom documents described and who have no statement: they came with no meeting, or their meetings were
-- deleted. Whenever who is who is settled anew, they are known again by this.
CREATE TABLE bystanders (
  -- As an archive's own.
  id TEXT NOT NULL,
  -- The day of the meeting that they were described beside.
  date TEXT NOT NULL,
  -- verbatim.v1.Speaker
  message BLOB NOT NULL,
  PRIMARY KEY (id, message)
) WITHOUT ROWID;
