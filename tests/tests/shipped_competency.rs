//! The shipped frameworks, standards, questionnaires and 360° schemes are whole: every level described, every text different, every sum 1.

#![allow(clippy::unwrap_used, reason = "helpers of a test: data that is not there ends it")]

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use jenjang::competency::{Framework, StandardTarget, Standards, standards_for};
use jenjang::evaluation::scheme::{Effect, Relation, Scheme};
use jenjang::legal::{Certainty, Label};
use jenjang_asn::{SOURCES, competency, evaluation};
use rust_decimal::Decimal;

const CODES: [&str; 9] = ["M.01", "M.02", "M.03", "M.04", "M.05", "M.06", "M.07", "M.08", "SK.1"];

fn framework<'a>(all: &'a [Framework], id: &str) -> &'a Framework {
    all.iter().find(|framework| framework.id().as_str() == id).unwrap()
}

fn standards<'a>(all: &'a [Standards], id: &str) -> &'a Standards {
    all.iter().find(|standards| standards.id().as_str() == id).unwrap()
}

/// Sentences: both languages, none twice, each language its own, capital letter first and a full stop last, short enough to read at a glance.
fn check_sentences<'a>(what: &str, texts: impl Iterator<Item = &'a Label>) -> usize {
    let mut seen = BTreeSet::new();
    let mut count = 0;
    for label in texts {
        count += 1;
        assert_ne!(label.id, label.en, "{what}");
        for text in [&label.id, &label.en] {
            assert!(seen.insert(text.to_lowercase()), "{what}: `{text}` stands twice");
            assert!(text.starts_with(char::is_uppercase) && text.ends_with('.'), "{what}: `{text}`");
            assert!(text.split_whitespace().count() <= 16, "{what}: `{text}` is long");
        }
    }
    count
}

#[test]
fn the_national_framework_has_nine_competencies_of_five_levels_with_three_indicators_each() {
    let library = competency();
    let framework = framework(&library.frameworks, "permenpanrb-38-2017");
    assert_eq!(framework.competencies().iter().map(|competency| competency.code.as_str()).collect::<Vec<_>>(), CODES);
    assert_eq!(framework.highest_level().get(), 5);
    assert_eq!(framework.source().certainty, Certainty::Text);
    let groups: BTreeMap<&str, usize> = framework.competencies().iter().fold(BTreeMap::new(), |mut groups, competency| {
        *groups.entry(&*competency.group).or_default() += 1;
        groups
    });
    assert_eq!(groups, BTreeMap::from([("managerial", 8), ("socio-cultural", 1)]));
}

#[test]
fn every_framework_describes_every_level_and_no_sentence_stands_twice() {
    for framework in &competency().frameworks {
        let levels = || framework.competencies().iter().flat_map(|competency| &competency.levels);
        for competency in framework.competencies() {
            assert_eq!(competency.levels.len(), framework.levels().len(), "{} {}", framework.id(), competency.code);
            assert!(competency.levels.iter().all(|level| level.indicators.len() == 3), "{} {}", framework.id(), competency.code);
        }
        let definitions = framework.competencies().iter().map(|competency| &competency.definition);
        let general = framework.levels().iter().map(|level| &level.description);
        let texts = definitions.chain(general).chain(levels().map(|level| &level.description)).chain(levels().flat_map(|l| &l.indicators));
        let cells = framework.competencies().len() * framework.levels().len();
        assert_eq!(check_sentences(framework.id().as_str(), texts), framework.competencies().len() + framework.levels().len() + cells * 4);
    }
}

