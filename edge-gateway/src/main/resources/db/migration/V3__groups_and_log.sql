-- Groups, the revisions of users, and what leaves the directory as a log (docs/adr/0016).

CREATE TABLE groups (
  group_id     uuid PRIMARY KEY,
  revision     bigint NOT NULL CHECK (revision > 0),
  title        bytea NOT NULL CHECK (octet_length(title) <= 512),
  link_hash    bytea CHECK (octet_length(link_hash) = 32),
  member_count integer NOT NULL CHECK (member_count BETWEEN 0 AND 1024),
  created_at   timestamptz NOT NULL
);
COMMENT ON TABLE groups IS
  'Every change of a group or its members locks its row here first (FOR UPDATE), and writes it last, '
  'with revision + 1: the row''s record in the log says that all others of the change stand before it.';
COMMENT ON COLUMN groups.title IS 'Sealed by the members'' devices; nobody here can read it.';
COMMENT ON COLUMN groups.link_hash IS 'Of the join link''s secret; null when there is no link.';
COMMENT ON COLUMN groups.member_count IS 'How many rows group_members has for it.';

CREATE TABLE group_members (
  group_id       uuid NOT NULL,
  user_id        uuid NOT NULL,
  role           text NOT NULL CHECK (role IN ('MEMBER', 'ADMIN')),
  since_revision bigint NOT NULL CHECK (since_revision > 0),
  revision       bigint NOT NULL CHECK (revision >= since_revision),
  PRIMARY KEY (group_id, user_id)
);
COMMENT ON COLUMN group_members.since_revision IS 'The group''s revision with which the member came.';
COMMENT ON COLUMN group_members.revision IS 'The group''s revision with which the row last changed.';

ALTER TABLE users ADD COLUMN revision bigint NOT NULL DEFAULT 1 CHECK (revision > 0);
ALTER TABLE devices ADD COLUMN revision bigint NOT NULL DEFAULT 1 CHECK (revision > 0);
ALTER TABLE contacts ADD COLUMN revision bigint NOT NULL DEFAULT 1 CHECK (revision > 0);
COMMENT ON COLUMN users.revision IS
  'Rises with every change of the user, the devices or the contacts. Whoever changes one of them locks '
  'the user''s row first, and writes it last. (Reserving a device id changes nothing that others see.)';
COMMENT ON COLUMN devices.revision IS 'The user''s revision with which the row last changed.';
COMMENT ON COLUMN contacts.revision IS 'The user''s revision with which the row last changed.';

-- What change data capture may see. A column that is not named here does not leave the database that
-- way: no number tags, hashes, profiles, names of devices, titles, join links.
CREATE PUBLICATION directory FOR TABLE
  users (user_id, revision, device_list_revision, last_seen, read_receipts, group_adds, created_at),
  devices (user_id, device_id, revision, registration_id, epoch, registered_at),
  contacts (user_id, contact_id, revision),
  groups (group_id, revision, member_count, created_at),
  group_members (group_id, user_id, role, since_revision, revision);
