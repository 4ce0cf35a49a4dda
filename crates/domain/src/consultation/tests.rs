use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use proptest::prelude::*;

use super::clause::ClauseNumber;
use super::compare::{compare, unkept};
use super::document::{ClauseDocument, DraftDocument, Numbering};
use super::draft::{Clause, ClauseText, DraftText};
use super::life::{Draft, Notice, Signature, Stage, TextVersion};
use super::metrics::{hidden, percent};
use super::process::{Calendar, GroupKind, Holiday, HolidayDay, Limit, Process, StakeholderGroup, Step, StepKind};
use super::submission::{Answer, Channel, Outcome, Position, Submission};
use crate::access::GrantedRole;
use crate::audit::Digest;
use crate::legal::{Certainty, Label, LegalReference};
use crate::people::id::PersonId;
use crate::period::EffectivePeriod;
use crate::policy::diagnostic::{Span, Spanned};
use crate::record::Kept;

fn number(text: &str) -> ClauseNumber {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn person(id: &str) -> PersonId {
    id.parse().unwrap()
}

#[test]
fn numbers_are_read_as_lawyers_write_them() {
    for text in ["3", "3A", "3 (1)", "3 (1a)", "3 (1) b", "3 a", "12A (10) z"] {
        assert_eq!(number(text).to_string(), text);
    }
    assert_eq!(number("Pasal 3(1)b"), number("3 (1) b"));
    assert_eq!(&*number("3A (1) b").label().id, "Pasal 3A ayat (1) huruf b");
    for wrong in ["", "0", "03", "3 (0)", "3 (", "3 (1) bb", "3 ab", "IV", "3 (1) B", "70000"] {
        assert!(wrong.parse::<ClauseNumber>().is_err(), "{wrong}");
    }
    assert_eq!(
        "Pasal x".parse::<ClauseNumber>().unwrap_err().to_string(),
        "`Pasal x` is not the number of a clause, expected article, paragraph and point as in `3`, `3A`, `3 (1)` or `3 (1) a`"
    );
}

#[test]
fn numbers_stand_in_the_order_of_a_regulation() {
    let order = ["2", "3", "3 a", "3 (1)", "3 (1) a", "3 (1) b", "3 (1a)", "3 (2)", "3A", "3A (1)", "4", "10"];
    let numbers: Vec<ClauseNumber> = order.iter().map(|text| number(text)).collect();
    let mut sorted = numbers.clone();
    sorted.sort();
    assert_eq!(sorted, numbers);
}

fn document(numbers: &[&str], numbering: Numbering) -> DraftDocument {
    let clause = |(place, text): (usize, &&str)| ClauseDocument {
        number: Spanned::new(number(text), Span::new(place, place + 1)),
        text: ClauseText { id: "teks".into(), en: None },
        rules: Vec::new(),
        without_rule: None,
        span: Span::new(place, place + 1),
    };
    DraftDocument {
        file: "r.toml".into(),
        id: "r".parse().unwrap(),
        policy: Spanned::new("p".into(), Span::default()),
        title: Label::same("R"),
        numbering,
        clauses: numbers.iter().enumerate().map(clause).collect(),
    }
}

fn faults(numbers: &[&str]) -> Vec<String> {
    let found = document(numbers, Numbering::Whole).check_numbers();
    found.iter().map(|problem| format!("{} {}", problem.code, problem.message.en)).collect()
}

#[test]
fn whole_numberings_pass() {
    for numbers in [
        &["1", "2", "3"][..],
        &["1 (1)", "1 (2)", "2"],
        &["1", "1 a", "1 b", "2 (1)", "2 (1) a", "2 (1) b", "2 (2)"],
        &["1", "1A", "1B", "2 (1)", "2 (1a)", "2 (2)"],
    ] {
        assert_eq!(faults(numbers), Vec::<String>::new(), "{numbers:?}");
    }
}

#[test]
fn each_fault_of_a_numbering_is_reported_once() {
    let one = |numbers: &[&str], expected: &str| assert_eq!(faults(numbers), [expected], "{numbers:?}");
    one(&["1", "3"], "clause-hole there is no clause `2` before `3`, expected numbers without holes");
    one(&["2"], "clause-hole there is no clause `1` before `2`, expected numbers without holes");
    one(&["1 (1)", "1 (3)"], "clause-hole there is no clause `1 (2)` before `1 (3)`, expected numbers without holes");
    one(&["1 a", "1 c"], "clause-hole there is no clause `1 b` before `1 c`, expected numbers without holes");
    one(&["1", "1B"], "clause-hole there is no clause `1A` before `1B`, expected numbers without holes");
    one(&["1 (2)"], "clause-hole there is no clause `1 (1)` before `1 (2)`, expected numbers without holes");
    one(&["1", "2", "2"], "duplicate-clause clause `2` is there twice, expected once");
    one(&["1", "3", "2"], "clause-order clause `2` stands after `3`, expected in the order of numbers");
    one(&["1", "1 (1)"], "clause-mixed article `1` has a text of its own and the paragraph `1 (1)` too, expected one of them");
    assert!(document(&["4 (2)", "7A"], Numbering::Amendment).check_numbers().is_empty());
}

fn reference() -> LegalReference {
    LegalReference { citation: "contoh".into(), certainty: Certainty::Unverified }
}

fn calendar() -> Calendar {
    let holidays = vec![
        Holiday { day: HolidayDay::Every(8, 17), label: Label::same("17") },
        Holiday { day: HolidayDay::On(day("2026-03-20")), label: Label::same("x") },
    ];
    Calendar { id: "c".into(), title: Label::same("c"), week: (1..=5).collect(), holidays, reference: reference() }
}

#[test]
fn working_days_leave_out_weekends_and_holidays() {
    let calendar = calendar();
    // Thursday, Friday is a holiday, then the weekend
    assert_eq!(calendar.after(day("2026-03-19"), 1), Some(day("2026-03-23")));
    assert_eq!(calendar.after(day("2026-03-19"), 0), Some(day("2026-03-19")));
    assert_eq!(calendar.between(day("2026-03-19"), day("2026-03-24")), 2);
    assert_eq!(calendar.between(day("2026-03-24"), day("2026-03-19")), 0);
    // the same day of another year
    assert!(!calendar.is_working_day(day("2027-08-17")) && calendar.is_working_day(day("2027-08-18")));
    let six = Calendar { week: (1..=6).collect(), ..calendar.clone() };
    assert!(six.is_working_day(day("2026-03-21")) && !calendar.is_working_day(day("2026-03-21")));
    let never = Calendar { week: BTreeSet::from([9]), ..calendar };
    assert_eq!(never.after(day("2026-03-19"), 1), None);
}

proptest! {
    /// The n-th working day after a day is n working days away, and no earlier day is.
    #[test]
    fn counting_forth_and_back_agree(start in 0u64..4000, count in 1u32..60) {
        let calendar = calendar();
        let start = day("2020-01-01") + chrono::Days::new(start);
        let end = calendar.after(start, count).unwrap();
        prop_assert!(calendar.is_working_day(end));
        prop_assert_eq!(calendar.between(start, end), count);
        prop_assert_eq!(calendar.between(start, end.pred_opt().unwrap()), count - 1);
    }
}

fn step(code: &str, kind: StepKind, days: Option<u32>) -> Step {
    let role = if kind == StepKind::Signature { GrantedRole::AppointingAuthority } else { GrantedRole::PolicyAnalyst };
    let limit = days.map(|working_days| Limit { working_days, reference: reference() });
    Step {
        code: code.into(),
        label: Label::same(code),
        kind,
        who: Label::same(code),
        role,
        limit,
        other_person: false,
        reference: reference(),
    }
}

fn process() -> Process {
    let group = |code: &str, kind| StakeholderGroup { code: code.into(), label: Label::same(code), kind };
    Process {
        id: "p".into(),
        title: Label::same("p"),
        reference: reference(),
        effective: EffectivePeriod::ALWAYS,
        window: Some(Limit { working_days: 5, reference: reference() }),
        answers: Some(Limit { working_days: 10, reference: reference() }),
        groups: vec![group("staff", GroupKind::Staff), group("public", GroupKind::Public)],
        steps: vec![
            step("review", StepKind::Review, Some(3)),
            step("sign", StepKind::Signature, Some(2)),
            step("publish", StepKind::After, None),
        ],
    }
}

fn text(clauses: &[(&str, &str)]) -> DraftText {
    let clause = |(at, says): &(&str, &str)| Clause {
        number: number(at),
        text: ClauseText { id: (*says).into(), en: None },
        rules: vec!["criteria.x".parse().unwrap()],
        without_rule: None,
    };
    DraftText { id: "r".parse().unwrap(), policy: "p".into(), title: Label::same("R"), clauses: clauses.iter().map(clause).collect() }
}

fn version(clauses: &[(&str, &str)], by: &str) -> TextVersion {
    let text = text(clauses);
    let policy_version = Digest([1; 32]);
    TextVersion {
        digest: text.digest(policy_version),
        text,
        policy_text: "".into(),
        policy_version,
        on: day("2026-03-02"),
        by: person(by),
        note: None,
    }
}

fn notice() -> Notice {
    Notice { channel: Channel::Online, on: day("2026-03-02"), access: "contoh".into(), groups: BTreeSet::new() }
}

fn draft() -> Draft {
    Draft::new(process(), calendar(), version(&[("1", "a"), ("2", "b")], "analyst"))
}

fn code<T: std::fmt::Debug>(result: Result<T, super::Refusal>) -> &'static str {
    result.unwrap_err().code
}

