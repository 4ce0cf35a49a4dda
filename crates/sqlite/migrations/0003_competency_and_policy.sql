CREATE TABLE text (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    version BLOB NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (kind, id, version)
) STRICT;

CREATE TABLE profile (
    person TEXT NOT NULL,
    framework TEXT NOT NULL,
    revision INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (person, framework)
) STRICT;

CREATE INDEX profile_framework ON profile (framework, person);

CREATE TABLE policy (
    policy TEXT NOT NULL,
    version BLOB NOT NULL,
    revision INTEGER NOT NULL,
    body TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (policy, version)
) STRICT;
