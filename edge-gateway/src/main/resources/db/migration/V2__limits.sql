-- How far each allowance is used up. UNLOGGED: written without the write-ahead log, since a limit is
-- asked on nearly every request. After a crash of the server the table is empty and every allowance
-- full again, once; that is worth less to an attacker than the writes are to us.

CREATE UNLOGGED TABLE limits (
  rule     text NOT NULL,
  subject  text NOT NULL,
  full_at  timestamptz NOT NULL,
  PRIMARY KEY (rule, subject)
);
CREATE INDEX ON limits (full_at);
COMMENT ON COLUMN limits.full_at IS
  'When the allowance is full again if nothing is taken meanwhile; the generic cell rate algorithm '
  'needs no more than this.';
