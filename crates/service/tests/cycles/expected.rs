//! What a cycle has to report, computed by the domain from the answers themselves.

use std::collections::BTreeMap;

use jenjang::evaluation::chart::Chart;
use jenjang::evaluation::input::CycleInput;
use jenjang::evaluation::report::{RateeReport, Reporting, SuperiorReport};
use jenjang::evaluation::repository::NominationFilter;
use jenjang::evaluation::response::{CheckedResponse, Response};
use jenjang::people::id::PersonId;
use jenjang_policy_files::{read_instrument, read_scheme};
use jenjang_service::evaluation::{analyse_cycle, score_cycle};

use crate::world::{World, answers, cycle, run};

/// The reports of everybody, for the person and the superior.
pub(crate) fn reports(world: &World, pairs: &[(PersonId, PersonId)]) -> BTreeMap<PersonId, (RateeReport, SuperiorReport)> {
    let [scheme, instrument] = world.texts();
    let scheme = read_scheme("scheme", scheme.text.as_bytes()).0.unwrap();
    let instrument = read_instrument("instrument", instrument.text.as_bytes()).0.unwrap();
    let chart = Chart::try_new(world.chart()).unwrap();
    let nominations =
        run(async { world.store.read().await.unwrap().cycles().nominations(&cycle(), &NominationFilter::default()).await.unwrap() });
    let responses = pairs.iter().map(|(ratee, rater)| {
        let given = answers(ratee, rater);
        let group = nominations.iter().find(|n| n.ratee() == ratee && n.rater() == rater).unwrap().group().clone();
        let response =
            Response { rater: rater.clone(), ratee: ratee.clone(), group, answers: given.answers, comment: given.comment, revision: 0 };
        CheckedResponse::try_new(response, &instrument, chart.leads(ratee)).unwrap()
    });
    let responses = responses.collect();
    let input = CycleInput::new(chart, nominations, responses);
    let sheets = score_cycle(&scheme, &instrument, &input, &BTreeMap::new()).unwrap();
    let analysis = analyse_cycle(&scheme, &instrument, &input, &sheets, None);
    sheets
        .iter()
        .map(|sheet| {
            let reporting = Reporting { scheme: &scheme, instrument: &instrument, sheet, precision: Some(analysis.precision()) };
            (sheet.ratee.clone(), (reporting.for_ratee(), reporting.for_superior()))
        })
        .collect()
}
