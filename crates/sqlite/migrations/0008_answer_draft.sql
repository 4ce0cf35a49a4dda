-- What a rater has filled in so far, kept as an answer is: without a rowid, deleted with zeros over it when the answer comes, the cycle closes or the
-- rater says so.
CREATE TABLE answer_draft (
    cycle TEXT NOT NULL,
    ratee TEXT NOT NULL,
    rater TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (cycle, ratee, rater)
) STRICT, WITHOUT ROWID;
