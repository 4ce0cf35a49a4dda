-- Everything that is kept, first version.
--
-- Texts that are keys are compared byte by byte (COLLATE "C"), as Rust compares them. Records are JSON in `text`, not `jsonb`: what went in comes out
-- byte for byte. Nothing here needs sequences, triggers, advisory locks or foreign keys; see docs/storage.md.

-- One row: which database this is (names its key files).
CREATE TABLE store_identity (
  only_row boolean PRIMARY KEY CHECK (only_row),
  id text NOT NULL
);

-- One row: where the audit trail stands. Whoever writes anything locks it first.
CREATE TABLE audit_head (
  only_row boolean PRIMARY KEY CHECK (only_row),
  sequence bigint NOT NULL,
  digest bytea NOT NULL
);
INSERT INTO audit_head VALUES (true, 0, '');

CREATE TABLE audit_entry (
  sequence bigint PRIMARY KEY,
  digest bytea NOT NULL,
  body text NOT NULL
);

CREATE TABLE audit_checkpoint (
  sequence bigint PRIMARY KEY,
  body text NOT NULL
);

CREATE TABLE person (
  id text COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL,
  employee_number text COLLATE "C",
  unit text COLLATE "C",
  superior text COLLATE "C",
  -- the registers somebody has looked into, empty or not
  consulted text[] NOT NULL,
  secret bytea NOT NULL,
  body text NOT NULL
);
CREATE UNIQUE INDEX person_employee_number ON person (employee_number);
CREATE INDEX person_unit ON person (unit, id);
CREATE INDEX person_superior ON person (superior, id);

-- One row for each event of a history; `since` is for queries, the body is exact.
CREATE TABLE person_event (
  person text COLLATE "C" NOT NULL,
  register text COLLATE "C" NOT NULL,
  ordinal integer NOT NULL,
  since date NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (person, register, ordinal)
);

CREATE TABLE org_unit (
  id text COLLATE "C" PRIMARY KEY,
  body text NOT NULL
);

CREATE TABLE competency_text (
  kind text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  version bytea NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (kind, id, version)
);

CREATE TABLE competency_profile (
  person text COLLATE "C" NOT NULL,
  framework text COLLATE "C" NOT NULL,
  revision bigint NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (person, framework)
);
CREATE INDEX competency_profile_framework ON competency_profile (framework, person);

CREATE TABLE policy_version (
  policy text COLLATE "C" NOT NULL,
  version bytea NOT NULL,
  revision bigint NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (policy, version)
);

CREATE TABLE cycle (
  id text COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL,
  body text NOT NULL
);

CREATE TABLE cycle_nomination (
  cycle text COLLATE "C" NOT NULL,
  ratee text COLLATE "C" NOT NULL,
  rater text COLLATE "C" NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (cycle, ratee, rater)
);
CREATE INDEX cycle_nomination_rater ON cycle_nomination (cycle, rater);

CREATE TABLE cycle_receipt (
  cycle text COLLATE "C" NOT NULL,
  ratee text COLLATE "C" NOT NULL,
  rater text COLLATE "C" NOT NULL,
  code bytea NOT NULL,
  PRIMARY KEY (cycle, ratee, rater)
);
CREATE INDEX cycle_receipt_rater ON cycle_receipt (cycle, rater);

-- Which key seals the answers of a cycle; the key itself is a file elsewhere. `severed`: its answers are gone, the file has to go.
CREATE TABLE cycle_key (
  cycle text COLLATE "C" NOT NULL,
  generation integer NOT NULL,
  fingerprint bytea NOT NULL,
  severed boolean NOT NULL,
  PRIMARY KEY (cycle, generation)
);

-- An answer of an open cycle with its rater, sealed as a whole; `slot` is a keyed digest of who answers about whom.
CREATE TABLE cycle_sealed_answer (
  cycle text COLLATE "C" NOT NULL,
  slot bytea NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (cycle, slot)
);

