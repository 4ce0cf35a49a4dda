//! From the envelope to what the money brought.

use std::collections::BTreeSet;

use jenjang::development::budget::{BudgetRecord, LineOutcome, Stage};
use jenjang::development::enrolment::{Enrolment, EnrolmentState};
use jenjang::record::{Kept, RecordFilter};
use jenjang_planning::{Proof, Strength};
use jenjang_service::budget::{
    EnterMoney, ReadOutcome, SettleSession, Share, TakeBack, adopt_plan, enter_money, list_envelopes, open_envelope, plan_budget,
    read_envelope, read_outcome, read_plan, settle_session, take_back, withdraw_plan,
};
use jenjang_service::{ServiceError, records};

use crate::world::{World, assessed, d, envelope, needs, plan, save_profile, unit};

fn code<T: std::fmt::Debug>(result: Result<T, ServiceError>) -> &'static str {
    result.unwrap_err().code()
}

fn spend(amount: &str, over: Option<&str>) -> EnterMoney {
    EnterMoney {
        envelope: "dik".parse().unwrap(),
        stage: Stage::Spent,
        what: "sewa ruang".into(),
        amount: d(amount),
        document: "INV-1".into(),
        settles: None,
        over: over.map(Into::into),
    }
}

#[test]
fn an_envelope_is_not_overspent_unawares_and_nothing_in_it_is_deleted() {
    let world = World::new();
    assert_eq!(code(world.act("hr", async |context| open_envelope(&context, &envelope("dik", "1")).await)), "envelope-exists");
    assert_eq!(code(world.act("p1", async |context| open_envelope(&context, &envelope("lagi", "1")).await)), "forbidden");
    assert_eq!(code(world.act("hr", async |context| enter_money(&context, &spend("10000001", None)).await)), "overspent");
    assert_eq!(code(world.act("hr", async |context| enter_money(&context, &spend("5", Some(" "))).await)), "blank");
    assert_eq!(world.act("hr", async |context| enter_money(&context, &spend("4000000", None)).await).unwrap(), 1);
    let back = TakeBack {
        envelope: "dik".parse().unwrap(),
        entry: 1,
        amount: Some(d("1000000")),
        why: "salah catat".into(),
        document: "BA 3".into(),
    };
    assert_eq!(world.act("hr2", async |context| take_back(&context, &back).await).unwrap(), 2);
    let view = world.act("auditor", async |context| read_envelope(&context, &"dik".parse().unwrap()).await).unwrap();
    assert_eq!((view.envelope.entries.len(), view.balance.spent, view.balance.available), (2, d("3000000"), d("7000000")));
    assert_eq!(world.act("hr", async |context| list_envelopes(&context, Some(2026)).await).unwrap().len(), 1);
    assert_eq!(world.act("hr", async |context| list_envelopes(&context, Some(2025)).await).unwrap().len(), 0);
    assert_eq!(code(world.act("p1", async |context| list_envelopes(&context, None).await)), "forbidden");
}

#[test]
fn a_plan_takes_needs_seats_and_money_as_they_are_stored() {
    let world = World::new();
    let made = world.act("hr", async |context| plan_budget(&context, &plan(None, None)).await).unwrap();
    assert_eq!(made.of, (6, 3, 18));
    assert_eq!(made.computed.proof, Proof::Optimal);
    // three seats for two levels; whoever is two levels below may also take one of them for less: five levels either way, for seven million or more
    let seven = world.act("hr", async |context| plan_budget(&context, &plan(None, Some("7000000"))).await).unwrap();
    assert!(made.computed.gain > d("0"));
    assert_eq!(seven.computed.gain, made.computed.gain);
    let six = world.act("hr", async |context| plan_budget(&context, &plan(None, Some("6999999"))).await).unwrap();
    assert!(six.computed.gain < made.computed.gain);
    assert_eq!(made.plan.cost, made.plan.sessions.iter().map(|session| session.cost).sum());
    assert!(made.plan.cost <= d("10000000"));
    // nothing was kept
    assert_eq!(world.act("hr", async |context| read_envelope(&context, &"dik".parse().unwrap()).await).unwrap().plans.len(), 0);
    assert_eq!(code(world.act("hr", async |context| plan_budget(&context, &plan(None, Some("10000001"))).await)), "overspent");
    assert_eq!(code(world.act("p1", async |context| plan_budget(&context, &plan(None, None)).await)), "forbidden");
    let mut elsewhere = plan(None, None);
    elsewhere.unit = Some(unit("lain"));
    assert_eq!(code(world.act("hr", async |context| plan_budget(&context, &elsewhere).await)), "unit-outside-envelope");
}

