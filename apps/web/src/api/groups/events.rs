//! Events as a feed, and webhooks that send them.

use std::sync::Arc;

use jenjang::access::Message;
use jenjang_service::events::{ReadEvents, read_events};
use jenjang_service::permissions::Action;
use jenjang_service::webhooks::{MakeWebhook, ReplayWebhook, end_webhook, list_webhooks, make_webhook, replay_webhook};
use serde_json::{Value, json};

use crate::api::call::{Call, Reply};
use crate::api::operation::{Field, Group, Kind, delete, get, may, must, post, run};
use crate::api::webhooks::shown_secret;
use crate::error::Failure;

const MAKE: &[Field] = &[
    must("name", Kind::Text(100), ("nama", "name"), "\"sistem persuratan\""),
    must(
        "url",
        Kind::Text(500),
        ("alamat https; http hanya di mesin ini", "an https address; http on this machine alone"),
        "\"https://contoh.go.id/kabar\"",
    ),
    must(
        "unit",
        Kind::Id,
        ("kabar untuk pegawai unit ini dan di bawahnya", "events for people of this unit and under it"),
        "\"synthetic-daerah-001\"",
    ),
    may("topics", Kind::Many(&Kind::Id, 50), ("jenis kabar; bawaan: semua", "kinds of events; all where absent"), "[\"round-opened\"]"),
];

const REPLAY: &[Field] = &[may(
    "after",
    Kind::Text(120),
    (
        "kabar terakhir yang tidak dikirim lagi; bawaan: dari yang paling lama",
        "the last event not sent again; from the oldest where absent",
    ),
    "\"20261122T080000.000000-00000001\"",
)];

pub(crate) const GROUP: Group = Group {
    code: "events",
    words: ("Kabar dan webhook", "Events and webhooks"),
    operations: &[
        get(
            "events.list",
            "/events",
            ("Kabar bagi saya dan bagi semua, dari yang paling lama", "Events for me and for everybody, the oldest first"),
            run!(list),
        )
        .by(Action::ReadEvents)
        .paged(),
        get("events.webhooks", "/webhooks", ("Webhook yang saya kelola", "The webhooks I manage"), run!(webhooks))
            .by(Action::ManageWebhooks)
            .paged(),
        post(
            "events.make-webhook",
            "/webhooks",
            ("Buat webhook; rahasianya ditampilkan sekali", "Make a webhook; its secret is shown once"),
            run!(make),
        )
        .by(Action::ManageWebhooks)
        .body(MAKE)
        .unkept(),
        post("events.replay", "/webhooks/{webhook}/replay", ("Kirim lagi sejak sebuah kabar", "Send again from an event on"), run!(replay))
            .by(Action::ManageWebhooks)
            .body(REPLAY),
        delete("events.end-webhook", "/webhooks/{webhook}", ("Akhiri webhook", "End a webhook"), run!(end)).by(Action::ManageWebhooks),
    ],
};

/// An event as programs read it.
pub(crate) fn event(message: &Message) -> Value {
    let data: Value = serde_json::from_str(&message.body).unwrap_or(Value::Null);
    json!({ "id": message.id, "type": message.topic, "timestamp": message.at, "data": data })
}

async fn list(call: Call) -> Result<Reply, Failure> {
    let after = call.text("after").map(str::to_owned);
    let command = ReadEvents { after: after.as_deref(), limit: call.limit(), settled: true };
    let found = read_events(&call.context(), command).await?;
    // there is always a next page: the one of what comes later
    let last = found.last().map(|message| message.id.to_string()).or(after);
    let next = last.map(|last| call.following(&last));
    Reply::ok(json!({ "items": found.iter().map(event).collect::<Vec<_>>(), "next": next }))
}

async fn webhooks(call: Call) -> Result<Reply, Failure> {
    let found = list_webhooks(&call.context()).await?;
    call.page_of(found, |one| one.webhook.id.to_string())
}

async fn make(call: Call) -> Result<Reply, Failure> {
    let topics: Vec<Arc<str>> = call.read::<Option<_>>("topics")?.unwrap_or_default();
    let command = MakeWebhook { name: call.said("name").to_owned(), url: call.said("url").to_owned(), unit: call.id("unit")?, topics };
    let made = make_webhook(&call.context(), &command).await?;
    Reply::created(json!({ "webhook": made.webhook, "secret": shown_secret(&made.secret) }))
}

async fn replay(call: Call) -> Result<Reply, Failure> {
    let command = ReplayWebhook { id: call.word("webhook").to_owned(), after: call.text("after").map(Into::into) };
    replay_webhook(&call.context(), &command).await?;
    Reply::ok(json!({ "id": command.id, "after": command.after }))
}

async fn end(call: Call) -> Result<Reply, Failure> {
    let id = call.word("webhook").to_owned();
    end_webhook(&call.context(), &id).await?;
    Reply::ok(json!({ "id": id }))
}
