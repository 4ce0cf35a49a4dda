//! What somebody was told about courses: from the outbox, which keeps what was said as long as it is new.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::certificate::Certificate;
use jenjang::development::catalogue::{Course, CourseSession};
use jenjang::development::enrolment::Enrolment;
use jenjang::legal::Label;
use jenjang::people::id::{CourseId, PersonId};
use jenjang::record::{Kind, Record, RecordFilter};
use jenjang::store::Transaction;
use serde::Serialize;
use serde_json::Value;

use super::news::{News, NewsMatter};
use super::waiting::bodies;
use crate::error::ServiceError;
use crate::records;

/// The most messages that are looked through.
const TOLD: usize = 1_000;

/// What became of an enrolment, or of its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EnrolmentChange {
    /// Approved with a seat, or a seat became free.
    Seated,
    /// Approved without a seat yet.
    Waiting,
    /// Not approved.
    Refused,
    /// Given up by somebody else.
    Withdrawn,
    /// The session is on other days or in another place.
    Changed,
    /// The session is called off.
    CalledOff,
}

/// Certificates issued since a day, and the last that became of each session.
pub(super) async fn read(tx: &mut dyn Transaction, me: &PersonId, own: &[Record], since: NaiveDate) -> Result<Vec<News>, ServiceError> {
    // the order of ids is the order of moments
    let after = since.format("%Y%m%d").to_string();
    let told = tx.outbox().after(Some(&after), Some(me), TOLD).await?;
    let certificates = bodies::<Certificate>(own, Kind::Certificate)?;
    let enrolments = bodies::<Enrolment>(own, Kind::Enrolment)?;
    let mut news = Vec::new();
    let mut last: BTreeMap<Arc<str>, (NaiveDate, EnrolmentChange)> = BTreeMap::new();
    for message in told.iter().filter(|message| message.recipient.as_ref() == Some(me)) {
        let body: Value = serde_json::from_str(&message.body).unwrap_or(Value::Null);
        let on = message.at.date_naive();
        if &*message.topic == "certificate-issued" {
            let of = |certificate: &&Certificate| Some(certificate.id.as_str()) == body["certificate"].as_str();
            news.extend(certificates.iter().find(of).filter(|certificate| certificate.revoked.is_none()).map(|certificate| {
                let title = certificate.achievement.as_ref().map(|achievement| Arc::clone(&achievement.title));
                News { on, matter: NewsMatter::Certificate { certificate: certificate.id.clone(), title } }
            }));
        } else if let Some(change) = change(&message.topic, &body) {
            let of = |enrolment: &&Enrolment| Some(enrolment.id.as_str()) == body["enrolment"].as_str();
            let session = match body["session"].as_str() {
                Some(session) => Some(session),
                None => enrolments.iter().find(of).map(|enrolment| enrolment.session.as_str()),
            };
            if let Some(session) = session {
                last.insert(session.into(), (on, change));
            }
        }
    }
    if last.is_empty() {
        return Ok(news);
    }
    let courses = titles(tx).await?;
    for stored in records::list::<CourseSession>(tx, &RecordFilter::all()).await? {
        let session = stored.value;
        if let (Some((on, change)), Some(title)) = (last.get(session.id.as_str()), courses.get(&session.course)) {
            news.push(News { on: *on, matter: NewsMatter::Enrolment { title: title.clone(), change: *change } });
        }
    }
    Ok(news)
}

/// What a message says of an enrolment.
fn change(topic: &str, body: &Value) -> Option<EnrolmentChange> {
    match topic {
        "enrolment-approved" if body["state"].as_str() == Some("waiting") => Some(EnrolmentChange::Waiting),
        "enrolment-approved" | "seat-given" => Some(EnrolmentChange::Seated),
        "enrolment-refused" => Some(EnrolmentChange::Refused),
        "enrolment-withdrawn" => Some(EnrolmentChange::Withdrawn),
        "session-changed" => Some(EnrolmentChange::Changed),
        "session-cancelled" => Some(EnrolmentChange::CalledOff),
        _ => None,
    }
}

/// What courses are called.
async fn titles(tx: &mut dyn Transaction) -> Result<BTreeMap<CourseId, Label>, ServiceError> {
    let courses = records::list::<Course>(tx, &RecordFilter::all()).await?.into_iter().map(|stored| stored.value);
    Ok(courses.map(|course| (course.id, course.title)).collect())
}
