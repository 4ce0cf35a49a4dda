//! What the course of the month brought, and the money for the next ones.

use chrono::Datelike;
use jenjang::Decimal;
use jenjang::development::effect::{Arm, PersonResult, Test};
use jenjang::development::enrolment::EnrolmentState;
use jenjang::legal::Label;
use jenjang_service::budget::{OpenEnvelope, open_envelope};
use jenjang_service::effects::{DeclareDesign, RecordResults, declare_design, record_results};
use jenjang_service::enrolment::participants;

use super::super::{HR, TOP, id, said};
use super::development::HELD;
use super::voice::REACTION;
use super::{Ground, actor};

pub(super) async fn fill(ground: &Ground<'_>) -> Result<(), Label> {
    let hr = actor(HR)?;
    let context = ground.as_actor(&hr);
    let design =
        DeclareDesign { session: id(HELD)?, comparison: None, by_unit: false, results: Vec::new(), surveys: vec![(1, id(REACTION)?)] };
    declare_design(&context, &design).await.map_err(said)?;
    let came = participants(&context, &id(HELD)?).await.map_err(said)?;
    let mut people = Vec::new();
    let attended = came.seated.iter().chain(&came.others).filter(|one| matches!(one.state, EnrolmentState::Attended { .. }));
    for (at, enrolment) in (0_u32..).zip(attended) {
        let before = 50 + at * 7 % 16;
        let mut result = PersonResult::new(id(HELD)?, enrolment.person.clone(), Arm::Trained);
        result.test = Some(Test {
            before: Some(Decimal::from(before)),
            after: Some(Decimal::from(before + 9 + at * 5 % 9)),
            maximum: Decimal::ONE_HUNDRED,
        });
        people.push(result);
    }
    record_results(&context, &RecordResults { people, ..RecordResults::default() }).await.map_err(said)?;
    let envelope = OpenEnvelope {
        id: id("pengembangan-contoh")?,
        unit: id(TOP)?,
        programme: "Pengembangan kompetensi pegawai".into(),
        year: ground.month.year(),
        money: Decimal::from(40_000_000),
        document: "DPA 5.04.02 (rekaan)".into(),
    };
    open_envelope(&context, &envelope).await.map_err(said)
}
