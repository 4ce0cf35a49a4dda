//! Policies: two persons, two times, and the rules decisions rest on.

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::audit::Digest;
use jenjang::people::View;
use jenjang::policy::repository::{PolicyState, PolicyVersion};
use jenjang::promotion::OutcomeKind;
use jenjang_service::ServiceError;
use jenjang_service::policies::{
    EnactPolicy, ProposePolicy, Proposed, SubmitPolicy, WithdrawPolicy, enact_policy, in_force, list_policies, propose_policy,
    submit_policy, withdraw_policy,
};

use crate::appeals::decision_of;
use crate::rounds::{add, check_rerun, opened, screen};
use crate::world::{REGULAR, SHIPPED, World, code, run};

/// The shipped text with five years in the present grade instead of four, or another number.
fn years(years: u32) -> String {
    let policy = SHIPPED.set.get(REGULAR).unwrap();
    let text = SHIPPED.sources.get(&policy.file);
    let (before, after) = text.split_once("[parameters.minimum-years-in-grade]").unwrap();
    let after = after.replacen("value = \"4\"", &format!("value = \"{years}\""), 1);
    // the cases are those of four years
    let text = format!("{before}[parameters.minimum-years-in-grade]{after}");
    text.split("[[cases]]").next().unwrap().to_owned()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn propose(world: &World, actor: &str, text: &str, effective: Option<&str>) -> Result<Proposed, ServiceError> {
    let effective = effective.map(day);
    let command = ProposePolicy { shipped: &SHIPPED, file: "usulan.toml", text, purpose: Some("contoh"), effective };
    world.act(actor, async |context| propose_policy(&context, command).await)
}

fn submit(world: &World, actor: &str, version: Digest) -> Result<PolicyVersion, ServiceError> {
    let command = SubmitPolicy { shipped: &SHIPPED, policy: REGULAR, version };
    world.act(actor, async |context| submit_policy(&context, command).await)
}

fn enact(world: &World, actor: &str, version: Digest, effective: Option<&str>) -> Result<PolicyVersion, ServiceError> {
    let command = EnactPolicy { shipped: &SHIPPED, policy: REGULAR, version, effective: effective.map(day) };
    world.act(actor, async |context| enact_policy(&context, command).await)
}

/// Proposed, handed in and enacted on the world's day.
fn enacted(world: &World, text: &str, effective: &str) -> Digest {
    let version = propose(world, "analyst", text, Some(effective)).unwrap().version.version;
    submit(world, "analyst", version).unwrap();
    enact(world, "ppk", version, None).unwrap();
    version
}

/// The version in force on a day as known on another; `None` for the shipped one.
fn found(world: &World, as_of: &str, known_at: &str) -> Option<Digest> {
    let view = View { as_of: day(as_of), known_at: day(known_at) };
    let library = run(async { in_force(&mut *world.store.read().await.unwrap(), &SHIPPED, view).await.unwrap() });
    let version = library.set.get(REGULAR).unwrap().version;
    (version != SHIPPED.set.get(REGULAR).unwrap().version).then(|| version.into())
}

#[test]
fn a_policy_is_enacted_by_somebody_else() {
    let world = World::new();
    let text = years(5);
    assert_eq!(code(propose(&world, "hr", &text, None)), "forbidden");
    let shipped = SHIPPED.sources.get(&SHIPPED.set.get(REGULAR).unwrap().file);
    assert_eq!(code(propose(&world, "analyst", shipped, None)), "policy-known");
    let proposed = propose(&world, "analyst", &text, Some("2026-04-01")).unwrap();
    let version = proposed.version.version;
    assert_eq!((proposed.version.state, proposed.version.effective), (PolicyState::Draft, day("2026-04-01")));
    assert_eq!(code(propose(&world, "analyst2", &text, None)), "policy-known");
    assert_eq!(code(enact(&world, "ppk", version, None)), "policy-state", "not handed in");
    submit(&world, "analyst2", version).unwrap();
    assert_eq!(code(submit(&world, "analyst", version)), "policy-state");
    assert_eq!(code(enact(&world, "analyst", version, None)), "forbidden");
    for both in ["analyst", "analyst2"] {
        let role = jenjang::access::GrantedRole::AppointingAuthority;
        let grant = jenjang_service::people::GrantRole {
            person: crate::world::person(both),
            role,
            unit: crate::world::unit("kabupaten"),
            since: None,
        };
        world.act("ppk", async |context| jenjang_service::people::grant_role(&context, grant).await).unwrap();
        assert_eq!(code(enact(&world, both, version, None)), "conflict-of-interest", "proposed it or handed it in");
    }
    let entries = world.trail().len();
    let enacted = enact(&world, "ppk", version, None).unwrap();
    assert!(matches!(enacted.state, PolicyState::Enacted { .. }));
    assert_eq!(world.verbs(entries), ["policy.enact"]);
    let entry = serde_json::from_str::<serde_json::Value>(&world.trail()[entries].text).unwrap();
    assert_eq!((entry["policy"]["id"].as_str(), entry["policy"]["version"].as_str()), (Some(REGULAR), Some(&*version.to_string())));
}

#[test]
fn a_text_that_does_not_pass_its_check_is_no_draft() {
    let world = World::new();
    let broken = years(5).replace("minimum-years-in-grade\"", "waktu\"");
    let Err(ServiceError::Unsound(problems)) = propose(&world, "analyst", &broken, None) else { panic!("it has problems") };
    assert!(problems.iter().any(|problem| problem.message.en.contains("`waktu`") && &*problem.file == "usulan.toml"), "{problems:?}");
    let Err(ServiceError::Unsound(_)) = propose(&world, "analyst", "[policy", None) else { panic!("it is no TOML") };
    // another result than the policies that use it expect
    let points = SHIPPED.sources.get(&SHIPPED.set.get("asn/credit/base").unwrap().file);
    let other = points.replace("\"asn/credit/base\"", "\"asn/discipline/promotion-freeze\"");
    let Err(ServiceError::Unsound(problems)) = propose(&world, "analyst", &other, None) else { panic!("others use it") };
    assert!(problems.iter().any(|problem| problem.file.contains("promotion/functional")), "{problems:?}");
    let draft = years(5).replacen("decides ", "status = \"draft\"\ndecides ", 1);
    let version = propose(&world, "analyst", &draft, None).unwrap().version.version;
    assert_eq!(code(submit(&world, "analyst", version)), "policy-is-draft");
    let shipped = SHIPPED.sources.get(&SHIPPED.set.get(REGULAR).unwrap().file);
    let failing = shipped.replacen("value = \"4\"", "value = \"9\"", 1);
    let Err(ServiceError::Unsound(problems)) = propose(&world, "analyst", &failing, None) else { panic!("its cases fail") };
    assert!(problems.iter().any(|problem| problem.code == "case-failed"));
}

#[test]
fn a_draft_is_withdrawn_with_a_reason_and_hidden_from_the_public() {
    let world = World::new();
    let version = propose(&world, "analyst", &years(5), None).unwrap().version.version;
    let withdraw = |actor: &str, reason: &str| {
        let command = WithdrawPolicy { policy: REGULAR, version, reason };
        world.act(actor, async |context| withdraw_policy(&context, command).await)
    };
    let seen = |actor: &str| world.act(actor, async |context| list_policies(&context, Some(REGULAR)).await).unwrap().len();
    assert_eq!((seen("public"), seen("a"), seen("analyst2"), seen("auditor")), (0, 0, 1, 1));
    assert_eq!(code(withdraw("analyst", " ")), "reason-missing");
    assert_eq!(code(withdraw("a", "contoh")), "forbidden");
    withdraw("analyst", "contoh").unwrap();
    assert_eq!(code(withdraw("analyst", "contoh")), "policy-state");
    propose(&world, "analyst2", &years(5), None).unwrap();
    assert_eq!((seen("public"), seen("analyst")), (0, 1), "taken up again as the same version");
}

/// What the rule said on day X, as known on day Y.
#[test]
fn two_times_stay_right_when_versions_follow_each_other() {
    let mut world = World::new();
    let five = enacted(&world, &years(5), "2026-05-01");
    world.later("2026-03-10");
    let six = enacted(&world, &years(6), "2026-07-01");
    world.later("2026-03-20");
    let retroactive = enacted(&world, &years(3), "2026-01-01");
    let all = |known_at: &str| ["2026-02-01", "2026-05-01", "2026-07-01"].map(|as_of| found(&world, as_of, known_at));
    assert_eq!(all("2026-02-28"), [None, None, None], "nothing was signed yet");
    assert_eq!(all("2026-03-01"), [None, Some(five), Some(five)]);
    assert_eq!(all("2026-03-10"), [None, Some(five), Some(six)]);
    assert_eq!(all("2026-03-20"), [Some(retroactive); 3], "signed last, binding from January");
    // two on one day: the one that names no successor counts
    let first = enacted(&world, &years(7), "2026-08-01");
    let second = enacted(&world, &years(8), "2026-08-01");
    assert_ne!(first, second);
    assert_eq!(found(&world, "2026-08-01", "2026-03-20"), Some(second));
    let listed = world.act("public", async |context| list_policies(&context, Some(REGULAR)).await).unwrap();
    let in_force: Vec<Digest> = listed.iter().filter(|listing| listing.in_force).map(|listing| listing.version.version).collect();
    assert_eq!(in_force, [retroactive]);
    assert!(listed.iter().all(|listing| listing.version.proposed_by.is_none()));
}

#[test]
fn a_round_is_decided_by_the_version_in_force_on_its_day() {
    let mut world = World::new();
    let five = enacted(&world, &years(5), "2026-04-01");
    opened(&world, None);
    add(&world, "hr", &["a"]).unwrap();
    world.later("2026-03-02");
    screen(&world, "hr").unwrap();
    let decision = decision_of(&world, "a");
    assert_eq!((decision.version, decision.outcome), (five, OutcomeKind::NotEligible), "four years are no longer enough");
    // another version later changes nothing about it
    enacted(&world, &years(3), "2026-01-01");
    check_rerun(&world, 1, 0);
}

#[test]
fn the_texts_of_shipped_policies_are_kept_with_the_first_decision_by_them() {
    let world = World::new();
    let kept = |world: &World| run(async { world.store.read().await.unwrap().policies().list(None).await.unwrap() });
    assert!(kept(&world).is_empty());
    opened(&world, None);
    add(&world, "hr", &["a"]).unwrap();
    screen(&world, "hr").unwrap();
    let regular = kept(&world).into_iter().find(|stored| *stored.value.policy == *REGULAR).unwrap().value;
    assert_eq!((&regular.state, regular.version), (&PolicyState::Shipped, decision_of(&world, "a").version));
    assert_eq!(&*regular.text, SHIPPED.sources.get(&SHIPPED.set.get(REGULAR).unwrap().file));
}

/// Two programs on one store, each with its own copy of the shipped policies.
#[test]
fn what_is_in_force_is_made_once_and_anew_after_an_enactment_of_another_program() {
    let world = World::new();
    let other = jenjang_asn::library();
    let in_force_on = |as_of: &str| {
        let view = View { as_of: day(as_of), known_at: day("2026-03-01") };
        run(async { in_force(&mut *world.store.read().await.unwrap(), &other, view).await.unwrap() })
    };
    let before = in_force_on("2026-07-01");
    assert!(Arc::ptr_eq(&before, &in_force_on("2026-07-01")), "shared");
    let six = enacted(&world, &years(6), "2026-07-01");
    let after = in_force_on("2026-07-01");
    assert_eq!(Digest::from(after.set.get(REGULAR).unwrap().version), six);
    assert!(Arc::ptr_eq(&after, &in_force_on("2026-08-01")), "another day with the same versions");
    assert!(Arc::ptr_eq(&before, &in_force_on("2026-06-30")), "the day before it binds");
}
