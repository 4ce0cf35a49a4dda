-- `no` keeps histories small and in the order of their arrival; nothing outside these two tables knows it.
CREATE TABLE person (
    no INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    revision INTEGER NOT NULL,
    name TEXT,
    employee_number TEXT UNIQUE,
    contract_number INTEGER NOT NULL,
    birth_date TEXT,
    sex TEXT,
    appointed TEXT,
    unit TEXT,
    superior TEXT,
    -- names of the registers somebody looked into, separated by blanks: one without entries is empty, one not named is unknown
    consulted TEXT NOT NULL,
    secret BLOB NOT NULL
) STRICT;

CREATE INDEX person_unit ON person (unit, id);
CREATE INDEX person_superior ON person (superior, id);

-- One row for each entry of a register, in the order of the record.
CREATE TABLE history (
    person INTEGER NOT NULL REFERENCES person (no) ON DELETE CASCADE,
    register TEXT NOT NULL,
    place INTEGER NOT NULL,
    since TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (person, register, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE unit (
    id TEXT NOT NULL PRIMARY KEY,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