#[test]
fn the_published_policy_of_demand_weighs_gaps() {
    let world = World::new();
    let plain = world.act("hr", async |context| plan_budget(&context, &plan(None, None)).await).unwrap();
    let mut strategic = plan(None, None);
    strategic.strategic = BTreeSet::from(["M.01".parse().unwrap()]);
    let weighed = world.act("hr", async |context| plan_budget(&context, &strategic).await).unwrap();
    // the strategic issue adds 10 of 100 to the score of M.01, and so a tenth for each level closed
    let levels = |made: &jenjang_service::budget::Planned| made.computed.gain;
    assert!(levels(&weighed) > levels(&plain));
    let closed: jenjang::Decimal = (levels(&weighed) - levels(&plain)) * d("10");
    assert_eq!(closed.fract(), d("0"));
}

#[test]
fn mandatory_leadership_training_and_shares_of_units_are_kept_first() {
    let world = World::new();
    let mut asked = plan(None, Some("5000000"));
    asked.floors.mandatory = Strength::First;
    let made = world.act("hr", async |context| plan_budget(&context, &asked).await).unwrap();
    // p6 alone has not passed the training of a supervisor, and nothing of a higher level
    assert!(made.computed.seats.iter().any(|seat| seat.person.as_str() == "p6" && seat.session.as_str() == "pkp-1"));
    assert_eq!(made.computed.seats.iter().filter(|seat| seat.session.as_str() == "pkp-1").count(), 1);
    assert!(made.plan.fairness.is_some());
    asked.floors.shares = vec![(unit("seksi-a"), Share::Seats(3)), (unit("seksi-b"), Share::Percent(d("90")))];
    asked.floors.mandatory = Strength::Off;
    let refused = world.act("hr", async |context| plan_budget(&context, &asked).await).unwrap_err();
    assert_eq!(refused.code(), "floors-clash");
    let sentence = refused.message().en;
    assert!(sentence.contains("seats for unit `seksi-a` 3; money for unit `seksi-b` Rp 4,500,000"), "{sentence}");
}

#[test]
fn another_adopts_and_seats_and_money_go_together() {
    let world = World::new();
    let id = || "2026-1".parse().unwrap();
    let made = world.act("ppk2", async |context| plan_budget(&context, &plan(Some("2026-1"), None)).await).unwrap();
    let view = world.act("hr", async |context| read_envelope(&context, &"dik".parse().unwrap()).await).unwrap();
    assert_eq!((view.balance.planned, view.balance.committed), (made.plan.cost, d("0")));
    assert_eq!(code(world.act("hr", async |context| plan_budget(&context, &plan(Some("2026-1"), None)).await)), "plan-exists");
    assert_eq!(code(world.act("ppk2", async |context| adopt_plan(&context, &id()).await)), "conflict-of-interest");
    assert_eq!(code(world.act("hr", async |context| adopt_plan(&context, &id()).await)), "forbidden");
    let adopted = world.act("ppk", async |context| adopt_plan(&context, &id()).await).unwrap();
    assert_eq!(adopted.enrolled, made.computed.seats.len());
    let view = world.act("hr", async |context| read_envelope(&context, &"dik".parse().unwrap()).await).unwrap();
    assert_eq!((view.balance.planned, view.balance.committed), (d("0"), made.plan.cost));
    assert_eq!(code(world.act("ppk", async |context| adopt_plan(&context, &id()).await)), "plan-over");
    assert_eq!(code(world.act("hr", async |context| withdraw_plan(&context, &id(), "x").await)), "plan-over");
    // those seated have no need to be sent again
    let next = world.act("hr", async |context| plan_budget(&context, &plan(None, None)).await).unwrap();
    assert!(next.of.2 < made.of.2);
    let view = world.act("auditor", async |context| read_plan(&context, &id()).await).unwrap();
    assert_eq!(view.lines.iter().filter(|line| matches!(line.outcome, LineOutcome::Seat { .. })).count(), adopted.enrolled);
}

#[test]
fn a_plan_whose_seats_are_gone_is_not_adopted_at_all() {
    let world = World::new();
    let id = || "2026-1".parse().unwrap();
    world.act("hr", async |context| plan_budget(&context, &plan(Some("2026-1"), None)).await).unwrap();
    world.write(async |tx| {
        let stored = records::require::<jenjang::development::catalogue::CourseSession>(tx, "int-1").await.unwrap();
        let mut session = stored.value.clone();
        session.capacity = 1;
        records::save(tx, &session, Some(stored.revision)).await.unwrap();
    });
    assert_eq!(code(world.act("ppk", async |context| adopt_plan(&context, &id()).await)), "plan-outdated");
    world.write(async |tx| {
        assert_eq!(records::list::<Enrolment>(tx, &RecordFilter::all()).await.unwrap().len(), 0);
    });
    world.act("hr", async |context| withdraw_plan(&context, &id(), "kursi habis").await).unwrap();
    let view = world.act("hr", async |context| read_envelope(&context, &"dik".parse().unwrap()).await).unwrap();
    assert_eq!((view.balance.planned, view.balance.available), (d("0"), d("10000000")));
}

