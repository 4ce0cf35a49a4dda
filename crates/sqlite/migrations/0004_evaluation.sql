CREATE TABLE cycle (
    id TEXT NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL,
    body TEXT NOT NULL,
    -- may be large, and most readers do not need it
    chart TEXT NOT NULL
) STRICT;

-- INVARIANT (destroyed, not flagged): nothing below has a rowid. A rowid would keep the order in which raters answered, and that order
-- would lead from a receipt to a sheet.
CREATE TABLE nomination (
    cycle TEXT NOT NULL,
    ratee TEXT NOT NULL,
    rater TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (cycle, ratee, rater)
) STRICT, WITHOUT ROWID;

CREATE INDEX nomination_rater ON nomination (cycle, rater, ratee);

-- With their raters; the rows are deleted when the cycle closes.
CREATE TABLE answer (
    cycle TEXT NOT NULL,
    ratee TEXT NOT NULL,
    rater TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (cycle, ratee, rater)
) STRICT, WITHOUT ROWID;

CREATE TABLE receipt (
    cycle TEXT NOT NULL,
    ratee TEXT NOT NULL,
    rater TEXT NOT NULL,
    code BLOB NOT NULL,
    PRIMARY KEY (cycle, ratee, rater)
) STRICT, WITHOUT ROWID;

CREATE INDEX receipt_rater ON receipt (cycle, rater, ratee);

-- Answers without their raters, by random id.
CREATE TABLE sheet (
    cycle TEXT NOT NULL,
    id TEXT NOT NULL,
    ratee TEXT NOT NULL,
    rater_group TEXT NOT NULL,
    answers TEXT NOT NULL,
    PRIMARY KEY (cycle, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX sheet_ratee ON sheet (cycle, ratee);

CREATE TABLE comment (
    cycle TEXT NOT NULL,
    id TEXT NOT NULL,
    ratee TEXT NOT NULL,
    rater_group TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (cycle, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX comment_ratee ON comment (cycle, ratee);

-- `ratee` is empty for the analysis of the whole cycle; an id never is.
CREATE TABLE result (
    cycle TEXT NOT NULL,
    audience TEXT NOT NULL,
    ratee TEXT NOT NULL,
    edition INTEGER NOT NULL,
    report TEXT NOT NULL,
    PRIMARY KEY (cycle, audience, ratee, edition)
) STRICT;

CREATE INDEX result_ratee ON result (ratee);
