//! Decisions in one's own file.

use jenjang::legal::Language;
use jenjang::promotion::OutcomeKind;
use jenjang_service::file::{export_person, read_person};
use jenjang_service::promotion::{Choice, explain_decision};

use crate::appeals::decision_of;
use crate::rounds::{decide, publish, ranked};
use crate::world::{World, code, person};

#[test]
fn a_person_reads_the_own_decisions_with_every_reason() {
    let world = World::new();
    ranked(&world);
    decide(&world, "ppk", Choice::Everybody).unwrap();
    publish(&world, "hr").unwrap();
    let own = world.act("no", async |context| read_person(&context, &person("no")).await).unwrap();
    let [decision] = &own.decisions[..] else { panic!("{:?}", own.decisions) };
    assert_eq!(decision.outcome, OutcomeKind::NotEligible);
    let short = decision.findings.iter().find(|finding| finding.code == "time-in-grade-too-short").unwrap();
    assert_eq!(short.verdict, "not-met");
    let sentence = &short.sentence;
    assert!(
        sentence.en.starts_with("`time-in-grade-too-short` not met: found ") && sentence.en.contains("required at least"),
        "{sentence:?}"
    );
    assert!(sentence.id.starts_with("`time-in-grade-too-short` tidak terpenuhi: ditemukan "), "{sentence:?}");
    assert!(!short.reference.is_empty() && sentence.en.ends_with(&format!("({})", short.reference)), "{sentence:?}");

    let stored = decision_of(&world, "no").id;
    let words = world.act("no", async |context| explain_decision(&context, &stored, Language::En).await).unwrap();
    assert!(words.starts_with("Not eligible for"), "{words}");
    let words = world.act("hr", async |context| explain_decision(&context, &stored, Language::Id).await).unwrap();
    assert!(words.starts_with("Tidak memenuhi syarat"), "{words}");
    assert_eq!(code(world.act("a", async |context| explain_decision(&context, &stored, Language::En).await)), "forbidden");

    let export = world.act("no", async |context| export_person(&context, &person("no")).await).unwrap();
    assert_eq!(export["decisions"][0]["id"].as_str(), Some(stored.as_str()));
    assert_eq!(export["rounds"].as_array().unwrap().len(), 1);
}