#[test]
fn a_draft_goes_through_its_stages_in_order_only() {
    let mut draft = draft();
    let (monday, until) = (day("2026-03-02"), day("2026-03-09"));
    assert_eq!(code(draft.close(monday)), "draft-stage");
    assert_eq!(code(draft.settle(&[], monday)), "draft-stage");
    assert_eq!(code(draft.open(vec![], monday, until)), "no-notice");
    assert_eq!(code(draft.open(vec![notice()], monday, day("2026-03-06"))), "window-too-short");
    let strange = Notice { groups: BTreeSet::from(["martians".into()]), ..notice() };
    assert_eq!(code(draft.open(vec![strange], monday, until)), "unknown-group");
    draft.open(vec![notice()], monday, until).unwrap();
    assert_eq!(draft.takes(until, until).unwrap().digest, draft.versions[0].digest);
    assert_eq!(code(draft.takes(day("2026-03-01"), until)), "not-open");
    assert_eq!(code(draft.takes(day("2026-03-10"), day("2026-03-10"))), "not-open");
    // nobody dates a submission ahead
    assert_eq!(code(draft.takes(until, monday)), "not-open");
    assert_eq!(code(draft.revise(version(&[("1", "c"), ("2", "b")], "analyst"))), "draft-stage");
    assert_eq!(code(draft.open(vec![], monday, until)), "not-later");
    draft.open(vec![], monday, day("2026-03-10")).unwrap();
    assert_eq!(code(draft.close(day("2026-03-10"))), "window-open");
    draft.close(day("2026-03-11")).unwrap();
    assert_eq!(draft.answers_due(), Some(day("2026-03-26")));
    assert_eq!(code(draft.revise(version(&[("1", "a"), ("2", "b")], "analyst"))), "same-text");
    draft.revise(version(&[("1", "c"), ("2", "b")], "second")).unwrap();
    assert_eq!(code(draft.settle(&["r/1".parse().unwrap()], day("2026-03-12"))), "unanswered");
    draft.settle(&[], day("2026-03-12")).unwrap();
    let signature = |by: &str| Signature {
        on: day("2026-03-18"),
        by: person(by),
        version: Digest([0; 32]),
        policy_version: Digest([1; 32]),
        effective: day("2027-01-01"),
    };
    assert_eq!(code(draft.sign(signature("ppk"), None)), "steps-left");
    assert_eq!(code(draft.take(&person("analyst"), day("2026-03-12"), true, None)), "nothing-before");
    draft.take(&person("analyst"), day("2026-03-18"), false, None).unwrap();
    assert_eq!(code(draft.take(&person("analyst"), day("2026-03-18"), false, None)), "signature-next");
    assert_eq!(code(draft.revise(version(&[("1", "d"), ("2", "b")], "analyst"))), "draft-stage");
    assert_eq!(code(draft.take(&person("ppk"), day("2026-03-18"), true, None)), "reason-missing");
    draft.take(&person("ppk"), day("2026-03-18"), true, Some("belum jelas".into())).unwrap();
    assert_eq!(draft.stage, Stage::Stepping { at: 0, since: day("2026-03-18") });
    draft.revise(version(&[("1", "d"), ("2", "b")], "analyst")).unwrap();
    draft.take(&person("analyst"), day("2026-03-18"), false, None).unwrap();
    // who wrote any version does not sign
    assert_eq!(code(draft.sign(signature("analyst"), None)), "drafter-signs");
    assert_eq!(code(draft.sign(signature("second"), None)), "drafter-signs");
    draft.sign(signature("ppk"), None).unwrap();
    draft.take(&person("analyst"), day("2026-03-19"), false, None).unwrap();
    assert_eq!(draft.stage, Stage::Finished { on: day("2026-03-19") });
    assert_eq!(
        draft.taken.iter().map(|taken| (&*taken.step, taken.returned)).collect::<Vec<_>>(),
        [("review", false), ("sign", true), ("review", false), ("sign", false), ("publish", false)]
    );
}

