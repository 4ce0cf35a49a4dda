CREATE TABLE record (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    parent TEXT,
    person TEXT,
    other TEXT,
    revision INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (kind, id)
    -- without a row number nothing says in which order records came
) STRICT, WITHOUT ROWID;

CREATE INDEX record_parent ON record (kind, parent, id) WHERE parent IS NOT NULL;
CREATE INDEX record_person ON record (person, kind, id) WHERE person IS NOT NULL;
CREATE INDEX record_other ON record (other, kind, id) WHERE other IS NOT NULL;
