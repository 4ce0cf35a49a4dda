//! A draft tried on people: begun, looked at again, its report.

use axum::http::StatusCode;
use jenjang::people::id::DraftId;
use serde_json::{Value, json};

use crate::api::call::{Call, Reply, in_json};
use crate::api::operation::{Field, Kind, may, must};
use crate::drafts::simulate::{Asked, File, Outcome, Whom, begin, pay_table, refusal};
use crate::drafts::written;
use crate::error::Failure;

/// The most letters of a table that is sent.
const LONGEST: usize = 8_000_000;

pub(super) const SIMULATE: &[Field] = &[
    must("as-of", Kind::Day, ("hari yang diputuskan untuk semua", "the day everybody is decided for"), "\"2027-04-01\""),
    must(
        "whom",
        Kind::One(&["store", "synthetic", "table"]),
        (
            "pegawai yang tersimpan di unit sendiri, 2.000 pegawai rekaan, atau tabel yang dikirim",
            "the people stored in one's units, 2,000 made-up people, or a table that is sent",
        ),
        "\"synthetic\"",
    ),
    may(
        "table",
        Kind::Text(LONGEST),
        ("CSV, satu baris seorang; hanya untuk `table`", "CSV, a row a person; for `table` only"),
        "\"id,grade\\nrekaan-1,III/a\"",
    ),
    may("pay", Kind::Text(LONGEST), ("tabel gaji sebagai CSV, untuk biaya", "a table of pay as CSV, for the cost"), "\"grade,years,pay\""),
    may("audit", Kind::Flag, ("dengan audit keadilan", "with the fairness audit"), "true"),
];

pub(super) async fn start(call: Call) -> Result<Reply, Failure> {
    let (me, id): (_, DraftId) = (call.me()?, call.path("draft")?);
    let text = written(&call.app, &call.actor, &id).await?.value;
    let whom = match (call.said("whom"), call.text("table")) {
        ("store", None) => Whom::Stored(call.actor.clone()),
        ("synthetic", None) => Whom::MadeUp,
        ("table", Some(table)) => Whom::Uploaded(File::of_text("table.csv", table)),
        _ => {
            return Err(call.wrong(
                "table",
                "tabel bila `whom` adalah `table`, selain itu tidak",
                "a table where `whom` is `table`, else none",
            ));
        }
    };
    let pay = call
        .text("pay")
        .map(|pay| pay_table(&File::of_text("pay.csv", pay)))
        .transpose()
        .map_err(|message| call.refused_field("pay", message))?;
    let asked = Asked { as_of: call.on("as-of")?, whom, pay, audit: call.flag("audit") };
    let begun = begin(&call.app, &me, &call.actor, &text, asked).await?;
    // the run goes on without anybody waiting for it
    let (run, _) = begun.map_err(|refused| Failure::new(StatusCode::CONFLICT, "run-under-way", refusal(refused)))?;
    Reply::created(json!({ "draft": id, "run": run, "state": "running" }))
}

pub(super) async fn read(call: Call) -> Result<Reply, Failure> {
    let (me, id): (_, DraftId) = (call.me()?, call.path("draft")?);
    written(&call.app, &call.actor, &id).await?;
    let run = call.word("run").to_owned();
    let outcome = call.app.simulations.of(&me, &(run.clone(), id.clone())).ok_or_else(Failure::not_found)?;
    let (state, why, report) = match outcome {
        None => ("running", None, Value::Null),
        Some(Outcome::Failed(why)) => ("failed", Some(why), Value::Null),
        Some(Outcome::Done(contents)) => ("done", None, in_json(&*contents)?),
    };
    Reply::ok(json!({ "draft": id, "run": run, "state": state, "why": why, "report": report }))
}
