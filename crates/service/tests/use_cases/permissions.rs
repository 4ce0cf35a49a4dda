//! Every role × every action × the own and another unit.
//!
//! What is expected comes from a model of its own: who each actor is, written down by hand. Use cases of people, policies, rounds and appeals are
//! really run, on a store that forgets every commit, so that all begin alike; all other actions are asked of `authorize`.

use std::collections::BTreeSet;

use async_trait::async_trait;
use jenjang::access::GrantedRole;
use jenjang::evaluation::nomination::Nomination;
use jenjang::people::id::{AppealId, CycleId, DecisionId, PanelMemberId, RoundId};
use jenjang::promotion::Panel;
use jenjang::store::{MemoryStore, Store, StoreError, Transaction};
use jenjang_service::people::{EndRole, GrantRole, ListPeople, SaveUnits, end_role, grant_role, list_people, save_units};
use jenjang_service::permissions::{Action, Role, Target, allowed, authorize};
use jenjang_service::policies::{
    EnactPolicy, ProposePolicy, SubmitPolicy, WithdrawPolicy, enact_policy, list_policies, propose_policy, submit_policy, withdraw_policy,
};
use jenjang_service::promotion as rounds;
use jenjang_service::{Context, ServiceError};

use crate::rounds::plan;
use crate::world::{REGULAR, SHIPPED, World, data, facts, go_on, org_unit, person, record, record_since, run, unit};

/// A store that forgets every commit.
struct Forgetful(MemoryStore);

struct Forgotten(Box<dyn Transaction>);

#[async_trait]
impl Store for Forgetful {
    async fn begin(&self) -> Result<Box<dyn Transaction>, StoreError> {
        Ok(Box::new(Forgotten(self.0.begin().await?)))
    }

    async fn read(&self) -> Result<Box<dyn Transaction>, StoreError> {
        self.0.read().await
    }

