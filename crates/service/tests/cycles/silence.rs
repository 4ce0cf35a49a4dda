//! While a cycle is open nothing of an answer comes out, whoever asks for whatever.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::sync::Arc;

use jenjang::legal::Label;
use jenjang::store::{MemoryStore, Page};
use jenjang_service::cycles::{
    AnswerCycle, ApproveNominations, CloseCycle, DeclareConflict, DeclineNomination, Nominate, OpenCycle, PlanCycle, ProposeRaters,
    RefuseNomination, WithdrawGroups, answer, approve_nominations, close, declare_conflict, decline_nomination, list_cycles, nominate,
    open, plan, propose_raters, read_analysis, read_nominations, read_own_result, read_plan, read_progress, read_questionnaire,
    read_staff_result, read_unit_results, refuse_nomination, release, review_nominations, withdraw_groups,
};
use jenjang_service::{Seen, ServiceError};

use crate::world::{EVERYBODY, VALUES, World, as_on, comment, cycle, day, person, unit};

/// What was said, refusals included.
#[derive(Default)]
struct Said {
    texts: Vec<String>,
    codes: BTreeSet<&'static str>,
}

impl Said {
    fn add<T: Debug>(&mut self, result: Result<T, ServiceError>) {
        if let Err(error) = &result {
            self.codes.insert(error.code());
            self.texts.push(error.message().id.to_string());
        }
        self.texts.push(format!("{result:?}"));
    }
}

