//! Two regions in one store: neither reads nor acts for the other, and the whole service is in the hands of those who hold a role for both.

use jenjang::access::GrantedRole;
use jenjang_service::audit::{ListTrail, list_trail};
use jenjang_service::drafts::list_drafts;
use jenjang_service::indicators::{attention, read_indicators, read_reviews};
use jenjang_service::people::{EndRole, GrantRole, ListPeople, SaveUnits, end_role, grant_role, list_people, save_units};
use jenjang_service::permissions::{Action, Role, Target, allowed, authorize};
use jenjang_service::policies::{ProposePolicy, propose_policy};
use jenjang_service::promotion::{RerunDecisions, rerun_decisions};

use crate::world::{SHIPPED, World, code, data, go_on, org_unit, person, record, unit};

/// Each role with who holds it in the district and who in the region beside it.
const OFFICES: [(GrantedRole, &str, &str); 4] = [
    (GrantedRole::HrOfficer, "hr", "hr-tetangga"),
    (GrantedRole::PolicyAnalyst, "analyst", "analyst-tetangga"),
    (GrantedRole::AppointingAuthority, "ppk", "ppk-tetangga"),
    (GrantedRole::Auditor, "auditor", "auditor-tetangga"),
];

fn grant(world: &World, holder: &str, role: GrantedRole, of: &str) {
    let grant = GrantRole { person: person(holder), role, unit: unit(of), since: None };
    world.act("operator", async |context| grant_role(&context, grant).await).unwrap();
}

/// The district and a region beside it, each with one person of every role.
fn two_regions() -> World {
    let world = World::new();
    let beside = [org_unit("tetangga", None)];
    world.act("operator", async |context| save_units(&context, SaveUnits { units: &beside }).await).unwrap();
    world.import("operator", OFFICES.map(|(_, _, holder)| data(&record(holder), "tetangga")).into()).unwrap();
    for (role, _, holder) in OFFICES {
        grant(&world, holder, role, "tetangga");
    }
    world
}

fn may(world: &World, who: &str, action: Action, target: &Target) -> bool {
    world.act(who, async |context| authorize(&context, &mut *context.store.read().await.unwrap(), action, target).await.is_ok())
}

/// Everything that only a granted role opens.
fn granted(role: GrantedRole) -> impl Iterator<Item = Action> {
    let open = [Role::Public, Role::Employee];
    let for_all = move |action: &Action| open.iter().any(|role| allowed(*action).contains(role));
    Action::ALL.iter().copied().filter(move |action| allowed(*action).contains(&Role::granted(role)) && !for_all(action))
}

#[test]
fn one_region_of_two_is_not_the_whole_service() {
    let world = two_regions();
    let everything = Target::everything();
    for (role, here, beside) in OFFICES {
        assert!(granted(role).count() > 5, "{role:?}");
        for action in granted(role) {
            for who in [here, beside] {
                assert!(!may(&world, who, action, &everything), "{who} {}", action.code());
            }
            for (who, own, other) in [(here, "kabupaten", "tetangga"), (beside, "tetangga", "kabupaten")] {
                assert!(may(&world, who, action, &Target::unit(&unit(own))), "{who} {} in {own}", action.code());
                assert!(!may(&world, who, action, &Target::unit(&unit(other))), "{who} {} in {other}", action.code());
            }
        }
        grant(&world, here, role, "tetangga");
        for action in granted(role) {
            assert!(may(&world, here, action, &everything), "{here} holds {role:?} for both: {}", action.code());
            assert!(!may(&world, beside, action, &everything), "{beside} {}", action.code());
        }
    }
}

#[test]
fn two_roles_for_a_region_each_are_no_role_for_both() {
    let world = two_regions();
    grant(&world, "auditor", GrantedRole::PolicyAnalyst, "tetangga");
    for action in [Action::VerifyAudit, Action::ProposePolicy, Action::ReadDraft, Action::ReadIndicators] {
        assert!(!may(&world, "auditor", action, &Target::everything()), "{}", action.code());
    }
}

#[test]
fn a_role_that_ended_in_one_region_is_none_for_the_whole_service() {
    let mut world = two_regions();
    grant(&world, "auditor", GrantedRole::Auditor, "tetangga");
    assert!(may(&world, "auditor", Action::ExportAudit, &Target::everything()));
    let end = EndRole { person: person("auditor"), role: GrantedRole::Auditor, unit: unit("tetangga"), until: None };
    world.act("operator", async |context| end_role(&context, end).await).unwrap();
    world.later("2026-03-02");
    assert!(!may(&world, "auditor", Action::ExportAudit, &Target::everything()));
}

#[test]
fn what_is_of_the_whole_service_is_refused_to_a_region() {
    let world = two_regions();
    let trail = ListTrail { before: None, limit: 10, verb: None };
    let propose = || ProposePolicy { shipped: &SHIPPED, file: "x.toml", text: "", purpose: None, effective: None };
    let rerun = || RerunDecisions { round: None, progress: &go_on };
    for (auditor, analyst, officer) in [("auditor", "analyst", "hr"), ("auditor-tetangga", "analyst-tetangga", "hr-tetangga")] {
        assert_eq!(code(world.act(auditor, async |context| list_trail(&context, &trail).await)), "forbidden");
        assert_eq!(code(world.act(analyst, async |context| list_drafts(&context).await)), "forbidden");
        assert_eq!(code(world.act(analyst, async |context| propose_policy(&context, propose()).await)), "forbidden");
        assert_eq!(code(world.act(officer, async |context| read_reviews(&context, None).await)), "forbidden");
        assert_eq!(code(world.act(officer, async |context| attention(&context, &SHIPPED).await)), "forbidden");
        assert_eq!(code(world.act(officer, async |context| rerun_decisions(&context, rerun()).await)), "forbidden");
        assert!(world.act(officer, async |context| read_indicators(&context).await).is_ok_and(|found| found.is_empty()));
    }
    let all = || ListPeople { unit: None, name: None, after: None, limit: 100 };
    let beside = world.act("hr-tetangga", async |context| list_people(&context, all()).await).unwrap();
    assert!(beside.iter().all(|person| person.unit == Some(unit("tetangga"))) && beside.len() == 4, "{beside:?}");
}
