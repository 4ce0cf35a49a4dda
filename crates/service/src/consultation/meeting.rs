//! Recording a meeting.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::consultation::Meeting;
use jenjang::consultation::life::Stage;
use jenjang::consultation::submission::MeetingForm;
use jenjang::legal::Label;
use jenjang::people::id::DraftId;
use jenjang::record::{Kept, RecordFilter};
use jenjang::store::Transaction;

use super::load;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{self, Change};

/// A meeting that was held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordMeeting {
    /// The draft.
    pub draft: DraftId,
    /// What kind it was.
    pub form: MeetingForm,
    /// When.
    pub on: NaiveDate,
    /// Where.
    pub place: String,
    /// Minutes.
    pub minutes: String,
    /// How many came, by code of the group. Nobody is named.
    pub participants: BTreeMap<Arc<str>, u64>,
}

/// Records a meeting on a draft, with its minutes; its id.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] for a day in the future, without minutes or participants, for an
/// unknown group, or once the draft is signed.
pub async fn record_meeting(context: &Context<'_>, command: &RecordMeeting) -> Result<Arc<str>, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &RecordMeeting) -> Result<Arc<str>, ServiceError> {
    authorize(context, tx, Action::RecordMeeting, &Target::everything()).await?;
    let draft = load(tx, &command.draft).await?.value;
    if draft.signed.is_some() || matches!(draft.stage, Stage::Finished { .. }) {
        return Err(ServiceError::refused(
            "draft-stage",
            Label::new(
                format!("rancangan `{}` sudah ditandatangani, rapat tidak dicatat lagi", draft.id),
                format!("draft `{}` is signed, no meeting is recorded any more", draft.id),
            ),
        ));
    }
    let today = context.clock.today();
    let first = draft.versions.first().map_or(today, |version| version.on);
    if command.on > today || command.on < first {
        return Err(ServiceError::refused(
            "day-out-of-range",
            Label::new(
                format!("rapat bertanggal {}, diharapkan antara naskah pertama ({first}) dan hari ini ({today})", command.on),
                format!("the meeting is dated {}, expected between the first text ({first}) and today ({today})", command.on),
            ),
        ));
    }
    command.participants.keys().try_for_each(|group| draft.known_group(group))?;
    if command.participants.values().sum::<u64>() == 0 {
        return Err(ServiceError::refused(
            "nobody-came",
            Label::new(
                "rapat tanpa peserta, diharapkan jumlah peserta menurut kelompok",
                "a meeting without participants, expected how many came by group",
            ),
        ));
    }
    let on_the_table = draft.versions.iter().rev().find(|version| version.on <= command.on).or_else(|| draft.current());
    let Some(version) = on_the_table.map(|version| version.digest) else {
        return Err(ServiceError::not_found(Label::new("naskah rancangan", "text of the draft"), &draft.id));
    };
    let count = tx.records().count(Meeting::KIND, &RecordFilter::under(draft.id.as_str())).await?;
    let meeting = Meeting {
        id: format!("{}/m{}", draft.id, count.saturating_add(1)).into(),
        draft: draft.id,
        version,
        form: command.form,
        on: command.on,
        place: records::said(&command.place, &Label::new("tempat rapat", "place of the meeting"))?,
        minutes: records::said(&command.minutes, &Label::new("notula", "minutes"))?,
        participants: command.participants.clone(),
    };
    records::save(tx, &meeting, None).await?;
    let subject = records::subject(tx, None, Some(&meeting)).await?;
    trail::record(context, tx, Change::new(Action::RecordMeeting, vec![subject])).await?;
    Ok(meeting.id)
}
