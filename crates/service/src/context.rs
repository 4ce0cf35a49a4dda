//! What every use case is given: the store, who acts, the clock and a source of random bytes.

use chrono::{DateTime, NaiveDate, Utc};
use jenjang::people::id::PersonId;
use jenjang::store::Store;

use crate::error::ServiceError;

/// Tells the time. Nothing else in the library does.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> DateTime<Utc>;

    /// The calendar day where the agency is; rules count in days of its calendar.
    fn today(&self) -> NaiveDate;
}

/// A clock that stands still, for tests and re-runs.
#[derive(Clone, Copy, Debug)]
pub struct FixedClock(pub DateTime<Utc>);

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }

    fn today(&self) -> NaiveDate {
        self.0.date_naive()
    }
}

/// A source of random bytes: secrets, receipts, ids that must say nothing.
pub trait Entropy: Send + Sync {
    /// 32 bytes nobody can guess.
    ///
    /// # Errors
    /// [`ServiceError::Refused`] where the machine has none to give.
    fn bytes(&self) -> Result<[u8; 32], ServiceError>;
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Nobody in particular.
    Public,
    /// A person in the store.
    Person(PersonId),
    /// Whoever runs the program on the machine of the store: sets it up, imports, and decides nothing about anybody.
    Operator,
}

impl Actor {
    /// The person, where it is one.
    pub fn person(&self) -> Option<&PersonId> {
        match self {
            Actor::Person(person) => Some(person),
            Actor::Public | Actor::Operator => None,
        }
    }
}

/// What every use case is given first.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Where everything is kept.
    pub store: &'a dyn Store,
    /// Who acts.
    pub actor: &'a Actor,
    /// What time it is.
    pub clock: &'a dyn Clock,
    /// Random bytes.
    pub entropy: &'a dyn Entropy,
}

/// How often a transaction that another overtook is begun anew. Each time another's commit came first, so among N writers nobody is overtaken
/// for ever; the bound is far above what a busy office does at one moment.
pub(crate) const ATTEMPTS: u32 = 500;

/// Lets other work of this thread go on before the next attempt.
pub(crate) async fn step_aside() {
    let mut aside = false;
    std::future::poll_fn(|task| {
        if std::mem::replace(&mut aside, true) {
            return std::task::Poll::Ready(());
        }
        task.waker().wake_by_ref();
        std::task::Poll::Pending
    })
    .await;
}

/// Runs one unit of work in a transaction that may write, commits it, and begins anew where another transaction came first.
///
/// `transact!(context, tx => work(tx).await)`: `tx` is a `&mut dyn Transaction`, the work gives a `Result<_, ServiceError>` and may run several
/// times; what it returns is returned after the commit.
macro_rules! transact {
    ($context:expr, $tx:ident => $work:expr) => {{
        let mut attempts = 0_u32;
        loop {
            let mut held = $context.store.begin().await?;
            let worked: Result<_, $crate::error::ServiceError> = {
                let $tx: &mut dyn jenjang::store::Transaction = &mut *held;
                $work
            };
            let ended = match worked {
                Ok(value) => held.commit().await.map(|()| value).map_err($crate::error::ServiceError::from),
                Err(error) => {
                    drop(held);
                    Err(error)
                }
            };
            match ended {
                Err(error) if error.is_transient() && attempts < $crate::context::ATTEMPTS => {
                    attempts += 1;
                    $crate::context::step_aside().await;
                }
                ended => break ended,
            }
        }
    }};
}
pub(crate) use transact;