CREATE TABLE cycle_sheet (
  cycle text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  ratee text COLLATE "C" NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (cycle, id)
);
CREATE INDEX cycle_sheet_ratee ON cycle_sheet (ratee, cycle);

CREATE TABLE cycle_comment (
  cycle text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  ratee text COLLATE "C" NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (cycle, id)
);
CREATE INDEX cycle_comment_ratee ON cycle_comment (ratee, cycle);

-- The ratee is empty for what is about no person.
CREATE TABLE cycle_result (
  cycle text COLLATE "C" NOT NULL,
  audience text COLLATE "C" NOT NULL,
  ratee text COLLATE "C" NOT NULL,
  edition bigint NOT NULL,
  report text NOT NULL,
  PRIMARY KEY (cycle, audience, ratee, edition)
);
CREATE INDEX cycle_result_ratee ON cycle_result (ratee);

CREATE TABLE round (
  id text COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL,
  body text NOT NULL
);

CREATE TABLE round_candidate (
  round text COLLATE "C" NOT NULL,
  person text COLLATE "C" NOT NULL,
  PRIMARY KEY (round, person)
);
CREATE INDEX round_candidate_person ON round_candidate (person, round);

CREATE TABLE round_entry (
  round text COLLATE "C" NOT NULL,
  person text COLLATE "C" NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (round, person)
);

CREATE TABLE round_panel_score (
  round text COLLATE "C" NOT NULL,
  member text COLLATE "C" NOT NULL,
  candidate text COLLATE "C" NOT NULL,
  component text COLLATE "C" NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (round, member, candidate, component)
);

-- Decisions do not change; one that another corrects names it, and is in force no longer.
CREATE TABLE decision (
  id text COLLATE "C" PRIMARY KEY,
  person text COLLATE "C" NOT NULL,
  round text COLLATE "C",
  corrected_by text COLLATE "C",
  decided_on date NOT NULL,
  outcome text NOT NULL,
  body text NOT NULL
);
CREATE INDEX decision_person ON decision (person);
CREATE UNIQUE INDEX decision_in_force ON decision (round, person) WHERE corrected_by IS NULL;

CREATE TABLE appeal (
  id text COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL,
  person text COLLATE "C" NOT NULL,
  body text NOT NULL
);
CREATE INDEX appeal_person ON appeal (person, id);

CREATE TABLE waiver (
  id text COLLATE "C" PRIMARY KEY,
  person text COLLATE "C" NOT NULL,
  body text NOT NULL
);
CREATE INDEX waiver_person ON waiver (person, id);

CREATE TABLE development_record (
  id text COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL,
  person text COLLATE "C" NOT NULL,
  body text NOT NULL
);
CREATE INDEX development_record_person ON development_record (person, id);

CREATE TABLE role_grant (
  person text COLLATE "C" NOT NULL,
  role text COLLATE "C" NOT NULL,
  unit text COLLATE "C" NOT NULL,
  since text COLLATE "C" NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (person, role, unit, since)
);

CREATE TABLE outbox_message (
  id text COLLATE "C" PRIMARY KEY,
  body text NOT NULL
);

-- `expires` in these tables: seconds since 1970 in UTC, and nanoseconds.
CREATE TABLE answered_request (
  person text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  expires bigint NOT NULL,
  expires_nanos integer NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (person, key)
);
CREATE INDEX answered_request_expires ON answered_request (expires, expires_nanos);

CREATE TABLE access_token (
  hash bytea PRIMARY KEY,
  person text COLLATE "C" NOT NULL,
  body text NOT NULL
);
CREATE INDEX access_token_person ON access_token (person);

CREATE TABLE login_session (
  hash bytea PRIMARY KEY,
  expires bigint NOT NULL,
  expires_nanos integer NOT NULL,
  body text NOT NULL
);
CREATE INDEX login_session_expires ON login_session (expires, expires_nanos);