    async fn scrub(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

macro_rules! handed_on {
    ($($name:ident: $repository:path,)*) => {
        #[async_trait]
        impl Transaction for Forgotten {
            $(fn $name(&mut self) -> &mut dyn $repository {
                self.0.$name()
            })*

            async fn commit(self: Box<Self>) -> Result<(), StoreError> {
                Ok(())
            }
        }
    };
}

jenjang::each_repository!(handed_on);

/// A unit with the person, round, decision and appeal that are acted on in it.
struct Place {
    unit: &'static str,
    person: &'static str,
    round: RoundId,
    decision: DecisionId,
    appeal: AppealId,
}

/// Somebody, with the roles held in `dinas`, in `badan` and towards the whole service.
struct Someone {
    id: &'static str,
    dinas: &'static [Role],
    badan: &'static [Role],
    whole: &'static [Role],
}

use Role::{AppointingAuthority, Auditor, Employee, HrOfficer, Oneself, Operator, PanelMember, PolicyAnalyst, Public, Rater, Supervisor};

const PEOPLE: &[Someone] = &[
    Someone { id: "public", dinas: &[Public], badan: &[Public], whole: &[Public] },
    Someone { id: "unknown", dinas: &[Public], badan: &[Public], whole: &[Public] },
    Someone { id: "operator", dinas: &[Public, Operator], badan: &[Public, Operator], whole: &[Public, Operator] },
    Someone { id: "b", dinas: &[Public, Employee], badan: &[Public, Employee], whole: &[Public, Employee] },
    Someone { id: "no", dinas: &[Public, Employee, Oneself], badan: &[Public, Employee], whole: &[Public, Employee] },
    Someone { id: "boss", dinas: &[Public, Employee, Supervisor], badan: &[Public, Employee], whole: &[Public, Employee] },
    Someone { id: "rater", dinas: &[Public, Employee, Rater], badan: &[Public, Employee], whole: &[Public, Employee] },
    Someone { id: "m1", dinas: &[Public, Employee, PanelMember], badan: &[Public, Employee], whole: &[Public, Employee] },
    Someone {
        id: "hr2",
        dinas: &[Public, Employee, HrOfficer],
        badan: &[Public, Employee, HrOfficer],
        whole: &[Public, Employee, HrOfficer],
    },
    Someone { id: "hr-dinas", dinas: &[Public, Employee, HrOfficer], badan: &[Public, Employee], whole: &[Public, Employee] },
    Someone {
        id: "ppk",
        dinas: &[Public, Employee, AppointingAuthority],
        badan: &[Public, Employee, AppointingAuthority],
        whole: &[Public, Employee, AppointingAuthority],
    },
    Someone { id: "ppk-dinas", dinas: &[Public, Employee, AppointingAuthority], badan: &[Public, Employee], whole: &[Public, Employee] },
    Someone {
        id: "analyst",
        dinas: &[Public, Employee, PolicyAnalyst],
        badan: &[Public, Employee, PolicyAnalyst],
        whole: &[Public, Employee, PolicyAnalyst],
    },
    Someone { id: "analyst-dinas", dinas: &[Public, Employee, PolicyAnalyst], badan: &[Public, Employee], whole: &[Public, Employee] },
    Someone {
        id: "auditor",
        dinas: &[Public, Employee, Auditor],
        badan: &[Public, Employee, Auditor],
        whole: &[Public, Employee, Auditor],
    },
    Someone { id: "auditor-dinas", dinas: &[Public, Employee, Auditor], badan: &[Public, Employee], whole: &[Public, Employee] },
];

/// Actions on the service as a whole; all others are on a unit or somebody in it.
const WHOLE: &[Action] = &[
    Action::ProposePolicy,
    Action::SubmitPolicy,
    Action::EnactPolicy,
    Action::WithdrawPolicy,
    Action::ReadPolicies,
    Action::ListCycles,
    Action::ReadPublishedRound,
    Action::VerifyAudit,
    Action::ExportAudit,
    Action::SignCheckpoint,
];

fn cycle() -> CycleId {
    "2026-1".parse().unwrap()
}

/// The district with a round of `dinas` and one of `badan`, each with a decision somebody disputes.
fn set_up() -> (World, [Place; 2]) {
    let store = MemoryStore::new();
    let world = World::on(Box::new(store.clone()));
    let staff = ["boss", "rater", "ppk-dinas", "analyst-dinas", "auditor-dinas"];
    let mut people: Vec<_> = staff.iter().map(|id| data(&record(id), "kabupaten")).collect();
    people.push(data(&record_since("y", "2023-04-01"), "badan"));
    let mut of_boss = data(&record_since("no", "2023-04-01"), "dinas");
    of_boss.superior = Some(person("boss"));
    people.push(of_boss);
    world.import("operator", people).unwrap();
    for (holder, role) in [
        ("ppk-dinas", GrantedRole::AppointingAuthority),
        ("analyst-dinas", GrantedRole::PolicyAnalyst),
        ("auditor-dinas", GrantedRole::Auditor),
    ] {
        let grant = GrantRole { person: person(holder), role, unit: unit("dinas"), since: None };
        world.act("operator", async |context| grant_role(&context, grant).await).unwrap();
    }
    run(async {
        let mut tx = store.begin().await.unwrap();
        let nomination = Nomination::new(person("no"), person("rater"), "peer".parse().unwrap());
        tx.cycles().save_nominations(&cycle(), &[nomination]).await.unwrap();
        tx.commit().await.unwrap();
    });
    let places = [("dinas", "no", "m1"), ("badan", "y", "m2")].map(|(of, who, member)| dispute(&world, of, who, member));
    (World { store: Box::new(Forgetful(store)), ..world }, places)
}

/// A screened round of a unit in which somebody was found not eligible and appeals.
fn dispute(world: &World, of: &'static str, who: &'static str, member: &str) -> Place {
    let round: RoundId = format!("round-{of}").parse().unwrap();
    let appeal: AppealId = format!("appeal-{of}").parse().unwrap();
    let member = jenjang::promotion::PanelMember { id: member.parse::<PanelMemberId>().unwrap(), conflicts: BTreeSet::new() };
    let panel = Panel::try_new(vec![member], (0.into(), 100.into()), 1).unwrap();
    let ranking = rounds::PlannedRanking { score_policy: "asn/selection/open".into(), names: 3.try_into().unwrap(), panel: Some(panel) };
    let plan = rounds::PlanRound { id: round.clone(), unit: unit(of), ..plan(Some(ranking)) };
    world.act("hr", async |context| rounds::plan_round(&context, plan).await).unwrap();
    world.act("hr", async |context| rounds::open_round(&context, rounds::OpenRound { round: round.clone() }).await).unwrap();
    let people = [person(who)];
    let add = rounds::AddCandidates { round: round.clone(), candidates: rounds::Candidates::People(&people) };
    world.act("hr", async |context| rounds::add_candidates(&context, add).await).unwrap();
    let screen = rounds::ScreenRound { round: &round, shipped: &SHIPPED, gatherer: &facts, dry_run: false, progress: &go_on };
    world.act("hr", async |context| rounds::screen_round(&context, screen).await).unwrap();
    let decided = run(async { world.store.read().await.unwrap().decisions().in_force(&round, &person(who)).await.unwrap().unwrap() });
    let file =
        rounds::FileAppeal { id: &appeal, decision: &decided.id, criterion: "time-in-grade-too-short", grounds: "contoh", clock: None };
    world.act(who, async |context| rounds::file_appeal(&context, file).await).unwrap();
    Place { unit: of, person: who, round, decision: decided.id, appeal }
}

/// Does the thing, or asks whether it may be done. Only whether it is forbidden matters.
async fn attempt(context: &Context<'_>, action: Action, place: &Place) -> Result<(), ServiceError> {
    let round = || place.round.clone();
    let appeal = || place.appeal.clone();
    let version = jenjang::audit::Digest([0; 32]);
    match action {
        Action::SaveUnits => save_units(context, SaveUnits { units: &[org_unit("baru", Some(place.unit))] }).await.map(drop),
        Action::ListPeople => {
            list_people(context, ListPeople { unit: Some(unit(place.unit)), name: None, after: None, limit: 1 }).await.map(drop)
        }
        Action::GrantRole => {
            let grant = GrantRole { person: person("c"), role: GrantedRole::Auditor, unit: unit(place.unit), since: None };
            grant_role(context, grant).await.map(drop)
        }
        Action::EndRole => {
            let end = EndRole { person: person("c"), role: GrantedRole::Auditor, unit: unit(place.unit), until: None };
            end_role(context, end).await.map(drop)
        }
        Action::ProposePolicy => {
            let command = ProposePolicy { shipped: &SHIPPED, file: "x.toml", text: "", purpose: None, effective: None };
            propose_policy(context, command).await.map(drop)
        }
        Action::SubmitPolicy => submit_policy(context, SubmitPolicy { shipped: &SHIPPED, policy: REGULAR, version }).await.map(drop),
        Action::EnactPolicy => {
            enact_policy(context, EnactPolicy { shipped: &SHIPPED, policy: REGULAR, version, effective: None }).await.map(drop)
        }
        Action::WithdrawPolicy => withdraw_policy(context, WithdrawPolicy { policy: REGULAR, version, reason: "contoh" }).await.map(drop),
        Action::ReadPolicies => list_policies(context, None).await.map(drop),
        Action::PlanRound => {
            let plan = rounds::PlanRound { id: "new".parse().unwrap(), unit: unit(place.unit), ..plan(None) };
            rounds::plan_round(context, plan).await.map(drop)
        }
        Action::OpenRound => rounds::open_round(context, rounds::OpenRound { round: round() }).await.map(drop),
        Action::AddCandidates => {
            let people = [person(place.person)];
            let command = rounds::AddCandidates { round: round(), candidates: rounds::Candidates::People(&people) };
            rounds::add_candidates(context, command).await.map(drop)
        }
        Action::WithdrawCandidate => {
            let command = rounds::WithdrawCandidate { round: round(), person: person(place.person) };
            rounds::withdraw_candidate(context, command).await
        }
        Action::ScreenRound => {
            let id = round();
            let command = rounds::ScreenRound { round: &id, shipped: &SHIPPED, gatherer: &facts, dry_run: false, progress: &go_on };
            rounds::screen_round(context, command).await.map(drop)
        }
        Action::ScoreCandidate => rounds::score_candidate(context, rounds::ScoreCandidate { round: &round(), scores: &[] }).await,
        Action::ScoreRound => rounds::score_round(context, rounds::ScoreRound { round: round() }).await.map(drop),
        Action::RankRound => rounds::rank_round(context, rounds::RankRound { round: round() }).await.map(drop),
        Action::DecideRound => {
            let command = rounds::DecideRound { round: round(), choice: rounds::Choice::Everybody };
            rounds::decide_round(context, command).await.map(drop)
        }
        Action::PublishRound => rounds::publish_round(context, rounds::PublishRound { round: round() }).await.map(drop),
        Action::ReadRound => rounds::read_round(context, &place.round).await.map(drop),
        Action::ExportDecisions => {
            let command = rounds::ExportDecisions { round: place.round.clone(), page: 10 };
            rounds::export_decisions(context, &command).await.map(drop)
        }
        Action::ReadPublishedRound => rounds::read_published_round(context, &place.round).await.map(drop),
        Action::GrantWaiver => {
            let command = rounds::GrantWaiver {
                shipped: &SHIPPED,
                id: "w".parse().unwrap(),
                person: person(place.person),
                policy: REGULAR,
                criterion: "x",
                basis: "x",
                reason: "x",
                last_day: None,
            };
            rounds::grant_waiver(context, command).await.map(drop)
        }
        Action::FileAppeal => {
            let id = "another".parse().unwrap();
            let command = rounds::FileAppeal { id: &id, decision: &place.decision, criterion: "x", grounds: "x", clock: None };
            rounds::file_appeal(context, command).await.map(drop)
        }
        Action::WithdrawAppeal => rounds::withdraw_appeal(context, rounds::WithdrawAppeal { appeal: appeal() }).await.map(drop),
        Action::ReviewAppeal => rounds::review_appeal(context, rounds::ReviewAppeal { appeal: appeal() }).await.map(drop),
        Action::ResolveAppeal => {
            let dismissed = rounds::dismiss_appeal(context, rounds::DismissAppeal { appeal: &appeal(), reason: "x" }).await.map(drop);
            let command = rounds::RedecideAppeal { appeal: &appeal(), correction: rounds::Correction::Facts(&[]) };
            let redecided = rounds::redecide_appeal(context, command).await.map(drop);
            let codes = (forbids(&dismissed), forbids(&redecided));
            assert_eq!(codes.0, codes.1, "both ways to resolve an appeal are for the same people");
            redecided
        }
        Action::RerunDecisions => {
            let command = rounds::RerunDecisions { round: Some(&place.round), progress: &go_on };
            rounds::rerun_decisions(context, command).await.map(drop)
        }
        other => {
            let target = if WHOLE.contains(&other) {
                Target::everything()
            } else {
                Target::ratee(&cycle(), &person(place.person)).in_round(&place.round)
            };
            let mut tx = context.store.read().await?;
            authorize(context, &mut *tx, other, &target).await.map(drop)
        }
    }
}

fn forbids(result: &Result<(), ServiceError>) -> bool {
    // which unit is outside one's own is said with more words
    matches!(result, Err(error) if ["forbidden", "units-outside"].contains(&error.code()))
}

#[test]
fn every_role_may_do_what_the_table_says_and_nothing_else() {
    let (world, places) = set_up();
    let mut wrong = Vec::new();
    for someone in PEOPLE {
        for (place, held) in places.iter().zip([someone.dinas, someone.badan]) {
            for &action in Action::ALL {
                // standing is about oneself: whoever is in the store may ask
                let held = match action {
                    Action::Stand | Action::ImportPeople => continue,
                    action if WHOLE.contains(&action) => someone.whole,
                    _ => held,
                };
                let may = held.iter().any(|role| allowed(action).contains(role));
                let result = world.act(someone.id, async |context| attempt(&context, action, place).await);
                if forbids(&result) == may {
                    wrong.push(format!("{} {} in {}: expected {may}, found {result:?}", someone.id, action.code(), place.unit));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_people_of_the_store_stand_and_only_those_in_charge_import() {
    let (world, places) = set_up();
    for someone in PEOPLE {
        let stands = world.act(someone.id, async |context| rounds::stand(&context, rounds::Stand { round: places[0].round.clone() }).await);
        assert_eq!(forbids(&stands), !someone.whole.contains(&Employee), "{}: {stands:?}", someone.id);
        for (place, held) in places.iter().zip([someone.dinas, someone.badan]) {
            let people = vec![data(&record("new"), place.unit)];
            let counts = world.import(someone.id, people);
            // an HR officer of another unit may import, but not this person
            let in_charge = [someone.dinas, someone.badan, someone.whole].iter().any(|held| held.contains(&HrOfficer));
            match counts {
                Ok(counts) => assert_eq!(counts.new == 1, held.contains(&HrOfficer) || held.contains(&Operator), "{}", someone.id),
                Err(error) => assert!(error.code() == "forbidden" && !in_charge, "{}: {error}", someone.id),
            }
        }
    }
}
