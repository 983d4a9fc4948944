-- The directory. Every table shards by its first key column; no statement joins across shards.
-- No column holds a phone number: number tags are keyed hashes (docs/adr/0006).

CREATE TABLE phone_numbers (
  number_tag bytea PRIMARY KEY CHECK (octet_length(number_tag) = 33),
  user_id    uuid NOT NULL
);
COMMENT ON TABLE phone_numbers IS 'Which number has which user; one row for each number key in use.';

CREATE TABLE users (
  user_id              uuid PRIMARY KEY,
  number_tags          bytea[] NOT NULL,
  device_list_revision bigint NOT NULL CHECK (device_list_revision > 0),
  next_device_id       smallint NOT NULL CHECK (next_device_id BETWEEN 2 AND 128),
  identity_key_hash    bytea NOT NULL CHECK (octet_length(identity_key_hash) = 32),
  profile              bytea NOT NULL CHECK (octet_length(profile) <= 2048),
  last_seen            text NOT NULL CHECK (last_seen IN ('EVERYONE', 'CONTACTS', 'NOBODY')),
  read_receipts        boolean NOT NULL,
  group_adds           text NOT NULL CHECK (group_adds IN ('EVERYONE', 'CONTACTS')),
  created_at           timestamptz NOT NULL
);
COMMENT ON COLUMN users.next_device_id IS 'Only ever rises: device ids are not used twice.';

CREATE TABLE devices (
  user_id         uuid NOT NULL,
  device_id       smallint NOT NULL CHECK (device_id BETWEEN 1 AND 127),
  credential_hash bytea NOT NULL CHECK (octet_length(credential_hash) = 32),
  registration_id integer NOT NULL CHECK (registration_id BETWEEN 1 AND 16380),
  name            bytea NOT NULL CHECK (octet_length(name) <= 256),
  epoch           bigint NOT NULL CHECK (epoch > 0),
  registered_at   timestamptz NOT NULL,
  PRIMARY KEY (user_id, device_id)
);
COMMENT ON COLUMN devices.epoch IS 'The device list revision that the device came with; in its tickets.';

CREATE TABLE contacts (
  user_id    uuid NOT NULL,
  contact_id uuid NOT NULL,
  PRIMARY KEY (user_id, contact_id)
);

CREATE TABLE registrations (
  registration uuid PRIMARY KEY,
  number_tags  bytea[] NOT NULL,
  code_hash    bytea NOT NULL CHECK (octet_length(code_hash) = 33),
  attempts     smallint NOT NULL CHECK (attempts BETWEEN 0 AND 5),
  expires_at   timestamptz NOT NULL,
  used_at      timestamptz
);
CREATE INDEX ON registrations (expires_at);
COMMENT ON COLUMN registrations.attempts IS 'Wrong codes so far.';

CREATE TABLE links (
  link         uuid PRIMARY KEY,
  secret_hash  bytea NOT NULL CHECK (octet_length(secret_hash) = 32),
  public_key   bytea NOT NULL CHECK (octet_length(public_key) = 33),
  user_id      uuid,
  confirmed_by smallint,
  message      bytea CHECK (octet_length(message) <= 4096),
  expires_at   timestamptz NOT NULL,
  used_at      timestamptz
);
CREATE INDEX ON links (expires_at);
CREATE INDEX ON links (user_id) WHERE user_id IS NOT NULL;

CREATE TABLE leftovers (
  user_id   uuid NOT NULL,
  device_id smallint NOT NULL,
  proof     uuid,
  since     timestamptz NOT NULL,
  PRIMARY KEY (user_id, device_id)
);
CREATE INDEX ON leftovers (since);
COMMENT ON TABLE leftovers IS
  'Device ids that may have keys in the key store without a row in devices: reserved ones, whose '
  'proof is a registration or a link, and removed ones, which have none.';

CREATE TABLE device_list_changes (
  user_id    uuid NOT NULL,
  revision   bigint NOT NULL,
  device_id  smallint NOT NULL,
  change     text NOT NULL CHECK (change IN ('ADDED', 'REMOVED')),
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (user_id, revision, device_id)
);
CREATE INDEX ON device_list_changes (changed_at);
COMMENT ON TABLE device_list_changes IS
  'Written in the transaction that raises users.device_list_revision; kept for twice the lifetime '
  'of a ticket, so that nodes can refuse the tickets of removed devices.';
