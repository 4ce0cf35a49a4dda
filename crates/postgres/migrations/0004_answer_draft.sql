-- What a rater of an open cycle has filled in so far, sealed as an answer is; it goes with the answer, with the cut and on request.
CREATE TABLE cycle_sealed_draft (
  cycle text COLLATE "C" NOT NULL,
  slot bytea NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (cycle, slot)
);
