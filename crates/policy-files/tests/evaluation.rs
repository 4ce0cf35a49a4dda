//! Schemes and instruments of 360° evaluation: read whole, and every fault at its place in one pass.
#![allow(clippy::unwrap_used, reason = "helpers of tests stop at the first surprise")]

use jenjang::evaluation::scheme::{ChosenBy, Effect, Relation, SmallGroups};
use jenjang::legal::Certainty;
use jenjang::policy::diagnostic::{Diagnostic, Severity};
use jenjang_policy_files::{EvaluationLibrary, read_instrument, read_scheme};
use proptest::prelude::*;

const SCHEME: &str = include_str!("data/scheme.toml");
const INSTRUMENT: &str = include_str!("data/instrument.toml");

/// Changes the whole file and expects these codes at these texts, in order.
#[track_caller]
fn check(whole: &str, read: fn(&[u8]) -> (bool, Vec<Diagnostic>), changes: &[(&str, &str)], expected: &[(&str, &str)]) {
    let mut text = whole.to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "`{from}` is not in the file");
        text = text.replacen(from, to, 1);
    }
    let (usable, diagnostics) = read(text.as_bytes());
    let found: Vec<(&str, &str)> = diagnostics.iter().map(|d| (d.code, &text[d.span.start as usize..d.span.end as usize])).collect();
    assert_eq!(found, expected, "{diagnostics:#?}");
    assert!(!usable);
    for diagnostic in &diagnostics {
        assert_eq!(diagnostic.severity, Severity::Error);
        assert_ne!(diagnostic.message.id, diagnostic.message.en);
    }
}

#[track_caller]
fn check_scheme(changes: &[(&str, &str)], expected: &[(&str, &str)]) {
    let read = |bytes: &[u8]| {
        let (scheme, found) = read_scheme("scheme.toml", bytes);
        (scheme.is_some(), found)
    };
    check(SCHEME, read, changes, expected);
}

#[track_caller]
fn check_instrument(changes: &[(&str, &str)], expected: &[(&str, &str)]) {
    let read = |bytes: &[u8]| {
        let (instrument, found) = read_instrument("instrument.toml", bytes);
        (instrument.is_some(), found)
    };
    check(INSTRUMENT, read, changes, expected);
}

#[test]
fn a_whole_scheme_is_read() {
    let (scheme, diagnostics) = read_scheme("scheme.toml", SCHEME.as_bytes());
    assert_eq!(diagnostics, []);
    let scheme = scheme.unwrap();
    let parts = scheme.parts();
    assert_eq!((parts.id.as_str(), parts.version.as_str(), parts.effect, parts.places), ("example/whole", "2026.1", Effect::Informs, 2));
    assert_eq!(parts.groups.iter().map(|g| g.code.as_str()).collect::<Vec<_>>(), ["superior", "peer", "subordinate", "self"]);
    let peer = &parts.groups[1];
    assert_eq!((peer.relation, peer.minimum, peer.maximum, peer.chosen_by), (Relation::Peer, 3, 5, ChosenBy::Draw));
    assert_eq!(peer.reference.certainty, Certainty::Text);
    // what a group does not say is what the scheme says
    assert_eq!(
        (&*parts.groups[0].reference.citation, parts.groups[0].reference.certainty),
        ("Keputusan contoh 1/2026", Certainty::Practice)
    );
    assert_eq!(parts.alternatives[0].weights.len(), 2);
    assert_eq!((parts.release.minimum_for_means, parts.release.small_groups), (3, SmallGroups::Merge));
    assert_eq!(parts.duty.as_ref().unwrap().cap.to_string(), "10");
    assert_eq!(parts.assumed.as_ref().unwrap().superior.to_string(), "0.50");
}

#[test]
fn a_whole_instrument_is_read() {
    let (instrument, diagnostics) = read_instrument("instrument.toml", INSTRUMENT.as_bytes());
    assert_eq!(diagnostics, []);
    let instrument = instrument.unwrap();
    assert_eq!(instrument.scale().anchors.len(), 3);
    assert_eq!(instrument.scale().maximum.to_string(), "3");
    assert!(instrument.is_asked(1, true) && !instrument.is_asked(1, false));
    assert_eq!(instrument.parts().framework.as_ref().unwrap().as_str(), "permenpanrb-38-2017");
}

