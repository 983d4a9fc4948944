-- What the calls on groups need. Nothing of it leaves the directory as a log: the publication lists
-- its columns.

-- Which groups a user is in: to list them, to count them, to leave them with the account.
CREATE INDEX ON group_members (user_id, group_id);

ALTER TABLE groups ADD COLUMN created_by uuid;
COMMENT ON COLUMN groups.created_by IS
  'Who made it, so that the call can be repeated; null once the creator has left.';

CREATE TABLE ended_groups (
  group_id uuid PRIMARY KEY,
  ended_at timestamptz NOT NULL
);
CREATE INDEX ON ended_groups (ended_at);
COMMENT ON TABLE ended_groups IS
  'Ids of groups that are gone, so that no group begins again at revision 1 under an id that readers '
  'of the log know. Kept for three days: later the id''s own time is too old for a new group.';
