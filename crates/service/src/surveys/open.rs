//! Opening: the audience is fixed, everybody in it is invited.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::audit::Digest;
use jenjang::legal::Label;
use jenjang::people::id::{PersonId, SurveyId};
use jenjang::store::Transaction;
use jenjang::survey::{Audience, Cell, Survey, SurveyReceipt, SurveyState, waves};

use super::{audience, find, out_of_turn, questionnaire_of};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::messages;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{self, Change};

/// The most links of one survey.
const MOST_LINKS: u32 = 20_000;

/// A survey to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenSurvey {
    /// Which.
    pub survey: SurveyId,
    /// First day of answers.
    pub since: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
}

/// An open survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedSurvey {
    /// How many were invited, where that is known.
    pub invited: Option<u64>,
    /// The parts results will be broken down by.
    pub cells: Vec<Cell>,
    /// The secrets of links, shown this once; the store holds their digests.
    pub links: Vec<Arc<str>>,
}

/// Opens a survey: whoever belongs to its audience today is invited.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; [`ServiceError::Refused`] for a survey that is not planned, days in the wrong order or over, a
/// questionnaire that is not in force, nobody to ask (`nobody-to-ask`), fewer people than a figure needs (`audience-too-small`), and a wave whose audience
/// differs by fewer people than a figure needs (`wave-too-close`: the difference of two results would be about them); [`ServiceError::Store`].
pub async fn open_survey(context: &Context<'_>, command: &OpenSurvey) -> Result<OpenedSurvey, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &OpenSurvey) -> Result<OpenedSurvey, ServiceError> {
    let stored = find(tx, &command.survey).await?;
    let before = stored.value;
    authorize(context, tx, Action::RunSurvey, &Target::unit(&before.unit)).await?;
    if before.state != SurveyState::Planned {
        return Err(out_of_turn(&before, &SurveyState::Planned));
    }
    let today = context.clock.today();
    if command.until < command.since || command.until < today {
        return Err(ServiceError::refused(
            "day-out-of-range",
            Label::new(
                format!(
                    "jawaban diterima {} sampai {}, diharapkan hari terakhir tidak sebelum hari pertama dan belum lewat (hari ini {today})",
                    command.since, command.until
                ),
                format!(
                    "answers are taken from {} to {}, expected a last day not before the first and not over (today is {today})",
                    command.since, command.until
                ),
            ),
        ));
    }
    let questionnaire = questionnaire_of(&before)?;
    if !questionnaire.parts().effective.contains(command.since) {
        return Err(ServiceError::refused(
            "not-in-force",
            Label::new(
                format!("kuesioner `{}` tidak berlaku pada {}", questionnaire.parts().id, command.since),
                format!("questionnaire `{}` is not in force on {}", questionnaire.parts().id, command.since),
            ),
        ));
    }
    let rule = questionnaire.parts().release;
    let people = audience::people(tx, &before, today).await?;
    enough(&before, people.len() as u64, rule.mean)?;
    let asked: BTreeSet<PersonId> = people.keys().cloned().collect();
    for earlier in audience::earlier_waves(tx, &before).await? {
        let then: BTreeSet<PersonId> = audience::invited(tx, &earlier.id).await?.into_values().flatten().collect();
        if before.naming.is_anonymous() && waves::too_close(&then, &asked, rule.mean) {
            return Err(too_close(&earlier, then.symmetric_difference(&asked).count(), rule.mean));
        }
    }
    let (cells, part_of) = audience::parts(tx, &before, &people, rule.detail).await?;
    let receipt = |person: Option<PersonId>, link: Option<Digest>, cell: Option<Arc<str>>| SurveyReceipt {
        survey: before.id.clone(),
        person,
        link,
        cell,
        code: None,
    };
    for person in people.into_keys() {
        let cell = part_of.get(&person).cloned();
        records::save(tx, &receipt(Some(person), None, cell), None).await?;
    }
    let mut links = Vec::new();
    let mut after = before.clone();
    after.invited = match before.audience {
        Audience::Anybody => None,
        Audience::Links { count } => {
            for _ in 0..count {
                let secret: Arc<str> = Digest(context.entropy.bytes()?).to_string().into();
                records::save(tx, &receipt(None, Some(Digest::of(secret.as_bytes())), None), None).await?;
                links.push(secret);
            }
            Some(count.into())
        }
        _ => Some(asked.len() as u64),
    };
    after.cells.clone_from(&cells);
    after.state = SurveyState::Open { since: command.since, until: command.until };
    records::save(tx, &after, Some(stored.revision)).await?;
    let subject = records::subject(tx, Some(&before), Some(&after)).await?;
    trail::record(context, tx, Change::new(Action::RunSurvey, vec![subject])).await?;
    messages::announce(context, tx, "survey-opened", &serde_json::json!({ "survey": command.survey, "until": command.until })).await?;
    Ok(OpenedSurvey { invited: after.invited, cells, links })
}

fn enough(survey: &Survey, found: u64, least: u64) -> Result<(), ServiceError> {
    let refused = |code, id: String, en: String| Err(ServiceError::refused(code, Label::new(id, en)));
    match survey.audience {
        Audience::Anybody => Ok(()),
        Audience::Links { count } if count == 0 || count > MOST_LINKS => refused(
            "links-out-of-range",
            format!("{count} tautan, diharapkan 1 sampai {MOST_LINKS}"),
            format!("{count} links, expected 1 to {MOST_LINKS}"),
        ),
        Audience::Links { count } if survey.naming.is_anonymous() && u64::from(count) < least => refused(
            "audience-too-small",
            format!("{count} tautan, diharapkan sedikitnya {least}; jawaban dari lebih sedikit orang tidak dapat ditampilkan"),
            format!("{count} links, expected at least {least}: answers of fewer cannot be shown"),
        ),
        Audience::Links { .. } => Ok(()),
        _ if found == 0 => refused(
            "nobody-to-ask",
            "tidak seorang pun termasuk sasaran survei hari ini".into(),
            "nobody belongs to the audience of the survey today".into(),
        ),
        _ if survey.naming.is_anonymous() && found < least => refused(
            "audience-too-small",
            format!(
                "sasaran survei {found} orang, diharapkan sedikitnya {least}; jawaban dari lebih sedikit orang tidak dapat ditampilkan"
            ),
            format!("the audience is {found} people, expected at least {least}: answers of fewer cannot be shown"),
        ),
        _ => Ok(()),
    }
}

fn too_close(earlier: &Survey, differing: usize, least: u64) -> ServiceError {
    ServiceError::refused(
        "wave-too-close",
        Label::new(
            format!(
                "sasaran berbeda {differing} orang dari gelombang `{}`, diharapkan sama atau berbeda sedikitnya {least} orang: selisih kedua hasil akan menunjuk kepada mereka. Perluas sasaran, atau tunggu",
                earlier.id
            ),
            format!(
                "the audience differs by {differing} people from wave `{}`, expected the same people or at least {least} others: the difference of the two results would be about them. Ask a wider unit, or wait",
                earlier.id
            ),
        ),
    )
}
