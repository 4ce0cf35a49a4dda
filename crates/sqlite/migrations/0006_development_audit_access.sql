CREATE TABLE development (
    id TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL,
    revision INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE INDEX development_person ON development (person);

CREATE TABLE audit (
    sequence INTEGER PRIMARY KEY,
    digest BLOB NOT NULL,
    text TEXT NOT NULL
) STRICT;

-- Against mistakes, not against malice: whoever writes the file can drop a trigger, and the chain tells.
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN
    SELECT RAISE(ABORT, 'an audit entry is not changed');
END;
CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit BEGIN
    SELECT RAISE(ABORT, 'an audit entry is not removed');
END;

CREATE TABLE checkpoint (
    sequence INTEGER PRIMARY KEY,
    body TEXT NOT NULL
) STRICT;

CREATE TABLE role_grant (
    person TEXT NOT NULL,
    role TEXT NOT NULL,
    unit TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT,
    PRIMARY KEY (person, role, unit, since)
) STRICT, WITHOUT ROWID;

CREATE TABLE message (
    id TEXT NOT NULL PRIMARY KEY,
    topic TEXT NOT NULL,
    recipient TEXT,
    body TEXT NOT NULL,
    -- moments are seconds since 1970 and nanoseconds
    at INTEGER NOT NULL,
    at_nanos INTEGER NOT NULL
) STRICT;

CREATE TABLE answered_request (
    person TEXT NOT NULL,
    key TEXT NOT NULL,
    request BLOB NOT NULL,
    answer TEXT NOT NULL,
    expires INTEGER NOT NULL,
    expires_nanos INTEGER NOT NULL,
    PRIMARY KEY (person, key)
) STRICT;

CREATE INDEX answered_request_expires ON answered_request (expires, expires_nanos);

CREATE TABLE token (
    hash BLOB NOT NULL PRIMARY KEY,
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    scope TEXT NOT NULL,
    expires INTEGER NOT NULL,
    expires_nanos INTEGER NOT NULL
) STRICT;

CREATE INDEX token_person ON token (person);

CREATE TABLE session (
    hash BLOB NOT NULL PRIMARY KEY,
    data TEXT NOT NULL,
    expires INTEGER NOT NULL,
    expires_nanos INTEGER NOT NULL
) STRICT;

CREATE INDEX session_expires ON session (expires, expires_nanos);
