//! Speaking on a clause.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::consultation::process::GroupKind;
use jenjang::consultation::submission::{Channel, Position};
use jenjang::consultation::{ClauseNumber, Draft, Submission};
use jenjang::legal::Label;
use jenjang::people::id::{DraftId, PersonId, SubmissionId, TextError};
use jenjang::people::repository::PeopleFilter;
use jenjang::record::{Kept, RecordFilter};
use jenjang::store::{Revision, Transaction};

use super::{load, submissions};
use crate::context::{Actor, Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Role, Target, authorize, roles};
use crate::records;
use crate::trail::{self, Change};

/// The most characters of a submission: some ten pages.
const MOST_CHARACTERS: usize = 20_000;

/// What somebody says on a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmitOpinion {
    /// The draft.
    pub draft: DraftId,
    /// The clause.
    pub clause: ClauseNumber,
    /// What is wanted of it.
    pub position: Position,
    /// What is said.
    pub text: Arc<str>,
    /// Code of the group.
    pub group: Arc<str>,
    /// How it came.
    pub channel: Channel,
    /// The day it came, for what an analyst enters later; otherwise today.
    pub received: Option<NaiveDate>,
    /// Whether it takes the place of what the same person said on the clause before.
    pub replace: bool,
}

/// Keeps what somebody says on a clause of the version consulted; its id.
///
/// Staff and leaders speak by name. Groups open to the public are never tied to a name: they speak without logging in, or an analyst enters what came
/// by letter or was said at a meeting. The same person speaks once on a clause of a version, and may replace it until it is answered; without a
/// name, the same words of one group on one clause count once.
///
/// # Errors
/// [`ServiceError::NotFound`]; [`ServiceError::Refused`] outside the window (`not-open`), for an unknown clause or group, a second submission
/// (`submitted-already`), one that is answered (`answered-already`), a name where none may be (`no-name`) or none where one has to be (`name-needed`),
/// somebody who leads nobody (`not-a-leader`), a text too long.
pub async fn submit_opinion(context: &Context<'_>, command: &SubmitOpinion) -> Result<SubmissionId, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &SubmitOpinion) -> Result<SubmissionId, ServiceError> {
    authorize(context, tx, Action::SubmitOpinion, &Target::everything()).await?;
    let held = roles(context, tx, &Target::everything()).await?;
    let analyst = held.contains(&Role::PolicyAnalyst);
    let draft = load(tx, &command.draft).await?.value;
    let today = context.clock.today();
    let received = command.received.unwrap_or(today);
    if received != today && !analyst {
        return Err(ServiceError::refused(
            "day-not-yours",
            Label::new(
                format!("masukan bertanggal {received}, diharapkan hari ini ({today}); tanggal lain hanya dicatat oleh analis kebijakan"),
                format!("the submission is dated {received}, expected today ({today}); other days are entered by a policy analyst"),
            ),
        ));
    }
    let version = draft.takes(received, today)?;
    if version.text.clause(command.clause).is_none() {
        let numbers: Vec<String> = version.text.clauses.iter().map(|clause| format!("`{}`", clause.number)).collect();
        let (found, numbers) = (command.clause, numbers.join(", "));
        return Err(ServiceError::refused(
            "unknown-clause",
            Label::new(
                format!("rancangan `{}` tidak mempunyai ketentuan `{found}`, diharapkan salah satu dari {numbers}", draft.id),
                format!("draft `{}` has no clause `{found}`, expected one of {numbers}", draft.id),
            ),
        ));
    }
    draft.known_group(&command.group)?;
    let person = speaker(context, tx, &draft, command, analyst).await?;
    let text = records::said(&command.text, &Label::new("masukan", "submission"))?;
    let length = text.chars().count();
    if length > MOST_CHARACTERS {
        return Err(ServiceError::refused(
            "too-long",
            Label::new(
                format!("masukan berisi {length} karakter, diharapkan paling banyak {MOST_CHARACTERS}"),
                format!("the submission has {length} characters, expected at most {MOST_CHARACTERS}"),
            ),
        ));
    }
    let new = Submission {
        id: next_id(tx, &draft.id).await?,
        draft: draft.id.clone(),
        version: version.digest,
        clause: command.clause,
        position: command.position,
        text,
        group: Arc::clone(&command.group),
        channel: command.channel,
        received,
        person,
        answer: None,
    };
    let before = earlier(tx, &new, command.replace).await?;
    let after = match &before {
        Some((before, _)) => Submission { id: before.id.clone(), ..new },
        None => new,
    };
    records::save(tx, &after, before.as_ref().map(|(_, revision)| *revision)).await?;
    let subject = records::subject(tx, before.as_ref().map(|(before, _)| before), Some(&after)).await?;
    trail::record(context, tx, Change::new(Action::SubmitOpinion, vec![subject])).await?;
    Ok(after.id)
}