#[test]
fn clocks_say_what_is_late() {
    let mut draft = draft();
    draft.open(vec![notice()], day("2026-03-02"), day("2026-03-09")).unwrap();
    assert!(draft.clocks(day("2026-03-05")).iter().all(|clock| clock.since.is_none() && clock.due.is_none() && clock.late == 0));
    draft.close(day("2026-03-10")).unwrap();
    draft.settle(&[], day("2026-03-12")).unwrap();
    let of = |draft: &Draft, on: &str, place: usize| {
        let clock = draft.clocks(day(on))[place].clone();
        (clock.due.map(|due| due.to_string()), clock.late)
    };
    // three working days after Thursday the 12th: Tuesday the 17th
    assert_eq!(of(&draft, "2026-03-17", 0), (Some("2026-03-17".to_owned()), 0));
    assert_eq!(of(&draft, "2026-03-18", 0), (Some("2026-03-17".to_owned()), 1));
    // Friday the 20th is a holiday
    assert_eq!(of(&draft, "2026-03-23", 0), (Some("2026-03-17".to_owned()), 3));
    draft.take(&person("analyst"), day("2026-03-18"), false, None).unwrap();
    // a step that is over stays as late as it was
    assert_eq!(of(&draft, "2026-04-18", 0), (Some("2026-03-17".to_owned()), 1));
    assert_eq!(of(&draft, "2026-03-18", 1), (Some("2026-03-23".to_owned()), 0));
}

