//! Making what was deleted unreadable: zeros over deleted rows at once, and a scrub that makes the file anew.
//!
//! `secure_delete` writes zeros over a row when it is deleted, but pages that were split or moved before keep old copies, and so does the write-ahead
//! log. `VACUUM` copies what is alive into fresh pages in the order of the keys; `wal_checkpoint(TRUNCATE)` empties the log.
//!
//! INVARIANT (a scrub is not forgotten): the row that says a scrub is due is written in the transaction that deletes, and cleared only by whoever has
//! scrubbed after that.

use jenjang::people::id::PersonId;
use jenjang::store::StoreError;

use crate::link::Link;

const DOING: &str = "scrubbing";

/// Says, in the transaction that deletes, that a scrub is due.
pub(crate) fn due(link: &Link) -> Result<(), StoreError> {
    let sql = "INSERT INTO chore (name, mark) VALUES ('scrub', 1) ON CONFLICT (name) DO UPDATE SET mark = mark + 1";
    link.execute(DOING, sql, ()).map(drop)
}

/// Removes what is kept about a person, whose id is the only parameter; how many rows there were.
pub(crate) fn erase(link: &Link, sql: &'static str, person: &PersonId) -> Result<u64, StoreError> {
    let removed = link.execute("erasing", sql, [person.as_str()])?;
    if removed > 0 {
        due(link)?;
    }
    Ok(removed)
}

/// The mark of the scrub that is due, outside transactions.
pub(crate) fn mark(link: &Link) -> Result<Option<i64>, StoreError> {
    let found = link.connection().query_row("SELECT max(mark) FROM chore WHERE name = 'scrub'", (), |row| row.get(0));
    found.map_err(link.failed(DOING))
}

/// Does what is due, on the writing connection. It takes as long as copying the file and needs as much room again, some of it where the
/// operating system keeps temporary files.
///
/// # Errors
/// [`StoreError::Busy`] where somebody still reads the state before the deletion; the scrub stays due.
pub(crate) fn scrub(link: &Link) -> Result<(), StoreError> {
    let Some(mark) = mark(link)? else { return Ok(()) };
    // the copy may be larger than memory; it holds nothing but what is alive
    link.run(DOING, "PRAGMA temp_store = FILE")?;
    let vacuumed = link.run(DOING, "VACUUM");
    link.run(DOING, "PRAGMA temp_store = MEMORY")?;
    vacuumed?;
    let busy: bool = link.connection().query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |row| row.get(0)).map_err(link.failed(DOING))?;
    if busy {
        return Err(StoreError::Busy { seconds: link.patience().as_secs() });
    }
    let cleared = link.connection().execute("DELETE FROM chore WHERE name = 'scrub' AND mark = ?1", [mark]);
    cleared.map(drop).map_err(link.failed(DOING))
}
