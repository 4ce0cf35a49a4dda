//! A small scheme, instrument and answers for tests of this module.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::instrument::{Anchor, Dimension, Instrument, InstrumentParts, Item, Scale};
use super::response::{Answer, CheckedResponse, Response};
use super::scheme::{ChosenBy, Effect, RaterGroup, Relation, ReleaseRule, Scheme, SchemeParts, SmallGroups, ValidityRule};
use super::scoring::{RateeInput, ScoreError, ScoreSheet, score};
use crate::legal::{Certainty, Label, LegalReference};
use crate::people::id::{PersonId, RaterGroupCode};
use crate::period::EffectivePeriod;

pub(super) fn reference() -> LegalReference {
    LegalReference { citation: "test".into(), certainty: Certainty::Unverified }
}

fn group(code: &str, relation: Relation, weight: &str) -> RaterGroup {
    let single = matches!(relation, Relation::Superior | Relation::Oneself);
    RaterGroup {
        code: code.parse().unwrap(),
        relation,
        label: Label::same(code),
        identified: single,
        weight: weight.parse().unwrap(),
        reference: reference(),
        minimum: 0,
        maximum: if single { 1 } else { 20 },
        chosen_by: ChosenBy::Organisation,
    }
}

pub(super) fn parts() -> SchemeParts {
    SchemeParts {
        id: "test/360".to_owned(),
        version: "1".to_owned(),
        title: Label::same("test"),
        note: None,
        effective: EffectivePeriod { from: None, to: None },
        reference: reference(),
        effect: Effect::Informs,
        instrument: "test".to_owned(),
        places: 2,
        groups: vec![
            group("superior", Relation::Superior, "0.5"),
            group("peer", Relation::Peer, "0.3"),
            group("subordinate", Relation::Subordinate, "0.2"),
            group("self", Relation::Oneself, "0"),
        ],
        alternatives: Vec::new(),
        pool: None,
        release: ReleaseRule {
            minimum_for_means: 3,
            minimum_for_detail: 5,
            small_groups: SmallGroups::Merge,
            answered_share: "0.5".parse().unwrap(),
            extreme_band: "0.05".parse().unwrap(),
        },
        validity: ValidityRule { superior_required: true, anonymous_groups: 1, coverage: "0.6".parse().unwrap() },
        duty: None,
        assumed: None,
    }
}

pub(super) fn scheme() -> Scheme {
    Scheme::try_new(parts()).unwrap()
}

/// Two dimensions of two items on 1 to 5.
pub(super) fn instrument() -> Instrument {
    let anchor = |value: i64| Anchor { value: value.into(), label: Label::same(value.to_string()), description: Label::default() };
    let item = |id: &str, dimension: &str| Item {
        id: id.parse().unwrap(),
        dimension: dimension.parse().unwrap(),
        text: Label::same(id),
        leaders_only: false,
    };
    let dimension = |code: &str| Dimension { code: code.parse().unwrap(), label: Label::same(code) };
    Instrument::try_new(InstrumentParts {
        id: "test".to_owned(),
        version: "1".to_owned(),
        title: Label::same("test"),
        instruction: Label::default(),
        effective: EffectivePeriod { from: None, to: None },
        reference: None,
        framework: None,
        scale: Scale {
            minimum: Decimal::ONE,
            maximum: Decimal::from(5),
            not_observed: Label::same("N/O"),
            anchors: (1..=5).map(anchor).collect(),
        },
        dimensions: vec![dimension("A"), dimension("B")],
        items: vec![item("a1", "A"), item("a2", "A"), item("b1", "B"), item("b2", "B")],
    })
    .unwrap()
}

/// A response of four answers; 0 is not observed.
pub(super) fn response(rater: &str, group: &str, answers: [i64; 4]) -> CheckedResponse {
    with_comment(rater, group, answers, "")
}

/// The same with a comment.
pub(super) fn with_comment(rater: &str, group: &str, answers: [i64; 4], comment: &str) -> CheckedResponse {
    let items = ["a1", "a2", "b1", "b2"];
    let answer = |value: i64| if value == 0 { Answer::NotObserved } else { Answer::Value(value.into()) };
    let response = Response {
        rater: rater.parse().unwrap(),
        ratee: "x".parse().unwrap(),
        group: group.parse().unwrap(),
        answers: items.iter().zip(answers).map(|(item, value)| (item.parse().unwrap(), answer(value))).collect(),
        comment: Some(comment.to_owned()),
        revision: 0,
    };
    CheckedResponse::try_new(response, &instrument(), false).unwrap()
}

pub(super) fn try_score(scheme: &Scheme, responses: &[CheckedResponse]) -> Result<ScoreSheet, ScoreError> {
    let ratee: PersonId = "x".parse().unwrap();
    let mut appointed: BTreeMap<RaterGroupCode, usize> = BTreeMap::new();
    for response in responses {
        *appointed.entry(response.group().clone()).or_default() += 1;
    }
    let input = RateeInput { ratee: &ratee, leads: false, responses, appointed: &appointed, importance: &BTreeMap::new() };
    score(scheme, &instrument(), &input)
}

pub(super) fn sheet(responses: &[CheckedResponse]) -> ScoreSheet {
    try_score(&scheme(), responses).unwrap()
}
