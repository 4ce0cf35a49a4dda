//! What PostgreSQL says, as the errors a caller can act on.

use std::error::Error;
use std::fmt;

use deadpool_postgres::PoolError;
use jenjang::store::StoreError;
use tokio_postgres::error::SqlState;

/// What the server said, without the parts that repeat values: those may be personal data.
#[derive(Debug)]
struct ServerError {
    code: String,
    message: String,
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (SQLSTATE {})", self.message, self.code)
    }
}

impl Error for ServerError {}

/// A cause that is a sentence and nothing else.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Sentence(pub(crate) String);

/// [`StoreError::Backend`] with a sentence as its cause.
pub(crate) fn refused(doing: &'static str, sentence: impl Into<String>) -> StoreError {
    StoreError::Backend { doing, source: Box::new(Sentence(sentence.into())) }
}

/// [`StoreError::Unavailable`] with a sentence as its cause.
pub(crate) fn unavailable(sentence: impl Into<String>) -> StoreError {
    StoreError::Unavailable(Box::new(Sentence(sentence.into())))
}

/// What went wrong while `doing` something; `lock_seconds` is how long a lock is waited for.
pub(crate) fn failed(doing: &'static str, lock_seconds: u64, error: tokio_postgres::Error) -> StoreError {
    let Some(said) = error.as_db_error() else {
        // nothing the server said: the connection broke, or a value could not be turned into what a column takes
        let lost = error.is_closed() || error.source().is_some_and(|source| source.is::<std::io::Error>());
        return if lost { StoreError::Unavailable(Box::new(error)) } else { StoreError::Backend { doing, source: Box::new(error) } };
    };
    let code = said.code().clone();
    let cause = Box::new(ServerError { code: code.code().to_owned(), message: said.message().to_owned() });
    if code == SqlState::T_R_SERIALIZATION_FAILURE || code == SqlState::T_R_DEADLOCK_DETECTED {
        StoreError::Contended(Some(cause))
    } else if code == SqlState::LOCK_NOT_AVAILABLE {
        StoreError::Busy { seconds: lock_seconds }
    } else if code == SqlState::DISK_FULL {
        StoreError::Full(cause)
    } else if code == SqlState::READ_ONLY_SQL_TRANSACTION {
        StoreError::ReadOnly { reason: "the server only takes reads" }
    } else if is_unavailable(&code) {
        StoreError::Unavailable(cause)
    } else {
        StoreError::Backend { doing, source: cause }
    }
}

/// Whether the code says that the connection is, or is about to be, no more, or that none is to be had.
fn is_unavailable(code: &SqlState) -> bool {
    const LOST: [SqlState; 8] = [
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::TOO_MANY_CONNECTIONS,
        SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
        SqlState::T_R_STATEMENT_COMPLETION_UNKNOWN,
        SqlState::INVALID_CATALOG_NAME,
        SqlState::DATABASE_DROPPED,
    ];
    // class 08: the connection; class 28: who connects
    LOST.contains(code) || code.code().starts_with("08") || code.code().starts_with("28")
}

/// Why no connection is to be had.
pub(crate) fn no_connection(seconds: u64, error: PoolError) -> StoreError {
    match error {
        PoolError::Timeout(_) => unavailable(format!("no connection of the pool became free within {seconds} seconds")),
        PoolError::Backend(error) => match error.as_db_error() {
            Some(said) => {
                let (code, message) = (said.code().code().to_owned(), said.message().to_owned());
                StoreError::Unavailable(Box::new(ServerError { code, message }))
            }
            None => StoreError::Unavailable(Box::new(error)),
        },
        other => StoreError::Unavailable(Box::new(other)),
    }
}
