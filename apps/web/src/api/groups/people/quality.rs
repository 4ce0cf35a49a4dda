//! How good the data of the own units is: a report made beside the requests.

use axum::http::StatusCode;
use jenjang::legal::Label;
use jenjang_service::people::check_in_charge;
use jenjang_service::permissions::Action;
use serde_json::{Value, json};

use crate::api::call::{Call, Reply};
use crate::error::Failure;
use crate::hr::quality::{Report, begin, busy};
use crate::runs::Refused;

pub(super) async fn make(call: Call) -> Result<Reply, Failure> {
    let refused = match begin(&call.app, &call.me()?, &call.actor).await? {
        // it goes on without anybody waiting for it
        Ok(_) => return Reply::created(json!({ "state": "running" })),
        Err(refused) => refused,
    };
    let message = match refused {
        Refused::Own => {
            Label::new("laporan Anda masih disusun; tunggu sampai selesai", "a report of yours is still being made; wait until it is done")
        }
        Refused::Busy => busy(),
    };
    Err(Failure::new(StatusCode::CONFLICT, "run-under-way", message))
}

pub(super) async fn read(call: Call) -> Result<Reply, Failure> {
    check_in_charge(&call.context(), Action::ListPeople).await?;
    let (mut under_way, mut report, mut failed) = (Value::Null, Value::Null, None);
    for (begun, outcome) in call.app.quality.all_of(&call.me()?) {
        match outcome {
            None => under_way = json!({ "begun": begun.at, "read": begun.read() }),
            Some(Ok(found)) => (report, failed) = (shown(&found, &json!(begun.at)), None),
            Some(Err(why)) => failed = Some(why),
        }
    }
    Reply::ok(json!({ "under-way": under_way, "report": report, "failed": failed }))
}

/// A report with the names of the people and units it speaks of.
fn shown(found: &Report, begun: &Value) -> Value {
    let people: Vec<Value> = found.people.iter().map(|(id, name)| json!({ "id": id, "name": name })).collect();
    let units: Vec<Value> = found.units.all().map(|(id, name)| json!({ "id": id, "name": name })).collect();
    json!({ "begun": begun, "quality": found.report, "people": people, "units": units })
}
