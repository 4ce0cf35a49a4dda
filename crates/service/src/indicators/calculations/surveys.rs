//! What surveys have published.

use jenjang::indicator::Calculated;
use jenjang::legal::Label;
use jenjang::record::RecordFilter;
use jenjang::store::Transaction;
use jenjang::survey::{Results, Survey, SurveyState};

use super::{Data, Figure};
use crate::error::ServiceError;
use crate::records;

/// The results published in the period of the survey asked about, the last wave of several.
async fn published(tx: &mut dyn Transaction, data: &Data<'_>) -> Result<Result<Results, Label>, ServiceError> {
    let asked = data.of.unwrap_or_default();
    let first = asked.split_once('/').map_or(asked, |(survey, _)| survey);
    let mut found: Option<Results> = None;
    for stored in records::list::<Survey>(tx, &RecordFilter::all()).await? {
        let survey = stored.value;
        let SurveyState::Published { on, .. } = survey.state else { continue };
        if survey.wave.first.as_str() != first || !data.period.contains(on) {
            continue;
        }
        if let Some(results) = survey.published
            && found.as_ref().is_none_or(|other| other.wave.number < results.wave.number)
        {
            found = Some(*results);
        }
    }
    Ok(found.ok_or_else(|| {
        Label::new(
            format!("survei `{first}` tidak diumumkan dalam periode ini"),
            format!("no results of survey `{first}` were published in this period"),
        )
    }))
}

fn silent(results: &Results) -> Option<u64> {
    results.invited.map(|invited| invited.saturating_sub(results.answered))
}

pub(super) async fn index(tx: &mut dyn Transaction, data: &Data<'_>) -> Result<Figure, ServiceError> {
    let results = match published(tx, data).await? {
        Ok(results) => results,
        Err(why) => return Ok(Err(why)),
    };
    let code = data.of.and_then(|of| of.split_once('/')).map(|(_, code)| code);
    let found = match code {
        Some(code) => results.indices.iter().find(|index| &*index.code == code),
        None => results.indices.first(),
    };
    let Some(index) = found else {
        let named = code.unwrap_or("-");
        return Ok(Err(Label::new(
            format!("survei `{}` tidak mempunyai indeks `{named}`", results.survey),
            format!("survey `{}` has no index `{named}`", results.survey),
        )));
    };
    Ok(index.total.map(|value| Calculated { value, counted: Some(results.answered), unknown: silent(&results) }).ok_or_else(|| {
        Label::new(
            "indeks survei disembunyikan karena jawabannya terlalu sedikit",
            "the index of the survey is hidden, there are too few answers",
        )
    }))
}

pub(super) async fn response_rate(tx: &mut dyn Transaction, data: &Data<'_>) -> Result<Figure, ServiceError> {
    let results = match published(tx, data).await? {
        Ok(results) => results,
        Err(why) => return Ok(Err(why)),
    };
    let rate = results.rate.map(|rate| Calculated { value: rate.percent, counted: results.invited, unknown: None });
    Ok(rate.ok_or_else(|| Label::new("berapa yang diundang tidak diketahui", "it is not known how many were invited")))
}
