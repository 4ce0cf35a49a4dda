//! The numbers of the demonstration add up, and the same options give the same bytes.

use jenjang::policy::decision::Outcome;

use super::*;

fn demo(seed: u64) -> Demo {
    let voice = Voice { language: Language::En, format: crate::output::Format::Text, plain: false };
    let options = Options { size: 120, seed, as_of: NaiveDate::from_ymd_opt(2026, 12, 1).unwrap() };
    demonstrate(options, &voice).unwrap()
}

#[test]
fn the_numbers_add_up() {
    let demo = demo(20_261_201);
    let total = demo.summary.total;
    assert_eq!(total.candidates, 120);
    assert_eq!(total.eligible + total.not_eligible + total.unknown, total.candidates);
    let by_post = |count: fn(&summary::Tally) -> usize| demo.summary.by_post.values().map(count).sum::<usize>();
    assert_eq!(by_post(|t| t.candidates), total.candidates);
    assert_eq!(by_post(|t| t.eligible), total.eligible);
    for obstacle in &demo.summary.obstacles {
        assert!(obstacle.alone <= obstacle.blocked, "{}", obstacle.code);
        assert!(obstacle.blocked <= total.not_eligible, "{}", obstacle.code);
        assert_ne!(&*obstacle.label.id, &*obstacle.code, "every obstacle has a label");
    }
    assert!(demo.summary.obstacles.iter().map(|obstacle| obstacle.alone).sum::<usize>() <= total.not_eligible);
    assert!(demo.summary.gaps.iter().all(|gap| gap.people <= total.unknown));
}

#[test]
fn the_rounds_put_forward_exactly_those_decided_eligible() {
    let demo = demo(20_261_201);
    let standing: usize = demo.rounds.iter().filter_map(Round::screening).map(|s| s.heads().count()).sum();
    let promoted: usize = demo.rounds.iter().filter_map(Round::selection).map(|s| s.chosen().len()).sum();
    assert_eq!((standing, promoted), (demo.summary.total.candidates, demo.summary.total.eligible));
}

#[test]
fn the_draft_lowers_one_number_and_nobody_loses_by_it() {
    let demo = demo(20_261_201);
    assert_eq!((demo.draft.before.to_string(), demo.draft.after.to_string()), ("4".to_owned(), "3".to_owned()));
    assert!(demo.draft.difference.changes.iter().any(|change| change.path.starts_with("parameters.minimum-years-in-grade")));
    let comparison = &demo.comparison;
    assert_eq!(comparison.count(draft::Effect::Lost), 0, "a shorter time in grade hurts nobody");
    let rows = || comparison.by_grade.iter();
    assert_eq!(rows().map(|row| row.before.candidates).sum::<usize>(), comparison.people.len());
    assert!(rows().all(|row| row.gained + row.lost + row.became_unknown + row.unchanged == row.before.candidates));
    assert!(rows().all(|row| row.before.eligible + row.gained >= row.after.eligible));
}

#[test]
fn every_change_of_answer_has_one_name() {
    use draft::{Effect, effect};
    let answers = [Outcome::Eligible, Outcome::NotEligible, Outcome::Unknown];
    for before in &answers {
        for after in &answers {
            assert_eq!(effect(before, after) == Effect::Unchanged, before == after);
        }
    }
    assert_eq!(effect(&Outcome::Unknown, &Outcome::Eligible), Effect::Gained);
    assert_eq!(effect(&Outcome::Eligible, &Outcome::Unknown), Effect::BecameUnknown);
    assert_eq!(effect(&Outcome::Unknown, &Outcome::NotEligible), Effect::Lost);
}

#[test]
fn the_same_options_give_the_same_bytes_and_another_seed_others() {
    let text = |seed| serde_json::to_string(&record::of(&demo(seed))).unwrap();
    let first = text(7);
    assert_eq!(first, text(7));
    assert_ne!(first, text(8));
}

#[test]
fn a_file_of_somebody_else_is_not_written_over() {
    let folder = std::env::temp_dir().join(format!("jenjang-demo-test-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("notes.json");
    let name = file.to_str().unwrap();
    assert!(must_be_ours(name).is_ok(), "no file yet");
    std::fs::write(&file, "{\"mine\": true}").unwrap();
    assert!(must_be_ours(name).is_err());
    write(name, &demo(7)).unwrap();
    assert!(must_be_ours(name).is_ok(), "ours may be replaced");
    std::fs::remove_dir_all(&folder).unwrap();
}
