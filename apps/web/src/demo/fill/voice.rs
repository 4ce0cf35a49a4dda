//! Having a say in the made-up province: a survey that runs, one whose results are published, and somebody's word on a draft with its answer.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Days;
use jenjang::consultation::submission::{Channel, Outcome, Position};
use jenjang::legal::Label;
use jenjang::people::id::{PersonId, SurveyId};
use jenjang::survey::{Answer, Answers, Audience, Breakdown, Naming, QuestionKind, Relation, SurveyText};
use jenjang_service::Actor;
use jenjang_service::consultation::{AnswerSubmission, SubmitOpinion, answer_submission, list_consultations, submit_opinion};
use jenjang_service::enrolment::participants;
use jenjang_service::surveys::{
    AnswerSurvey, CloseSurvey, OpenSurvey, PlanSurvey, Respondent, answer_survey, close_survey, open_survey, plan_survey, publish_survey,
    read_questionnaire,
};

use super::super::{ANALYST, HR, TOP, id, said};
use super::development::{HELD, Shown};
use super::{Ground, actor};

/// What those who came to the course of the month said of it.
pub(super) const REACTION: &str = "reaksi-pelayanan";

pub(super) async fn fill(ground: &Ground<'_>, shown: &Shown) -> Result<(), Label> {
    running(ground).await?;
    published(ground).await?;
    opinion(ground, &shown.waiting.record.id).await
}

/// A questionnaire that comes with the program.
fn questionnaire(name: &str) -> Result<SurveyText, Label> {
    let wanted = format!("surveys/{name}.toml");
    let found = jenjang_asn::questionnaire_texts().find(|(path, _)| *path == wanted);
    let (path, text) =
        found.ok_or_else(|| Label::new(format!("kuesioner `{name}` tidak ada"), format!("there is no questionnaire `{name}`")))?;
    Ok(SurveyText { file: format!("asn/{path}").into(), text: text.into() })
}

async fn plan(
    ground: &Ground<'_>,
    survey: &SurveyId,
    name: &str,
    title: Option<Label>,
    audience: Audience,
    days: u64,
) -> Result<(), Label> {
    let hr = actor(HR)?;
    let context = ground.as_actor(&hr);
    let command = PlanSurvey {
        id: survey.clone(),
        title,
        unit: id(TOP)?,
        questionnaire: questionnaire(name)?,
        naming: Naming::Anonymous,
        audience,
        breakdown: Breakdown::Nothing,
        after: None,
        wishes: None,
    };
    plan_survey(&context, &command).await.map_err(said)?;
    let until = ground.month.checked_add_days(Days::new(days)).unwrap_or(ground.month);
    open_survey(&context, &OpenSurvey { survey: survey.clone(), since: ground.month, until }).await.map(drop).map_err(said)
}

/// One that asks general staff how learning goes.
async fn running(ground: &Ground<'_>) -> Result<(), Label> {
    let audience = Audience::Posts { kinds: BTreeSet::from([id("pelaksana")?]), grades: BTreeSet::new() };
    plan(ground, &id("iklim-pengembangan")?, "development-climate", None, audience, 45).await
}

/// One that asked everybody who came to the course of the month, and was published once all had answered.
async fn published(ground: &Ground<'_>) -> Result<(), Label> {
    let survey: SurveyId = id(REACTION)?;
    let title = Label::new("Tanggapan peserta: pelayanan publik yang ramah", "What participants say: friendly public service");
    let audience = Audience::Session { session: id(HELD)?, relation: Relation::Participant };
    plan(ground, &survey, "training-reaction", Some(title), audience, 30).await?;
    let hr = actor(HR)?;
    let context = ground.as_actor(&hr);
    let asked = read_questionnaire(&context, &survey).await.map_err(said)?;
    let people = participants(&context, &id(HELD)?).await.map_err(said)?.seated;
    for (at, enrolment) in people.iter().enumerate() {
        let mut answers: Answers = BTreeMap::new();
        for question in asked.questionnaire.questions().iter().filter(|question| question.required) {
            if !question.is_shown(&answers) {
                continue;
            }
            let answer = match &question.kind {
                QuestionKind::Scale { .. } => {
                    let points = asked.questionnaire.scale_of(question).map(|scale| scale.points.as_slice()).unwrap_or_default();
                    let place = points.len().saturating_sub(1 + at % 3);
                    points.get(place).map(|point| Answer::Value(point.value))
                }
                QuestionKind::Single { options } => options.first().map(|option| Answer::Choice(option.code.clone())),
                _ => None,
            };
            answers.extend(answer.map(|answer| (question.id.clone(), answer)));
        }
        let who = Actor::Person(enrolment.person.clone());
        let command = AnswerSurvey { survey: survey.clone(), respondent: Respondent::Actor, sheets: vec![answers] };
        match answer_survey(&ground.as_actor(&who), &command).await {
            Err(error) if error.code() == "not-invited" => {}
            Err(error) => return Err(said(error)),
            Ok(_) => {}
        }
    }
    close_survey(&context, &CloseSurvey { survey: survey.clone() }).await.map_err(said)?;
    publish_survey(&context, &survey).await.map(drop).map_err(said)
}

/// What one of the staff said on the first clause of a draft that is open, and what that was answered.
async fn opinion(ground: &Ground<'_>, me: &PersonId) -> Result<(), Label> {
    let (own, analyst) = (Actor::Person(me.clone()), actor(ANALYST)?);
    let (own, analyst) = (ground.as_actor(&own), ground.as_actor(&analyst));
    for draft in list_consultations(&own).await.map_err(said)? {
        let Some(clause) = draft.current().and_then(|version| version.text.clauses.first()) else { continue };
        if draft.round().is_none_or(|round| round.closed.is_some()) || draft.process.group("staff").is_none() {
            continue;
        }
        let command = SubmitOpinion {
            draft: draft.id.clone(),
            clause: clause.number,
            position: Position::Change,
            text: "Mohon dijelaskan bagaimana pegawai di kecamatan tanpa balai pelatihan memenuhinya.".into(),
            group: "staff".into(),
            channel: Channel::Online,
            received: None,
            replace: false,
        };
        let submission = submit_opinion(&own, &command).await.map_err(said)?;
        let command = AnswerSubmission {
            submission,
            outcome: Outcome::Partly,
            reason: "Pembelajaran jarak jauh dihitung sama; penjelasannya ditambahkan pada ketentuan ini.".to_owned(),
            clauses: Vec::new(),
            correct: false,
        };
        answer_submission(&analyst, &command).await.map_err(said)?;
    }
    Ok(())
}
