//! Makes a webhook.

use std::sync::Arc;

use jenjang::audit::Digest;
use jenjang::legal::Label;
use jenjang::people::id::UnitId;
use jenjang::store::Transaction;
use jenjang::webhook::{Webhook, WebhookState};

use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records::{self, said};
use crate::trail::{self, Change};

/// Makes a webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MakeWebhook {
    /// What people call it.
    pub name: String,
    /// Where events are sent: `https://…`, on this machine `http://` too.
    pub url: String,
    /// Of whose people.
    pub unit: UnitId,
    /// Which kinds; all where none is named.
    pub topics: Vec<Arc<str>>,
}

/// A new webhook; its secret cannot be shown again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeWebhook {
    /// The webhook.
    pub webhook: Webhook,
    /// What its deliveries are signed with, as hexadecimal digits.
    pub secret: String,
}

/// Makes a webhook, which begins with what happens from now on.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`] for a unit that is not there; [`ServiceError::Refused`] for an address that is none (`url`)
/// and a name without text (`blank`).
pub async fn make_webhook(context: &Context<'_>, command: &MakeWebhook) -> Result<MadeWebhook, ServiceError> {
    let secret = Digest(context.entropy.bytes()?).to_string();
    let id = Digest(context.entropy.bytes()?).to_string();
    let id: Arc<str> = id.get(..24).unwrap_or(&id).into();
    let webhook = transact!(context, tx => make(context, tx, command, &id, &secret).await)?;
    Ok(MadeWebhook { webhook, secret })
}

async fn make(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    command: &MakeWebhook,
    id: &Arc<str>,
    secret: &str,
) -> Result<Webhook, ServiceError> {
    authorize(context, tx, Action::ManageWebhooks, &Target::unit(&command.unit)).await?;
    if tx.people().find_unit(&command.unit).await?.is_none() {
        return Err(ServiceError::not_found(Label::new("unit kerja", "unit"), &command.unit));
    }
    let webhook = Webhook {
        id: Arc::clone(id),
        name: said(&command.name, &Label::new("nama webhook", "name of the webhook"))?,
        url: address(&command.url)?,
        unit: command.unit.clone(),
        topics: command.topics.clone(),
        owner: context.actor.person().cloned(),
        since: context.clock.now(),
    };
    // it begins after the last event there is: ids begin with the moment
    let state = WebhookState {
        webhook: Arc::clone(id),
        secret: secret.into(),
        after: Some(super::before(webhook.since)),
        failing: None,
        delivered: 0,
        given_up: 0,
        lease: None,
    };
    records::save(tx, &webhook, None).await?;
    records::save(tx, &state, None).await?;
    let subject = trail::thing_subject("webhook", id, None, Some(&webhook))?;
    trail::record(context, tx, Change::new(Action::ManageWebhooks, vec![subject])).await?;
    Ok(webhook)
}

/// An address that events may be sent to. Whether its host may be reached, whoever sends sees.
fn address(text: &str) -> Result<Arc<str>, ServiceError> {
    let text = text.trim();
    let (scheme, rest) = text.split_once("://").unwrap_or_default();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit())).map_or(host, |(name, _)| name);
    let local = matches!(name, "localhost" | "127.0.0.1" | "[::1]");
    let clean = text.len() <= 500 && text.bytes().all(|byte| byte.is_ascii_graphic()) && !host.contains('@') && !text.contains('#');
    if clean && !name.is_empty() && (scheme == "https" || (scheme == "http" && local)) {
        return Ok(text.into());
    }
    Err(ServiceError::refused(
        "url",
        Label::new(
            "alamat ini tidak dapat dipakai, seharusnya seperti https://contoh.go.id/kabar; http hanya di mesin ini sendiri",
            "this address cannot be used, expected something like https://example.go.id/events; http on this machine alone",
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn only_addresses_with_tls_or_on_this_machine_are_taken() {
        for url in [
            "https://example.go.id/a?b=c",
            "https://example.go.id:8443",
            "http://127.0.0.1:9000/x",
            "http://localhost/",
            "http://[::1]:80/",
        ] {
            assert_eq!(&*address(url).unwrap(), url);
        }
        for url in [
            "http://example.go.id",
            "https://",
            "ftp://x",
            "",
            "https://a@b",
            "https://a b",
            "http://127.0.0.1.evil/",
            "https://x/#y",
            "javascript:1",
        ] {
            assert!(address(url).is_err(), "{url}");
        }
    }
}
