-- "JNJG": tells our files from those of other programs
PRAGMA application_id = 1246644807;

-- What is left to do outside transactions. `mark` changes each time it becomes due, so that nobody clears what came after.
CREATE TABLE chore (
    name TEXT NOT NULL PRIMARY KEY,
    mark INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
