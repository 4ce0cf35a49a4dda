//! Tokens for programs.

use std::sync::Arc;

use jenjang_service::permissions::Action;
use jenjang_service::tokens::{EndToken, MakeToken, end_token, list_tokens, make_token};
use serde_json::json;

use crate::api::call::{Call, Reply};
use crate::api::operation::{Field, Group, Kind, delete, get, must, post, run};
use crate::api::scopes;
use crate::error::Failure;

const MAKE: &[Field] = &[
    must("name", Kind::Text(100), ("nama token", "name of the token"), "\"aplikasi absensi\""),
    must(
        "scopes",
        Kind::Many(&Kind::Id, 40),
        ("cakupan: read, write, atau satu perkara seperti rounds:read", "scopes: read, write, or of one matter such as rounds:read"),
        "[\"me:read\", \"rounds:read\"]",
    ),
    must("last", Kind::Day, ("hari terakhir, paling lama setahun", "last day, at most a year ahead"), "\"2027-06-30\""),
];

pub(crate) const GROUP: Group = Group {
    code: "tokens",
    words: ("Token bagi program", "Tokens for programs"),
    operations: &[
        get("tokens.list", "/tokens", ("Token saya", "My tokens"), run!(list)).by(Action::EndToken).in_person().paged(),
        post("tokens.make", "/tokens", ("Buat token; ditampilkan sekali", "Make a token; it is shown once"), run!(make))
            .by(Action::MakeToken)
            .in_person()
            .body(MAKE)
            .unkept(),
        delete("tokens.end", "/tokens/{token}", ("Akhiri token", "End a token"), run!(end)).by(Action::EndToken).in_person(),
    ],
};

async fn list(call: Call) -> Result<Reply, Failure> {
    let found = list_tokens(&call.context(), &call.me()?).await?;
    call.page_of(found, |token| token.id.clone())
}

async fn make(call: Call) -> Result<Reply, Failure> {
    let given: Vec<Arc<str>> = call.read("scopes")?;
    if let Some(wrong) = given.iter().find(|scope| !scopes().any(|known| known == ***scope)) {
        return Err(call.wrong("scopes", &format!("cakupan yang dikenal, bukan `{wrong}`"), &format!("known scopes, not `{wrong}`")));
    }
    let command = MakeToken { person: call.me()?, name: call.said("name").to_owned(), scopes: given, last: call.on("last")? };
    let made = make_token(&call.context(), &command).await?;
    Reply::created(json!({ "id": made.id, "token": made.token.reveal(), "expires": made.expires, "scopes": command.scopes }))
}

async fn end(call: Call) -> Result<Reply, Failure> {
    let command = EndToken { person: call.me()?, id: call.word("token").to_owned() };
    end_token(&call.context(), &command).await?;
    Reply::ok(json!({ "id": command.id }))
}