/// Who speaks, where the group speaks by name.
async fn speaker(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    draft: &Draft,
    command: &SubmitOpinion,
    analyst: bool,
) -> Result<Option<PersonId>, ServiceError> {
    let code = &command.group;
    let kind = draft.process.group(code).map_or(GroupKind::Public, |group| group.kind);
    match (kind, context.actor) {
        (GroupKind::Public, Actor::Public) => Ok(None),
        (GroupKind::Public, Actor::Person(_)) if analyst => Ok(None),
        (GroupKind::Public, _) => Err(ServiceError::refused(
            "no-name",
            Label::new(
                format!("masukan kelompok `{code}` tidak dikaitkan dengan nama: sampaikan tanpa masuk, atau melalui analis kebijakan"),
                format!("submissions of group `{code}` are not tied to a name: speak without logging in, or through a policy analyst"),
            ),
        )),
        (GroupKind::Staff | GroupKind::Leaders, Actor::Person(person)) => {
            if tx.people().find(person).await?.is_none() {
                return Err(name_needed(code));
            }
            let led = PeopleFilter { superior: Some(person.clone()), ..PeopleFilter::default() };
            if kind == GroupKind::Leaders && tx.people().count(&led).await? == 0 {
                return Err(ServiceError::refused(
                    "not-a-leader",
                    Label::new(
                        format!(
                            "kelompok `{code}` adalah untuk atasan langsung, tetapi tidak ada pegawai yang berada langsung di bawah `{person}`"
                        ),
                        format!("group `{code}` is for direct superiors, but nobody has `{person}` as direct superior"),
                    ),
                ));
            }
            Ok(Some(person.clone()))
        }
        (GroupKind::Staff | GroupKind::Leaders, _) => Err(name_needed(code)),
    }
}

fn name_needed(code: &str) -> ServiceError {
    ServiceError::refused(
        "name-needed",
        Label::new(
            format!("kelompok `{code}` menyampaikan masukan dengan nama pegawai: sebutkan siapa yang bertindak"),
            format!("group `{code}` speaks by name: say who acts"),
        ),
    )
}

/// The next number under the draft. The transaction holds writers apart, and submissions are never removed.
async fn next_id(tx: &mut dyn Transaction, draft: &DraftId) -> Result<SubmissionId, ServiceError> {
    let count = tx.records().count(Submission::KIND, &RecordFilter::under(draft.as_str())).await?;
    format!("{draft}/{}", count.saturating_add(1))
        .parse()
        .map_err(|error: TextError| ServiceError::refused("id", Label::same(error.to_string())))
}

/// What was said before on the same clause of the same version, if it is to be replaced.
async fn earlier(tx: &mut dyn Transaction, new: &Submission, replace: bool) -> Result<Option<(Submission, Revision)>, ServiceError> {
    let Some(person) = &new.person else {
        let all = submissions(tx, &new.draft).await?;
        return match all.iter().find(|other| other.person.is_none() && other.repeats(new)) {
            Some(same) => Err(already(same, false)),
            None => Ok(None),
        };
    };
    let filter = RecordFilter { parent: Some(new.draft.as_str().into()), person: Some(person.clone()), other: None };
    let own = records::list::<Submission>(tx, &filter).await?;
    let Some(same) = own.into_iter().find(|own| own.value.clause == new.clause && own.value.version == new.version) else {
        return Ok(None);
    };
    if !replace {
        return Err(already(&same.value, true));
    }
    if same.value.answer.is_some() {
        let id = &same.value.id;
        return Err(ServiceError::refused(
            "answered-already",
            Label::new(
                format!("masukan `{id}` sudah ditanggapi dan tidak dapat diganti lagi"),
                format!("submission `{id}` is answered already and cannot be replaced any more"),
            ),
        ));
    }
    Ok(Some((same.value, same.revision)))
}

fn already(same: &Submission, named: bool) -> ServiceError {
    let (id, clause) = (&same.id, same.clause);
    let message = if named {
        Label::new(
            format!("Anda sudah menyampaikan masukan `{id}` atas ketentuan `{clause}` versi ini; nyatakan bahwa yang baru menggantikannya"),
            format!("you made submission `{id}` on clause `{clause}` of this version already; say that the new one replaces it"),
        )
    } else {
        Label::new(
            format!("masukan yang sama atas ketentuan `{clause}` sudah ada sebagai `{id}`"),
            format!("the same submission on clause `{clause}` is there already as `{id}`"),
        )
    };
    ServiceError::refused("submitted-already", message)
}
