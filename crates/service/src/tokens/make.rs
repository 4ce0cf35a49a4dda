//! Makes a token.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use jenjang::access::AccessToken;
use jenjang::legal::Label;
use jenjang::people::id::PersonId;
use jenjang::store::Transaction;
use serde::Serialize;

use super::{Token, is_scope};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records::said;
use crate::trail::{self, Change};

/// How long a token may last, in days.
const LONGEST: i64 = 366;

/// How many tokens somebody may have at a time.
const MOST: usize = 20;

/// Makes a token for a program that acts for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MakeToken {
    /// For whom it acts.
    pub person: PersonId,
    /// What people call it.
    pub name: String,
    /// What it may do: `read`, `write`, `rounds:read` …
    pub scopes: Vec<Arc<str>>,
    /// Its last day.
    pub last: NaiveDate,
}

/// A new token; it cannot be shown again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeToken {
    /// The token.
    pub token: Token,
    /// The id it is ended by.
    pub id: String,
    /// When it ends.
    pub expires: DateTime<Utc>,
}

/// What the trail proves of a token.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Proof<'a> {
    pub(super) token: String,
    pub(super) name: &'a str,
    pub(super) scope: &'a str,
    pub(super) expires: DateTime<Utc>,
}

/// Makes a token and shows it once.
///
/// # Errors
/// [`ServiceError::Forbidden`] for anybody but the person and the operator; [`ServiceError::Refused`] for a name without text (`blank`), no scope or
/// one that is none (`scope`), an end in the past or more than a year ahead (`token-end`), more tokens than twenty (`too-many-tokens`).
pub async fn make_token(context: &Context<'_>, command: &MakeToken) -> Result<MadeToken, ServiceError> {
    let token = Token::of(context.entropy.bytes()?);
    let expires = transact!(context, tx => make(context, tx, command, &token).await)?;
    Ok(MadeToken { id: token.digest().to_string(), token, expires })
}

async fn make(context: &Context<'_>, tx: &mut dyn Transaction, command: &MakeToken, token: &Token) -> Result<DateTime<Utc>, ServiceError> {
    authorize(context, tx, Action::MakeToken, &Target::person(&command.person)).await?;
    let file = tx.people().find(&command.person).await?;
    let file = file.ok_or_else(|| ServiceError::not_found(Label::new("pegawai", "person"), &command.person))?.value;
    let name = said(&command.name, &Label::new("nama token", "name of the token"))?;
    if let Some(wrong) = command.scopes.iter().find(|scope| !is_scope(scope)) {
        return Err(ServiceError::refused(
            "scope",
            Label::new(
                format!("`{wrong}` bukan cakupan token, seharusnya seperti `read` atau `rounds:write`"),
                format!("`{wrong}` is no scope of a token, expected something like `read` or `rounds:write`"),
            ),
        ));
    }
    if command.scopes.is_empty() {
        return Err(ServiceError::refused(
            "scope",
            Label::new("token memerlukan sekurang-kurangnya satu cakupan", "a token needs at least one scope"),
        ));
    }
    let today = context.clock.today();
    let latest = today.checked_add_signed(TimeDelta::days(LONGEST)).unwrap_or(today);
    if command.last < today || command.last > latest {
        return Err(ServiceError::refused(
            "token-end",
            Label::new(
                format!("token berakhir `{}`, seharusnya antara {today} dan {latest}", command.last),
                format!("the token ends `{}`, expected a day from {today} to {latest}", command.last),
            ),
        ));
    }
    if tx.tokens().of_person(&command.person).await?.len() >= MOST {
        return Err(ServiceError::refused(
            "too-many-tokens",
            Label::new(
                format!("sudah ada {MOST} token, akhiri dahulu yang tidak dipakai"),
                format!("there are {MOST} tokens already, end those that are not used first"),
            ),
        ));
    }
    // to the end of its last day where the agency is
    let ahead = (command.last - today).num_days().saturating_add(1);
    let midnight = context.clock.now().with_time(NaiveTime::MIN).single().unwrap_or_else(|| context.clock.now());
    let expires = midnight.checked_add_signed(TimeDelta::days(ahead)).unwrap_or(midnight);
    let kept = AccessToken { hash: token.digest(), person: command.person.clone(), name, scope: command.scopes.join(" ").into(), expires };
    tx.tokens().insert(&kept).await?;
    let proof = Proof { token: kept.hash.to_string(), name: &kept.name, scope: &kept.scope, expires };
    let subject = trail::person_subject(&file, None, Some(&proof))?;
    trail::record(context, tx, Change::new(Action::MakeToken, vec![subject])).await?;
    Ok(expires)
}