#[test]
fn weights_that_miss_one_are_shown_with_all_that_add_up() {
    check_scheme(&[("\"0.15\"", "\"0.10\"")], &[("weights-do-not-add-up", "0.60")]);
    check_scheme(&[("peer = \"0.40\"", "peer = \"0.45\"")], &[("weights-do-not-add-up", "0.60")]);
    let text = SCHEME.replacen("\"0.15\"", "\"0.10\"", 1);
    let (_, diagnostics) = read_scheme("scheme.toml", text.as_bytes());
    assert_eq!(&*diagnostics[0].message.en, "the weights of the rater groups add up to 0.95, expected exactly 1");
    let others: Vec<&str> = diagnostics[0].related.iter().map(|(span, _)| &text[span.start as usize..span.end as usize]).collect();
    assert_eq!(others, ["0.10", "0.25"]);
}

#[test]
fn a_pool_weighs_once() {
    let pool = "[pool]\ngroups = [\"peer\", \"subordinate\"]\nweight = \"0.40\"\n\n[release]";
    let text = SCHEME.replacen("[release]", pool, 1);
    let (scheme, diagnostics) = read_scheme("scheme.toml", text.as_bytes());
    assert_eq!(diagnostics, []);
    assert_eq!(scheme.unwrap().parts().pool.as_ref().unwrap().groups.len(), 2);
    let short = pool.replace("0.40", "0.30");
    let text = SCHEME.replacen("[release]", &short, 1);
    let (_, diagnostics) = read_scheme("scheme.toml", text.as_bytes());
    assert_eq!(diagnostics[0].code, "weights-do-not-add-up");
    assert_eq!(diagnostics[0].related.len(), 1, "the superior and the pool, not the groups in it");
}

#[test]
fn faults_of_a_scheme_stand_at_their_places() {
    check_scheme(&[("weight     = \"0\"", "weight     = \"0.1\"")], &[("self-counts", "0.1")]);
    check_scheme(&[("code       = \"peer\"", "code       = \"superior\"")], &[("duplicate-code", "superior"), ("unknown-group", "peer")]);
    check_scheme(&[("without = [\"subordinate\"]", "without = [\"subordinates\"]")], &[("unknown-group", "subordinates")]);
    check_scheme(&[("maximum    = 1", "maximum    = 2")], &[("named-group-not-single", "superior")]);
    check_scheme(
        &[
            ("minimum-for-means  = 3", "minimum-for-means  = 2"),
            ("minimum-for-detail = 5", "minimum-for-detail = 1"),
            ("\"0.05\"", "\"0.5\""),
        ],
        &[("number-out-of-range", "2"), ("number-out-of-range", "1"), ("number-out-of-range", "0.5")],
    );
    check_scheme(&[("minimum    = 3", "minimum    = 6")], &[("number-out-of-range", "6")]);
    check_scheme(
        &[("relation   = \"superior\"", "relation   = \"external\""), ("identified = true", "identified = false")],
        &[("required-group-missing", "[validity]")],
    );
}

#[test]
fn faults_of_reading_are_reported_together() {
    check_scheme(
        &[
            ("effect     = \"informs\"", "effect     = \"inform\""),
            ("weight     = \"0.60\"", "weight     = 0.60"),
            ("rule = \"renormalise\"", "rule = \"zero\""),
            ("certainty        = \"secondary\"", ""),
        ],
        &[("unknown-word", "\"inform\""), ("float-refused", "0.60"), ("unknown-word", "\"zero\""), ("missing-key", "[reliability]")],
    );
    check_scheme(&[("[release]", "[relaese]")], &[("missing-key", ""), ("unknown-key", "relaese")]);
    let (scheme, diagnostics) = read_scheme("empty.toml", b"");
    assert!(scheme.is_none());
    assert_eq!(diagnostics.iter().map(|d| d.code).collect::<Vec<_>>(), ["missing-key"; 4]);
}

#[test]
fn faults_of_an_instrument_stand_at_their_places() {
    check_instrument(&[("id        = \"M.01.1\"", "id        = \"M.01.2\"")], &[("duplicate-code", "M.01.2")]);
    check_instrument(&[("dimension = \"M.01\"", "dimension = \"M.02\"")], &[("unknown-dimension", "M.02")]);
    check_instrument(
        &[("[[items]]", "[[dimensions]]\ncode = \"M.02\"\nlabel = { id = \"Kerja sama\", en = \"Team work\" }\n\n[[items]]")],
        &[("dimension-without-item", "M.02")],
    );
    check_instrument(
        &[("maximum      = 3", "maximum      = 1")],
        &[
            ("empty-range", "[scale]"),
            (
                "anchors-not-whole",
                "1\"\nlabel       = { id = \"Jarang\", en = \"Rarely\" }\ndescription = { id = \"Hampir tidak pernah terlihat\", en = \"Hardly ever seen\" }\n\n[[scale.anchors]]\nvalue       = \"2\"\nlabel       = { id = \"Kadang\", en = \"Sometimes\" }\ndescription = { id = \"Terlihat sesekali\", en = \"Seen now and then\" }\n\n[[scale.anchors]]\nvalue       = \"3",
            ),
        ],
    );
    check_instrument(
        &[("text      = { id", "txt       = { id"), ("leaders-only = true", "leaders-only = \"yes\"")],
        &[("missing-key", "[[items]]"), ("unknown-key", "txt"), ("wrong-kind", "\"yes\"")],
    );
    let (instrument, diagnostics) = read_instrument("empty.toml", b"[instrument]\nid = \"Bad Id\"");
    assert!(instrument.is_none());
    assert!(diagnostics.iter().any(|d| d.code == "bad-name"));
}