#[test]
fn no_use_case_tells_anybody_what_was_answered() {
    let world = World::open(Arc::new(MemoryStore::new()), 11);
    let pairs = world.pairs();
    world.everybody_answers(&pairs);
    let mut said = Said::default();
    let on = "2026-03-12";
    let [scheme, instrument] = world.texts();
    for who in EVERYBODY.into_iter().chain(["public", "operator", "nobody-known"]) {
        said.add(as_on!(world, who, on, context => list_cycles(&context)));
        said.add(as_on!(world, who, on, context => read_progress(&context, &cycle())));
        said.add(as_on!(world, who, on, context => review_nominations(&context, &cycle())));
        said.add(as_on!(world, who, on, context => read_analysis(&context, &cycle())));
        said.add(as_on!(world, who, on, context => release(&context, &cycle())));
        for unit in [unit("dinas"), unit("pemda")] {
            said.add(as_on!(world, who, on, context => read_unit_results(&context, &cycle(), &unit, &Page::all())));
        }
        let opening = OpenCycle { cycle: cycle(), since: day("2026-03-08"), until: day("2026-03-14"), seen: Seen::Anything };
        said.add(as_on!(world, who, on, context => open(&context, &opening)));
        let proposing = ProposeRaters { cycle: cycle(), seed: "x".into(), chosen_too: true, seen: Seen::Anything };
        said.add(as_on!(world, who, on, context => propose_raters(&context, &proposing)));
        let planning = PlanCycle {
            cycle: cycle(),
            title: Label::same("x"),
            unit: unit("dinas"),
            scheme: scheme.clone(),
            instrument: instrument.clone(),
            chart: Some(world.chart()),
            seen: Seen::Nothing,
        };
        said.add(as_on!(world, who, on, context => plan(&context, &planning)));
        let anew = PlanCycle { seen: Seen::Anything, ..planning };
        said.add(as_on!(world, who, on, context => plan(&context, &anew)));
        // the questionnaire itself names the values of its scale
        said.add(as_on!(world, who, on, context => read_plan(&context, &cycle())).map(|plan| (plan.title, plan.unit, plan.seen)));
        for ratee in EVERYBODY {
            let ratee = person(ratee);
            said.add(as_on!(world, who, on, context => read_own_result(&context, &cycle(), &ratee)));
            said.add(as_on!(world, who, on, context => read_staff_result(&context, &cycle(), &ratee)));
            said.add(as_on!(world, who, on, context => read_nominations(&context, &cycle(), &ratee)));
            let questions = as_on!(world, who, on, context => read_questionnaire(&context, &cycle(), &ratee));
            said.add(questions.map(|questions| questions.asked));
            let withdrawing =
                WithdrawGroups { cycle: cycle(), ratee: ratee.clone(), groups: vec!["peer".parse().unwrap()], reason: "x".into() };
            said.add(as_on!(world, who, on, context => withdraw_groups(&context, &withdrawing)));
            let naming = Nominate { cycle: cycle(), ratee: ratee.clone(), raters: vec![(person("hr"), "peer".parse().unwrap())] };
            said.add(as_on!(world, who, on, context => nominate(&context, &naming)));
            let declining = DeclineNomination { cycle: cycle(), ratee: ratee.clone(), reason: "x".into() };
            said.add(as_on!(world, who, on, context => decline_nomination(&context, &declining)));
            // an answer that does not fit says what is wrong with itself, not what stands there
            let answers = BTreeMap::from([("a1".parse().unwrap(), jenjang::evaluation::response::Answer::Value(9.into()))]);
            let answering = AnswerCycle { cycle: cycle(), ratee: ratee.clone(), answers, comment: None };
            said.add(as_on!(world, who, on, context => answer(&context, &answering)).map_err(without_scale));
            for rater in ["s1", "s2", "kepala"] {
                let rater = person(rater);
                let approving = ApproveNominations { cycle: cycle(), ratee: ratee.clone(), raters: vec![rater.clone()] };
                said.add(as_on!(world, who, on, context => approve_nominations(&context, &approving)));
                let refusing = RefuseNomination { cycle: cycle(), ratee: ratee.clone(), rater: rater.clone(), reason: "x".into() };
                said.add(as_on!(world, who, on, context => refuse_nomination(&context, &refusing)));
                let conflict = DeclareConflict { cycle: cycle(), ratee: ratee.clone(), rater, reason: "x".into() };
                said.add(as_on!(world, who, on, context => declare_conflict(&context, &conflict)));
            }
        }
        // HR could close it, since everybody has answered
        if who != "hr" {
            let closing = CloseCycle { cycle: cycle(), importance: BTreeMap::new(), recommended: None };
            said.add(as_on!(world, who, on, context => close(&context, &closing)));
        }
    }
    assert!(said.texts.len() > 3000, "{} answers were looked at", said.texts.len());
    assert!(said.codes.contains("cycle-not-readable") && said.codes.contains("forbidden"), "{:?}", said.codes);
    let planted: Vec<String> =
        pairs.iter().map(|(ratee, rater)| comment(ratee, rater)).chain(VALUES[1..4].iter().map(|value| (*value).to_owned())).collect();
    for text in &said.texts {
        let found = planted.iter().find(|planted| text.contains(planted.as_str()));
        assert!(found.is_none(), "`{found:?}` came out: {text}");
    }
    // still open, and everything is there for closing
    assert_eq!(world.close().unwrap().responses, pairs.len());
}

/// The sentence names the values of the scale, which are no secret.
fn without_scale(error: ServiceError) -> ServiceError {
    let message = error.message();
    let cut = |text: &str| {
        text.split(", expected one of").next().unwrap_or_default().split(", diharapkan salah satu").next().unwrap_or_default().to_owned()
    };
    ServiceError::refused(error.code(), Label::new(cut(&message.id), cut(&message.en)))
}

#[test]
fn reading_before_closing_is_refused_with_a_sentence() {
    let world = World::open(Arc::new(MemoryStore::new()), 12);
    world.everybody_answers(&world.pairs());
    let refused =
        as_on!(world, "hr", "2026-03-12", context => read_unit_results(&context, &cycle(), &unit("dinas"), &Page::all())).unwrap_err();
    assert_eq!(&*refused.message().en, "cycle `2026-1` is still open: nothing is scored or read before it is closed");
    assert_eq!(&*refused.message().id, "periode `2026-1` masih dibuka: tidak ada nilai yang dihitung atau dibaca sebelum periode ditutup");
}
