//! Planning a survey: what is asked, of whom, anonymously or by name. All of that is fixed from here on.

use jenjang::legal::Label;
use jenjang::people::id::{ItemId, SurveyId, UnitId};
use jenjang::record::RecordFilter;
use jenjang::store::Transaction;
use jenjang::survey::{Audience, Breakdown, Naming, QuestionKind, Questionnaire, Survey, SurveyState, SurveyText, Wave};

use super::{find, questionnaire_of};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::trail::{self, Change};

/// A survey to be planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanSurvey {
    /// Its id.
    pub id: SurveyId,
    /// Title; without one it is that of the questionnaire.
    pub title: Option<Label>,
    /// The unit that asks.
    pub unit: UnitId,
    /// The questionnaire.
    pub questionnaire: SurveyText,
    /// Whether answers are named.
    pub naming: Naming,
    /// Who is asked.
    pub audience: Audience,
    /// By what results are broken down.
    pub breakdown: Breakdown,
    /// The wave before this one.
    pub after: Option<SurveyId>,
    /// The question whose options become wishes for training.
    pub wishes: Option<ItemId>,
}

/// A planned survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedSurvey {
    /// Which wave it is.
    pub wave: Wave,
    /// How many questions it has.
    pub questions: usize,
}

/// Plans a survey. Naming, audience and breakdown cannot be changed afterwards; whoever wants others plans another survey.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::Unsound`] for a questionnaire with problems; [`ServiceError::NotFound`] for a unit, session or earlier wave
/// that is not there; [`ServiceError::Refused`] for an id in use (`already-there`), a named survey nobody reads (`no-readers`), a breakdown that does not
/// fit (`breakdown-unfit`), wishes from an anonymous survey or a question without options (`wishes-unfit`), an earlier wave that asks something else or
/// is not over (`wave-unfit`); [`ServiceError::Store`].
pub async fn plan_survey(context: &Context<'_>, command: &PlanSurvey) -> Result<PlannedSurvey, ServiceError> {
    transact!(context, tx => in_transaction(context, tx, command).await)
}

async fn in_transaction(context: &Context<'_>, tx: &mut dyn Transaction, command: &PlanSurvey) -> Result<PlannedSurvey, ServiceError> {
    authorize(context, tx, Action::RunSurvey, &Target::unit(&command.unit)).await?;
    if records::find::<Survey>(tx, command.id.as_str()).await?.is_some() {
        return Err(ServiceError::refused(
            "already-there",
            Label::new(
                format!("survei `{}` sudah ada; penamaan, sasaran, dan rincian yang dinyatakan tidak diubah lagi", command.id),
                format!("there is a survey `{}` already; what was declared of it does not change any more", command.id),
            ),
        ));
    }
    let mut survey = Survey {
        id: command.id.clone(),
        title: Label::default(),
        unit: command.unit.clone(),
        questionnaire: command.questionnaire.clone(),
        naming: command.naming.clone(),
        audience: command.audience.clone(),
        breakdown: command.breakdown.clone(),
        wishes: command.wishes.clone(),
        wave: Wave { first: command.id.clone(), number: 1 },
        state: SurveyState::Planned,
        invited: None,
        cells: Vec::new(),
        published: None,
    };
    let questionnaire = questionnaire_of(&survey)?;
    survey.title = command.title.clone().unwrap_or_else(|| questionnaire.parts().title.clone());
    if tx.people().units().await?.iter().all(|unit| unit.id != command.unit) {
        return Err(ServiceError::not_found(Label::new("unit kerja", "unit"), &command.unit));
    }
    if let Audience::Session { session, .. } = &command.audience {
        records::require::<jenjang::development::catalogue::CourseSession>(tx, session.as_str()).await?;
    }
    fits(&survey, &questionnaire)?;
    if let Some(earlier) = &command.after {
        survey.wave = after(tx, &survey, &questionnaire, earlier).await?;
    }
    records::save(tx, &survey, None).await?;
    let subject = records::subject(tx, None, Some(&survey)).await?;
    trail::record(context, tx, Change::new(Action::RunSurvey, vec![subject])).await?;
    Ok(PlannedSurvey { wave: survey.wave, questions: questionnaire.questions().len() })
}