#[test]
fn a_library_keeps_the_last_of_each_id() {
    let mut library = EvaluationLibrary::default();
    library.add_scheme("a.toml", SCHEME.as_bytes()).unwrap();
    library.add_scheme("b.toml", SCHEME.replacen("2026.1", "2026.2", 1).as_bytes()).unwrap();
    library.add_instrument("c.toml", INSTRUMENT.as_bytes()).unwrap();
    assert!(library.is_sound());
    assert_eq!(library.schemes.len(), 1);
    assert_eq!(library.scheme("example/whole").unwrap().parts().version, "2026.2");
    assert!(library.instrument("example/whole").is_some() && library.instrument("other").is_none());
    assert!(library.add_scheme("d.toml", b"[scheme]").is_none());
    assert!(!library.is_sound());
}

#[test]
fn a_part_of_an_id_may_be_a_number_and_not_empty() {
    let id =
        |text: &str| read_scheme("id.toml", SCHEME.replacen("example/whole", text, 1).as_bytes()).0.map(|scheme| scheme.parts().id.clone());
    assert_eq!(id("asn/360/default").as_deref(), Some("asn/360/default"));
    for bad in ["asn//default", "asn/360/", "asn/3 60", "asn/360-"] {
        assert_eq!(id(bad), None, "{bad}");
    }
}

/// The blocks of a language in docs/evaluation.md.
fn blocks(language: &str) -> Vec<String> {
    let page = include_str!("../../../docs/evaluation.md");
    let open = format!("```{language}\n");
    page.split(open.as_str()).skip(1).filter_map(|rest| rest.split("```").next()).map(str::to_owned).collect()
}

#[test]
fn the_files_of_the_reference_are_read() {
    let files = blocks("toml");
    assert_eq!(files.len(), 2);
    let (scheme, diagnostics) = read_scheme("docs", files[0].as_bytes());
    assert_eq!(diagnostics, []);
    assert_eq!(scheme.unwrap().groups().len(), 4);
    let pooled: String = files[0].lines().map(|line| line.strip_prefix("# ").unwrap_or(line)).collect::<Vec<_>>().join("\n");
    let (scheme, diagnostics) = read_scheme("docs", pooled.as_bytes());
    assert_eq!(diagnostics, []);
    assert!(scheme.unwrap().parts().pool.is_some());
    let (instrument, diagnostics) = read_instrument("docs", files[1].as_bytes());
    assert_eq!(diagnostics, []);
    assert_eq!(instrument.unwrap().items().len(), 2);
}

proptest! {
    /// Whatever is cut out or put in, there is an answer: something usable, or an error at a place in the file; never both.
    #[test]
    fn any_change_gets_an_answer(at in 0usize..3000, cut in 0usize..60, put in "[\\[\\]{}=\"a-z0-9. \n]{0,12}", whole in prop::sample::select(vec![SCHEME, INSTRUMENT])) {
        let edge = |mut at: usize| {
            at = at.min(whole.len());
            while !whole.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let text = format!("{}{put}{}", &whole[..edge(at)], &whole[edge(at + cut)..]);
        let errors = |found: &[Diagnostic]| {
            assert!(found.iter().all(|d| d.span.start <= d.span.end && d.span.end as usize <= text.len()));
            found.iter().any(|d| d.severity == Severity::Error)
        };
        let (scheme, found) = read_scheme("x.toml", text.as_bytes());
        prop_assert_eq!(scheme.is_some(), !errors(&found), "{:?}", found);
        let (instrument, found) = read_instrument("x.toml", text.as_bytes());
        prop_assert_eq!(instrument.is_some(), !errors(&found), "{:?}", found);
    }
}
