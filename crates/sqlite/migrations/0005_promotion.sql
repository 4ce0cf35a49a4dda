CREATE TABLE round (
    id TEXT NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE TABLE candidate (
    round TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (round, person)
) STRICT, WITHOUT ROWID;

CREATE INDEX candidate_person ON candidate (person, round);

CREATE TABLE entry (
    round TEXT NOT NULL,
    person TEXT NOT NULL,
    body TEXT NOT NULL,
    proof TEXT NOT NULL,
    PRIMARY KEY (round, person)
) STRICT;

CREATE TABLE panel_score (
    round TEXT NOT NULL,
    member TEXT NOT NULL,
    candidate TEXT NOT NULL,
    component TEXT NOT NULL,
    -- as written: decimals are exact
    score TEXT NOT NULL,
    PRIMARY KEY (round, member, candidate, component)
) STRICT, WITHOUT ROWID;

CREATE TABLE decision (
    id TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL,
    round TEXT,
    decided_on TEXT NOT NULL,
    outcome TEXT NOT NULL,
    -- the decision it takes the place of
    corrects TEXT UNIQUE,
    -- 0 once another takes its place
    in_force INTEGER NOT NULL,
    body TEXT NOT NULL,
    proof TEXT NOT NULL
) STRICT;

CREATE INDEX decision_person ON decision (person);
-- the head of a decision stands in the index, so that a ranking does not read the proofs
CREATE INDEX decision_in_force ON decision (round, person, id, decided_on, outcome) WHERE in_force = 1 AND round IS NOT NULL;

CREATE TABLE appeal (
    id TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL,
    revision INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE INDEX appeal_person ON appeal (person);

CREATE TABLE waiver (
    id TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE INDEX waiver_person ON waiver (person);