#[test]
fn the_digest_covers_everything_that_is_said() {
    let base = text(&[("1", "a"), ("2", "b")]);
    let policy = Digest([1; 32]);
    let mut others =
        vec![text(&[("1", "a"), ("2", "c")]), text(&[("1", "a"), ("3", "b")]), text(&[("1", "a")]), text(&[("1", "ab"), ("2", "")])];
    let mut linked = base.clone();
    linked.clauses[0].rules.push("points".parse().unwrap());
    let mut translated = base.clone();
    translated.clauses[0].text.en = Some("a".into());
    let mut excused = base.clone();
    excused.clauses[0].without_rule = Some(Label::same("x"));
    others.extend([linked, translated, excused]);
    let mut digests: BTreeSet<Digest> = others.iter().map(|text| text.digest(policy)).collect();
    digests.extend([base.digest(policy), base.digest(Digest([2; 32]))]);
    assert_eq!(digests.len(), others.len() + 2);
    assert_eq!(base.digest(policy), base.clone().digest(policy));
}

fn submission(id: &str, clause: &str, position: Position, answer: Option<(Outcome, &str, &[&str])>) -> Submission {
    Submission {
        id: id.parse().unwrap(),
        draft: "r".parse().unwrap(),
        version: Digest([0; 32]),
        clause: number(clause),
        position,
        text: "Tolong  diubah".into(),
        group: "staff".into(),
        channel: Channel::Online,
        received: day("2026-03-03"),
        person: Some(person("a")),
        answer: answer.map(|(outcome, on, clauses)| Answer {
            outcome,
            reason: "karena".into(),
            on: day(on),
            clauses: clauses.iter().map(|clause| number(clause)).collect(),
        }),
    }
}

