//! Everything stored about one person, for that person to take along.

use jenjang::audit::Reference;
use jenjang::evaluation::nomination::Nomination;
use jenjang::evaluation::repository::{Audience, NominationFilter, ResultRecord};
use jenjang::legal::Label;
use jenjang::people::id::PersonId;
use jenjang::record::Kind;
use jenjang::store::{Page, Transaction};
use serde::Serialize;
use serde_json::{Value, json};

use super::read::{find, may_read, ratings};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::people::PersonData;
use crate::permissions::{Action, Target, authorize};
use crate::trail::{self, Change};

/// Everything stored about a person, as one JSON object; what is left out, and why, stands in it under `left-out`. The export is written down in the
/// audit trail.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Store`].
pub async fn export_person(context: &Context<'_>, person: &PersonId) -> Result<Value, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, person).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, person: &PersonId) -> Result<Value, ServiceError> {
    authorize(context, tx, Action::ExportPerson, &Target::person(person)).await?;
    let file = find(tx, person).await?.value;
    let reference = Reference::person(&file.secret, person);
    let subject = trail::person_subject::<()>(&file, None, None)?;
    trail::record(context, tx, Change::new(Action::ExportPerson, vec![subject])).await?;
    let profiles: Vec<_> = tx.competency().profiles(person).await?.into_iter().map(|stored| stored.value).collect();
    let development: Vec<_> = tx.development().of_person(person).await?.into_iter().map(|stored| stored.value).collect();
    let appeals: Vec<_> = tx.appeals().list(Some(person)).await?.into_iter().map(|stored| stored.value).collect();
    let waivers = tx.appeals().waivers(person).await?;
    let decisions = tx.decisions().of_person(person).await?;
    let grants = tx.grants().list(Some(person)).await?;
    let tokens: Vec<Value> = tx
        .tokens()
        .of_person(person)
        .await?
        .iter()
        .map(|token| json!({ "name": token.name, "scope": token.scope, "expires": token.expires }))
        .collect();
    Ok(json!({
        "schema": "jenjang/person-export/1",
        "exported-on": context.clock.today(),
        "person": value(&PersonData::of(file))?,
        "profiles": value(&profiles)?,
        "development": value(&development)?,
        "records": records(tx, person).await?,
        "decisions": value(&decisions)?,
        "appeals": value(&appeals)?,
        "waivers": value(&waivers)?,
        "rounds": rounds(tx, person).await?,
        "results": results(tx, person).await?,
        "nominations": nominations(tx, person).await?,
        "ratings": value(&ratings(tx, person).await?)?,
        "receipts": receipts(tx, person).await?,
        "roles": value(&grants)?,
        "access-tokens": tokens,
        "audit-reference": reference.as_str(),
        "left-out": left_out(),
    }))
}

/// What the export does not hold, and why.
pub(crate) fn left_out() -> [Label; 5] {
    [
        Label::new(
            "jawaban orang lain tentang Anda: setelah periode ditutup hanya hasil yang boleh dilihat yang disimpan, dan sebelum itu tidak dapat dibaca siapa pun",
            "what others answered about you: once a cycle is closed only results that may be seen are kept, and before that nobody can read it",
        ),
        Label::new(
            "jawaban Anda tentang orang lain: selama periode dibuka tersegel, dan setelah ditutup dimusnahkan sehingga tidak dapat ditemukan lagi; tanda terima membuktikan bahwa Anda sudah menjawab",
            "what you answered about others: sealed while a cycle is open and destroyed when it is closed, so that it cannot be found any more; receipts prove that you have answered",
        ),
        Label::new(
            "siapa yang menilai Anda dalam kelompok yang tidak Anda pilih sendiri",
            "who rates you in groups you do not choose yourself",
        ),
        Label::new(
            "nilai per anggota panitia dan perbandingan dengan calon lain: termasuk data orang lain",
            "scores of single panel members and comparisons with other candidates: they are data of others too",
        ),
        Label::new(
            "kunci rahasia yang melindungi rujukan jejak audit, serta token dan sesi masuk: bukan data tentang Anda melainkan pengaman; rujukan Anda dalam jejak audit tercantum sebagai `audit-reference`",
            "the secret that protects references in the audit trail, tokens and login sessions: they are locks, not data about you; your reference in the audit trail stands under `audit-reference`",
        ),
    ]
}