#[test]
fn the_default_levels_are_those_of_the_sources_and_say_how_sure_they_are() {
    let library = competency();
    let defaults = standards(&library.standards, "tier-defaults");
    let read: BTreeMap<String, (Vec<u8>, Certainty)> = defaults
        .as_draft()
        .standards
        .iter()
        .map(|standard| {
            let StandardTarget::Tier(tier) = &standard.target else { panic!("{:?} is no tier", standard.target) };
            assert_eq!(standard.requirements.iter().map(|required| required.competency.as_str()).collect::<Vec<_>>(), CODES, "{tier}");
            (tier.to_string(), (standard.requirements.iter().map(|required| required.level.get()).collect(), standard.source.certainty))
        })
        .collect();
    let expected = [
        ("administrator", [3; 9], Certainty::Practice),
        ("ahli-madya", [4; 9], Certainty::Practice),
        ("ahli-muda", [3; 9], Certainty::Practice),
        ("ahli-pertama", [2; 9], Certainty::Practice),
        ("ahli-utama", [5, 4, 4, 4, 4, 4, 4, 4, 5], Certainty::Practice),
        ("jpt-madya", [5; 9], Certainty::Unverified),
        ("jpt-pratama", [4; 9], Certainty::Practice),
        ("jpt-utama", [5; 9], Certainty::Unverified),
        ("mahir", [2; 9], Certainty::Practice),
        ("pelaksana", [1; 9], Certainty::Practice),
        ("pemula", [1; 9], Certainty::Practice),
        ("pengawas", [2; 9], Certainty::Practice),
        ("penyelia", [3; 9], Certainty::Practice),
        ("terampil", [2, 2, 1, 1, 1, 1, 1, 1, 2], Certainty::Practice),
    ];
    assert_eq!(read, expected.map(|(tier, levels, certainty)| (tier.to_owned(), (levels.to_vec(), certainty))).into());
}

#[test]
fn the_importance_of_every_example_post_adds_up_to_one_and_its_own_levels_win() {
    let library = competency();
    let mut posts = 0;
    for set in &library.standards {
        for standard in &set.as_draft().standards {
            let StandardTarget::Post(post) = &standard.target else { continue };
            posts += 1;
            assert_eq!(standard.requirements.iter().map(|required| required.weight).sum::<Decimal>(), Decimal::ONE, "{post}");
            assert!(standard.source.certainty == Certainty::Unverified && standard.source.citation.contains("contoh"), "{post}");
        }
    }
    assert_eq!(posts, 5);
    let day = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    let (post, tier) = ("head-of-career-moves-division".parse().unwrap(), "administrator".parse().unwrap());
    let found = standards_for(&library.standards, Some(&post), Some(&tier), day);
    let level = |code: &str| {
        let code = code.parse().unwrap();
        found.iter().filter_map(|found| found.standard.requirement(&code)).map(|required| required.level.get()).collect::<Vec<_>>()
    };
    assert_eq!((level("M.01"), level("M.02"), level("T.02")), (vec![4], vec![3], vec![4]), "both frameworks, the own standard of the post");
    let another = standards_for(&library.standards, Some(&"another-post".parse().unwrap()), Some(&tier), day);
    assert_eq!(another.iter().map(|found| found.standards.id().as_str()).collect::<Vec<_>>(), ["tier-defaults"]);
}

#[test]
fn questionnaires_ask_everybody_about_every_dimension_and_speak_of_anonymity() {
    let library = evaluation();
    let frameworks = competency().frameworks;
    for instrument in &library.instruments {
        let parts = instrument.parts();
        check_sentences(&parts.id, parts.items.iter().map(|item| &item.text));
        assert!(parts.items.iter().all(|item| item.text.id.starts_with("Ia ") && item.text.en.starts_with("This person ")), "{}", parts.id);
        assert!(parts.instruction.id.contains("tiga penilai") && parts.instruction.en.contains("three raters"), "{}", parts.id);
        assert_eq!(parts.scale.anchors.len(), 5, "{}", parts.id);
        for (place, dimension) in parts.dimensions.iter().enumerate() {
            let of = |leads: bool| {
                (0..parts.items.len())
                    .filter(|item| instrument.dimension_of(*item) == Some(place) && instrument.is_asked(*item, leads))
                    .count()
            };
            let leadership = dimension.code.as_str() == "kepemimpinan";
            assert!((2..=4).contains(&of(true)) && (leadership || of(false) >= 2), "{} {}", parts.id, dimension.code);
            if let Some(named) = &parts.framework {
                let found = framework(&frameworks, named.as_str()).competency(&dimension.code);
                assert_eq!(found.map(|competency| &competency.label), Some(&dimension.label), "{}", parts.id);
            }
        }
    }
    let values = library.instrument("berakhlak").unwrap();
    assert_eq!(values.dimensions().iter().filter_map(|value| value.label.id.chars().next()).collect::<String>(), "BAKHLAK");
    assert_eq!(library.instrument("managerial").unwrap().dimensions().len(), 9);
}