#[test]
fn a_promise_is_kept_when_the_clause_changed() {
    let accepted = submission("r/1", "2", Position::Change, Some((Outcome::Accepted, "2026-03-10", &["2"])));
    let rejected = submission("r/2", "1", Position::Refuse, Some((Outcome::Rejected, "2026-03-10", &[])));
    let all = [accepted, rejected];
    assert_eq!(unkept(&all, |_| BTreeSet::new()), [(&all[0].id, number("2"))]);
    assert!(unkept(&all, |_| BTreeSet::from([number("2")])).is_empty());
}

#[test]
fn clauses_are_compared_by_number() {
    let (old, new) = (text(&[("1", "a"), ("2", "b"), ("3", "c")]), text(&[("1", "a"), ("2", "x"), ("4", "d")]));
    let sentences: Vec<String> = compare(&old, &new).iter().map(|change| change.sentence.en.to_string()).collect();
    assert_eq!(sentences, ["Article 2: “b” → “x”", "Article 3 removed: “c”", "Article 4 added: “d”"]);
    assert!(compare(&old, &old).is_empty());
}

#[test]
fn the_same_words_sent_twice_are_one_submission() {
    let one = submission("r/1", "2", Position::Change, None);
    let again = Submission { id: "r/2".parse().unwrap(), text: Arc::from("  tolong diubah "), ..one.clone() };
    assert!(one.repeats(&again));
    assert!(!one.repeats(&Submission { group: "public".into(), ..again.clone() }));
    assert!(!one.repeats(&Submission { clause: number("1"), ..again }));
    assert_eq!(one.clone().forget(&person("b")), Some(one.clone()));
    assert_eq!(one.clone().forget(&person("a")), Some(Submission { person: None, ..one }));
}

#[test]
fn small_counts_and_what_gives_them_away_are_left_out() {
    assert_eq!(hidden(&[12, 7, 30], 5), [false, false, false]);
    // one alone could be worked back from the sum: the next smallest goes too
    assert_eq!(hidden(&[12, 3, 30], 5), [true, true, false]);
    assert_eq!(hidden(&[12, 3, 4, 30], 5), [false, true, true, false]);
    // two that hold too little together say as much
    assert_eq!(hidden(&[1, 2, 9], 5), [true, true, true]);
    assert_eq!(hidden(&[0, 0], 5), [false, false]);
    assert_eq!(hidden(&[0, 3, 9], 5), [false, true, true]);
    assert_eq!(hidden(&[0, 3], 5), [true, true]);
    assert_eq!(percent(1, 3).unwrap().to_string(), "33.3");
    assert_eq!(percent(0, 0), None);
}

proptest! {
    /// No count from 1 to 4 is shown, and never is exactly one count left out, unless it is the only one.
    #[test]
    fn nobody_is_worked_back(counts in prop::collection::vec(0u64..40, 1..9)) {
        let hidden = hidden(&counts, 5);
        for (count, hidden) in counts.iter().zip(&hidden) {
            prop_assert!(*hidden || !(1..5).contains(count));
        }
        let left_out = hidden.iter().filter(|hidden| **hidden).count();
        prop_assert!(left_out != 1 || counts.len() == 1);
    }
}