fn fits(survey: &Survey, questionnaire: &Questionnaire) -> Result<(), ServiceError> {
    let refused = |code, id: String, en: String| Err(ServiceError::refused(code, Label::new(id, en)));
    if let Naming::Named { readers } = &survey.naming {
        if readers.is_empty() {
            return refused(
                "no-readers",
                "survei bernama belum menyebut siapa yang membaca jawaban, diharapkan sedikitnya satu peran".into(),
                "a named survey does not say who reads the answers, expected at least one role".into(),
            );
        }
        if survey.audience.is_public() {
            return refused(
                "naming-unfit",
                "survei untuk masyarakat tidak mengenal nama penjawab, diharapkan anonim".into(),
                "a survey of the public knows no names, expected an anonymous one".into(),
            );
        }
    }
    match &survey.breakdown {
        Breakdown::Nothing => {}
        Breakdown::Unit if matches!(survey.audience, Audience::Unit | Audience::Posts { .. }) => {}
        Breakdown::Unit => {
            return refused(
                "breakdown-unfit",
                "hasil menurut unit hanya untuk survei kepada pegawai unit".into(),
                "results by unit are for surveys of the people of units alone".into(),
            );
        }
        Breakdown::Question { question } => {
            if !questionnaire.find(question).is_some_and(|found| matches!(found.kind, QuestionKind::Single { .. })) {
                return refused(
                    "breakdown-unfit",
                    format!("`{question}` bukan pertanyaan pilihan tunggal kuesioner ini, diharapkan satu untuk merinci hasil"),
                    format!("`{question}` is not a single-choice question of this questionnaire, expected one to break results down by"),
                );
            }
        }
    }
    if let Some(question) = &survey.wishes {
        let options = questionnaire.find(question).is_some_and(|found| !found.kind.options().is_empty());
        if survey.naming.is_anonymous() || !options {
            return refused(
                "wishes-unfit",
                format!("minat tidak dapat diambil dari `{question}`, diharapkan survei bernama dan pertanyaan dengan pilihan"),
                format!("no wishes can be taken from `{question}`, expected a named survey and a question with options"),
            );
        }
    }
    Ok(())
}

/// The wave after another.
async fn after(tx: &mut dyn Transaction, survey: &Survey, asked: &Questionnaire, earlier: &SurveyId) -> Result<Wave, ServiceError> {
    let earlier = find(tx, earlier).await?.value;
    let same = questionnaire_of(&earlier)?.asks_as(asked)
        && (&earlier.unit, &earlier.naming, &earlier.audience, &earlier.breakdown)
            == (&survey.unit, &survey.naming, &survey.audience, &survey.breakdown);
    if !same {
        return Err(ServiceError::refused(
            "wave-unfit",
            Label::new(
                format!(
                    "gelombang sesudah `{}` harus menanyakan hal yang sama kepada sasaran yang sama dengan cara yang sama: kuesioner, unit, penamaan, sasaran, dan rincian",
                    earlier.id
                ),
                format!(
                    "a wave after `{}` has to ask the same of the same in the same way: questionnaire, unit, naming, audience and breakdown",
                    earlier.id
                ),
            ),
        ));
    }
    let number = earlier.wave.number.saturating_add(1);
    let all = records::list::<Survey>(tx, &RecordFilter::all()).await?;
    let taken = all.iter().find(|other| other.value.wave.first == earlier.wave.first && other.value.wave.number == number);
    if !earlier.state.is_over() || taken.is_some() {
        let (id, en) = match taken {
            Some(taken) => (
                format!("gelombang {number} sudah ada: `{}`", taken.value.id),
                format!("wave {number} is there already: `{}`", taken.value.id),
            ),
            None => (
                format!("survei `{}` masih berjalan, diharapkan ditutup sebelum gelombang berikutnya", earlier.id),
                format!("survey `{}` is not over, expected closed before its next wave", earlier.id),
            ),
        };
        return Err(ServiceError::refused("wave-unfit", Label::new(id, en)));
    }
    Ok(Wave { first: earlier.wave.first, number })
}
