//! Sends events to webhooks: one after the other for each webhook, signed, tried again with growing pauses.
//!
//! Every process has a worker; which of them sends for a webhook, a lease in the store says.

mod reach;
mod sign;

use std::sync::Arc;
use std::time::Duration;

use jenjang_service::webhooks::{Delivery, Outcome, due_webhooks, next_delivery, settle_delivery};
use jenjang_service::{Actor, ServiceError};
use reqwest::redirect::Policy;
use reqwest::{Client, header};
use serde_json::to_string;
use tokio::task::JoinSet;
use tokio::time::sleep;

pub(crate) use self::reach::Reach;
use self::reach::Resolver;
use super::groups::events::event;
use crate::state::App;

/// How often is looked for something to send.
const PAUSE: Duration = Duration::from_secs(2);

/// How long a receiver may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// For how many webhooks is sent at once.
const AT_ONCE: usize = 16;

/// How many rounds pass between looking for events that are old enough to go.
const TIDY: u32 = 1_800;

/// Sends until the server stops. Answers under way are waited for by whoever awaits this.
pub(crate) async fn run(app: Arc<App>, reach: Reach) {
    let client = match client(reach) {
        Ok(client) => client,
        Err(error) => {
            tracing::error!(%error, "webhooks cannot be sent");
            return;
        }
    };
    let worker: Arc<str> = app.backend.request_id().into();
    let mut stop = app.live.stopping();
    let mut rounds = 0_u32;
    while !*stop.borrow() {
        if let Err(error) = round(&app, &client, reach, &worker).await {
            tracing::warn!(code = error.code(), "webhooks cannot be looked for right now");
        }
        if rounds.is_multiple_of(TIDY)
            && let Err(error) = jenjang_service::events::forget_events(&app.context(&Actor::Operator)).await
        {
            tracing::warn!(code = error.code(), "old events stay for now");
        }
        rounds = rounds.wrapping_add(1);
        tokio::select! {
            () = sleep(PAUSE) => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}

fn client(reach: Reach) -> Result<Client, reqwest::Error> {
    Client::builder()
        .user_agent(concat!("jenjang/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        .no_proxy()
        .timeout(PATIENCE)
        .connect_timeout(Duration::from_secs(5))
        .dns_resolver(Arc::new(Resolver(reach)))
        .build()
}

async fn round(app: &Arc<App>, client: &Client, reach: Reach, worker: &Arc<str>) -> Result<(), ServiceError> {
    let mut sending = JoinSet::new();
    for id in due_webhooks(&app.context(&Actor::Operator)).await? {
        if sending.len() >= AT_ONCE {
            sending.join_next().await;
        }
        let (app, client, worker) = (Arc::clone(app), client.clone(), Arc::clone(worker));
        sending.spawn(async move {
            if let Err(error) = send_all(&app, &client, reach, &worker, &id).await {
                tracing::warn!(code = error.code(), "a webhook cannot be served right now");
            }
        });
    }
    while sending.join_next().await.is_some() {}
    Ok(())
}

/// Sends what there is for one webhook, until one is not taken.
async fn send_all(app: &Arc<App>, client: &Client, reach: Reach, worker: &Arc<str>, id: &str) -> Result<(), ServiceError> {
    let context = app.context(&Actor::Operator);
    while !*app.live.stopping().borrow() {
        let Some(delivery) = next_delivery(&context, id, worker).await? else { return Ok(()) };
        let outcome = send(app, client, reach, &delivery).await;
        settle_delivery(&context, &delivery, worker, &outcome).await?;
        if outcome != Outcome::Taken {
            return Ok(());
        }
    }
    Ok(())
}

async fn send(app: &App, client: &Client, reach: Reach, delivery: &Delivery) -> Outcome {
    let url = &*delivery.webhook.url;
    if let Err(problem) = reach.allows(url) {
        return Outcome::Refused(problem);
    }
    let (id, timestamp) = (&*delivery.event.id, app.now().timestamp().to_string());
    let Ok(body) = to_string(&event(&delivery.event)) else { return Outcome::Refused("the event has no JSON form".to_owned()) };
    let Some(signature) = sign::signature(&delivery.secret, id, &timestamp, &body) else {
        return Outcome::Refused("the secret cannot be read".to_owned());
    };
    let request = client
        .post(url)
        .header(header::CONTENT_TYPE, "application/json")
        .header("webhook-id", id)
        .header("webhook-timestamp", timestamp)
        .header("webhook-signature", signature)
        .body(body);
    match request.send().await {
        Ok(answer) if answer.status().is_success() => Outcome::Taken,
        Ok(answer) => Outcome::Refused(answer.status().as_u16().to_string()),
        // without the address: it may hold a secret
        Err(error) if error.is_timeout() => Outcome::Refused("timeout".to_owned()),
        Err(error) if error.is_connect() => Outcome::Refused("no connection".to_owned()),
        Err(_) => Outcome::Refused("no answer".to_owned()),
    }
}

pub(crate) use sign::shown as shown_secret;