fn value<T: Serialize>(data: &T) -> Result<Value, ServiceError> {
    serde_json::to_value(data).map_err(|error| ServiceError::refused("not-json", Label::same(format!("JSON: {error}"))))
}

/// Everything kept about the person as a record of its own; of records in which the person is the second one, which they are.
async fn records(tx: &mut dyn Transaction, person: &PersonId) -> Result<Vec<Value>, ServiceError> {
    let mut found = Vec::new();
    for stored in tx.records().of_person(person).await? {
        let record = stored.value;
        let mut shown = json!({ "kind": record.kind.as_str(), "id": record.id, "belongs-to": record.parent });
        if record.person.as_ref() == Some(person) {
            let body: Value = serde_json::from_str(&record.body)
                .map_err(|error| ServiceError::refused("not-json", Label::same(format!("JSON: {error}"))))?;
            shown["record"] = body;
            // what a password could be guessed from leaves the store for nobody
            if record.kind == Kind::LocalAccount {
                shown["record"]["password"] = Value::Null;
            }
        }
        found.push(shown);
    }
    Ok(found)
}

/// The rounds the person stands in, with the person's own score.
async fn rounds(tx: &mut dyn Transaction, person: &PersonId) -> Result<Vec<Value>, ServiceError> {
    let mut found = Vec::new();
    for round in tx.rounds().rounds_of(person).await? {
        let score = tx.rounds().find_entry(&round, person).await?;
        found.push(json!({ "round": round, "score": value(&score)? }));
    }
    Ok(found)
}

/// Every edition of every released result about the person, for each of its readers.
async fn results(tx: &mut dyn Transaction, person: &PersonId) -> Result<Vec<Value>, ServiceError> {
    let mut found = Vec::new();
    for cycle in tx.cycles().states().await?.iter().filter(|cycle| may_read(cycle, Audience::Ratee)) {
        for audience in [Audience::Ratee, Audience::Superior, Audience::Hr] {
            let records: Vec<ResultRecord> = tx.cycles().results(cycle.id(), audience, Some(person), &Page::all()).await?;
            for record in &records {
                let report: Value = crate::cycles::results::read(record)?;
                found.push(json!({ "cycle": cycle.id(), "for": audience, "edition": record.edition, "report": report }));
            }
        }
    }
    Ok(found)
}

/// Who was named to rate the person, as far as the person chose.
async fn nominations(tx: &mut dyn Transaction, person: &PersonId) -> Result<Vec<Value>, ServiceError> {
    let filter = NominationFilter { ratee: Some(person.clone()), rater: None };
    let mut found = Vec::new();
    for cycle in tx.cycles().states().await? {
        let all = tx.cycles().nominations(cycle.id(), &filter).await?;
        if all.is_empty() {
            continue;
        }
        let chosen: Vec<Nomination> = crate::cycles::chosen_by_ratee(tx, cycle.id(), person, all).await?;
        found.push(json!({ "cycle": cycle.id(), "raters": value(&chosen)? }));
    }
    Ok(found)
}

/// The person's receipts of answers.
async fn receipts(tx: &mut dyn Transaction, person: &PersonId) -> Result<Vec<Value>, ServiceError> {
    let filter = NominationFilter { ratee: None, rater: Some(person.clone()) };
    let mut found = Vec::new();
    for cycle in tx.cycles().states().await? {
        for receipt in tx.cycles().receipts(cycle.id(), &filter).await? {
            found.push(json!({ "cycle": cycle.id(), "ratee": receipt.ratee, "code": receipt.code }));
        }
    }
    Ok(found)
}