#[test]
fn what_was_held_is_spent_and_what_it_brought_is_told() {
    let world = World::new();
    let id = || "2026-1".parse().unwrap();
    world.act("hr", async |context| plan_budget(&context, &plan(Some("2026-1"), Some("7000000"))).await).unwrap();
    let adopted = world.act("ppk", async |context| adopt_plan(&context, &id()).await).unwrap();
    assert_eq!(adopted.plan.sessions.iter().map(|session| (session.session.as_str(), session.people)).collect::<Vec<_>>(), [("int-1", 3)]);
    let settle = |amount: Option<&str>| SettleSession {
        plan: id(),
        session: "int-1".parse().unwrap(),
        amount: amount.map(d),
        document: "INV-7".into(),
        over: None,
    };
    assert_eq!(code(world.act("hr", async |context| settle_session(&context, &settle(None)).await)), "results-missing");
    // two came, one did not
    let mut came = Vec::new();
    world.write(async |tx| {
        for (place, stored) in records::list::<Enrolment>(tx, &RecordFilter::under("int-1")).await.unwrap().into_iter().enumerate() {
            let mut after = stored.value.clone();
            let on = "2026-06-03".parse().unwrap();
            after.state = match place {
                2 => EnrolmentState::Absent { on },
                _ => EnrolmentState::Attended { on, hours: d("10"), passed: Some(true), certificate: None },
            };
            if place < 2 {
                came.push(after.person.to_string());
            }
            records::save(tx, &after, Some(stored.revision)).await.unwrap();
        }
        // one of them was assessed again
        save_profile(tx, &came[0], vec![assessed("M.01", "2", "2026-09-01")]).await;
    });
    let settled = world.act_on("hr", "2026-06-10", async |context| settle_session(&context, &settle(None)).await).unwrap();
    assert_eq!((settled.spent, settled.freed), (d("5000000"), d("2000000")));
    assert_eq!(code(world.act_on("hr", "2026-06-10", async |context| settle_session(&context, &settle(None)).await)), "nothing-committed");
    let view = world.act("hr", async |context| read_envelope(&context, &"dik".parse().unwrap()).await).unwrap();
    assert_eq!((view.balance.spent, view.balance.committed, view.balance.available), (d("5000000"), d("0"), d("5000000")));

    let outcome = ReadOutcome { needs: needs(), unit: unit("dinas"), year: 2026 };
    let found = world.act_on("hr", "2026-10-01", async |context| read_outcome(&context, &outcome).await).unwrap();
    assert_eq!((found.attended, found.cost, found.per_hour), (2, d("5000000"), Some(d("250000"))));
    assert_eq!((found.levels.measured, found.levels.not_measured, found.levels.cost), (1, 1, d("2500000")));
    assert!(found.levels.levels > d("0"));
    // two of six with ten hours each: the mean difference over all pairs gives two thirds
    assert_eq!((found.hours.people, found.hours.with_nothing, found.hours.gini), (6, 4, Some(d("0.6667"))));
    assert_eq!(found.hours.top_fifth, Some(d("0.6")));
    // units of three are not shown
    assert_eq!((found.by_unit.groups.len(), found.by_unit.hidden), (0, 2));
    assert_eq!(found.audit, None);
    let seen = world.act_on("auditor", "2026-10-01", async |context| read_outcome(&context, &outcome).await).unwrap();
    assert_eq!(seen.audit.unwrap().len(), 2);
    // a year in which nobody was trained has no distribution
    let empty = ReadOutcome { year: 2025, ..outcome };
    let found = world.act_on("hr", "2026-10-01", async |context| read_outcome(&context, &empty).await).unwrap();
    assert_eq!((found.hours.gini, found.levels.per_level, found.per_hour), (None, None, None));
}

#[test]
fn who_is_erased_leaves_the_lines_of_plans_and_the_totals_stay() {
    let world = World::new();
    world.act("hr", async |context| plan_budget(&context, &plan(Some("2026-1"), None)).await).unwrap();
    let before = world.act("auditor", async |context| read_plan(&context, &"2026-1".parse().unwrap()).await).unwrap();
    let gone = before.lines[0].person.clone();
    let mut found = 0;
    world.write(async |tx| {
        // an erasure reads what stands under the person and keeps what the record forgets to
        for stored in tx.records().of_person(&gone).await.unwrap() {
            let line: BudgetRecord = serde_json::from_str(&stored.value.body).unwrap();
            assert_eq!(line.forget(&gone), None);
            found += 1;
        }
    });
    assert_eq!(found, before.lines.iter().filter(|line| line.person == gone).count());
}