/// Weights of superior, peers and subordinates for somebody who has raters of the groups named.
fn weights(scheme: &Scheme, present: &[&str]) -> Vec<String> {
    let weights = scheme.weights(|code| present.contains(&code.as_str()));
    let named = scheme.groups().iter().zip(weights).filter(|(group, _)| group.relation != Relation::Oneself);
    named.map(|(group, weight)| format!("{} {weight}", group.code)).collect()
}

#[test]
fn schemes_have_the_weights_of_their_sources_with_and_without_subordinates() {
    let library = evaluation();
    let scheme = |name: &str| library.scheme(&format!("asn/360/{name}")).unwrap();
    let (all, without) = (["superior", "peer", "subordinate", "self"], ["superior", "peer", "self"]);
    for name in ["default", "pp-30-2019", "kppn-denpasar"] {
        assert_eq!(weights(scheme(name), &all), ["superior 3/5", "peer 1/5", "subordinate 1/5"], "{name}");
        assert_eq!(weights(scheme(name), &without), ["superior 3/5", "peer 2/5", "subordinate 0"], "{name}");
    }
    assert_eq!(weights(scheme("dairi"), &all), ["superior 3/5", "peer 3/20", "subordinate 1/4"]);
    assert_eq!(weights(scheme("dairi"), &without), ["superior 3/5", "peer 2/5", "subordinate 0"]);
    assert_eq!(
        weights(scheme("sumedang"), &all),
        ["superior 3/5", "peer 2/5", "subordinate 0"],
        "the pool's weight stands at its first group"
    );
    assert_eq!(weights(scheme("permenpanrb-6-2022"), &all), ["superior 0", "peer 1/2", "subordinate 1/2", "external 0"]);
    assert_eq!(scheme("permenpanrb-6-2022").parts().effect, Effect::Informs);
    assert_eq!(scheme("pp-30-2019").parts().effect, Effect::Numeric);
    let duty = scheme("kppn-denpasar").parts().duty.as_ref().unwrap();
    let points = [duty.per_person_not_rated, duty.per_subordinate_without_raters, duty.for_not_nominating, duty.cap];
    assert_eq!(points, [2, 2, 5, 10].map(Decimal::from));
}

#[test]
fn no_scheme_lets_a_weight_pass_as_law_and_every_instrument_is_in_force_when_its_scheme_is() {
    let library = evaluation();
    assert_eq!(library.schemes.len(), 6);
    for scheme in &library.schemes {
        let parts = scheme.parts();
        assert!(
            parts.groups.iter().filter(|group| !group.weight.is_zero()).all(|group| group.reference.certainty >= Certainty::Practice),
            "{}",
            parts.id
        );
        let instrument = library.instrument(&parts.instrument).unwrap();
        assert!(instrument.parts().effective.from <= parts.effective.from, "{}", parts.id);
        assert!(parts.release.minimum_for_means == 3 && parts.release.minimum_for_detail == 5, "{}", parts.id);
    }
}

#[test]
fn the_law_page_names_every_file_of_these_folders() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/law/competency-and-evaluation.md")).unwrap();
    let folders = ["frameworks/", "standards/", "instruments/", "schemes/"];
    let files = SOURCES.iter().map(|(path, _)| *path).filter(|path| folders.iter().any(|folder| path.starts_with(folder)));
    let silent: Vec<_> = files.filter(|path| !page.contains(&format!("`{path}`"))).collect();
    assert_eq!(silent, [""; 0], "shipped, but not on the page");
    let named = page.split('`').skip(1).step_by(2).filter(|word| folders.iter().any(|folder| word.starts_with(folder)));
    let unknown: Vec<_> = named.filter(|word| !word.ends_with('/') && !SOURCES.iter().any(|(path, _)| path == word)).collect();
    assert_eq!(unknown, [""; 0], "on the page, but not shipped");
}
