CREATE TABLE record (
  kind text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  parent text COLLATE "C",
  person text COLLATE "C",
  other text COLLATE "C",
  revision bigint NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (kind, id)
);
CREATE INDEX record_parent ON record (kind, parent, id);
CREATE INDEX record_person ON record (person, kind, id);
CREATE INDEX record_other ON record (other, kind, id);
