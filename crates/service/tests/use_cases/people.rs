//! Units, imports, roles.

use std::ops::ControlFlow;

use jenjang::access::GrantedRole;
use jenjang::people::repository::PersonFile;
use jenjang_service::ServiceError;
use jenjang_service::people::{
    EndRole, GrantRole, ImportPeople, ListPeople, PersonChange, PersonData, SaveUnits, UnitCounts, end_role, grant_role, import_people,
    list_people, save_units,
};
use serde_json::json;

use crate::world::{World, code, data, org_unit, person, record, run, unit};

/// What became of each person.
fn changes(world: &World, actor: &str, people: Vec<PersonData>, dry_run: bool) -> Vec<(String, String)> {
    let mut seen = Vec::new();
    let mut report = |batch: &jenjang_service::people::ImportBatch| {
        seen.extend(batch.people.iter().map(|(id, change)| {
            let word = match change {
                PersonChange::New => "new".to_owned(),
                PersonChange::Changed(fields) => fields.join(","),
                PersonChange::Unchanged => "unchanged".to_owned(),
                PersonChange::Refused(problem) => format!("!{}", problem.code),
            };
            (id.to_string(), word)
        }));
        ControlFlow::Continue(())
    };
    world
        .act(actor, async |context| {
            import_people(&context, ImportPeople { people: &mut people.into_iter(), dry_run, report: &mut report }).await
        })
        .unwrap();
    seen
}

fn said(changes: &[(String, String)]) -> Vec<(&str, &str)> {
    changes.iter().map(|(who, what)| (who.as_str(), what.as_str())).collect()
}

fn stored(world: &World, who: &str) -> PersonFile {
    run(async { world.store.read().await.unwrap().people().find(&person(who)).await.unwrap().unwrap().value })
}

fn numbered(id: &str, number: &str) -> PersonData {
    let mut record = record(id);
    record["employee-number"] = json!(number);
    record["birth-date"] = json!(format!("{}-{}-{}", &number[..4], &number[4..6], &number[6..8]));
    data(&record, "dinas")
}

#[test]
fn an_import_writes_what_differs_and_running_it_again_changes_nothing() {
    let world = World::new();
    let before = stored(&world, "a");
    let mut better = record("a");
    better["registers"]["performance"] = json!([{ "year": 2025, "label": "baik" }, { "year": 2024, "label": "baik" }]);
    better["name"] = json!("Contoh");
    // a staff list says nothing about histories, and another order of events is the same history
    let mut list = record("b");
    list["registers"] = json!({});
    let mut turned = record("c");
    turned["registers"]["grades"].as_array_mut().unwrap().reverse();
    let people = || vec![data(&better, "dinas"), data(&list, "dinas"), data(&turned, "seksi"), data(&record("new"), "dinas")];
    let expected = [("a", "name,performance"), ("b", "unchanged"), ("c", "unchanged"), ("new", "new")];
    let entries = world.trail().len();
    assert_eq!(said(&changes(&world, "hr", people(), true)), expected, "a dry run says the same");
    assert_eq!((world.trail().len(), stored(&world, "a")), (entries, before.clone()), "and writes nothing");
    assert_eq!(said(&changes(&world, "hr", people(), false)), expected);
    assert_eq!(world.verbs(entries), ["people.import"], "one entry of the whole batch");
    assert_eq!(stored(&world, "a").secret, before.secret, "a person keeps the secret");
    assert_eq!(stored(&world, "a").record.name.as_deref(), Some("Contoh"));
    assert!(stored(&world, "b").record.registers.grades.is_some());
    let again = changes(&world, "hr", people(), false);
    assert!(again.iter().all(|(_, change)| change == "unchanged"), "{again:?}");
    assert_eq!(world.trail().len(), entries + 1, "nothing changed, nothing is written down");
}

#[test]
fn the_entry_of_an_import_names_nobody_and_holds_keyed_digests() {
    let world = World::new();
    let entries = world.trail().len();
    changes(&world, "hr", vec![data(&record("new"), "dinas")], false);
    let text = &world.trail()[entries].text;
    let subject = &serde_json::from_str::<serde_json::Value>(text).unwrap()["subjects"][0];
    assert!(subject["of"].as_str().unwrap().starts_with("person:") && !text.contains("new"), "{text}");
    assert!(subject["before"].is_null());
    let file = stored(&world, "new");
    let known = serde_json::to_string(&PersonData::of(file.clone())).unwrap();
    assert_eq!(subject["after"], file.secret.digest(known).to_string(), "whoever holds the secret can check it");
}

#[test]
fn an_employee_number_belongs_to_one_person() {
    let world = World::new();
    let (one, two) = ("198801022012041901", "198902032013051902");
    changes(&world, "hr", vec![numbered("a", one)], false);
    let both = || vec![numbered("b", one), numbered("c", two), numbered("new", two), data(&record("fine"), "dinas")];
    let expected = [("b", "!number-taken"), ("c", "employee-number,birth-date"), ("new", "!number-taken"), ("fine", "new")];
    let c = |mut people: Vec<PersonData>| {
        people[1].unit = Some(unit("seksi"));
        people
    };
    assert_eq!(said(&changes(&world, "hr", c(both()), true)), expected);
    assert_eq!(said(&changes(&world, "hr", c(both()), false)), expected, "the others land");
    // two people whose numbers were exchanged
    let mut swapped = vec![numbered("a", two), numbered("c", one)];
    swapped[1].unit = Some(unit("seksi"));
    assert_eq!(said(&changes(&world, "hr", swapped, false)), [("a", "employee-number,birth-date"), ("c", "employee-number,birth-date")]);
}

#[test]
fn an_hr_officer_imports_people_of_the_own_units_only() {
    let world = World::new();
    let mut wrong = record("new");
    wrong["registers"]["grades"][0]["since"] = json!("1987-01-01");
    let mut own = record("hr-dinas");
    own["name"] = json!("Contoh");
    let mut of_a = record("x");
    of_a["name"] = json!("Contoh");
    let people = vec![
        data(&of_a, "badan"),
        data(&of_a, "dinas"),
        data(&record("a"), "badan"),
        data(&record("a"), "seksi"),
        data(&record("elsewhere"), "badan"),
        PersonData { unit: None, ..data(&record("nowhere"), "dinas") },
        data(&record("lost"), "no-such-unit"),
        data(&wrong, "dinas"),
        data(&own, "kabupaten"),
    ];
    assert_eq!(
        said(&changes(&world, "hr-dinas", people, false)),
        [
            ("x", "!outside-unit"),
            ("x", "!outside-unit"),
            ("a", "!outside-unit"),
            ("a", "unit"),
            ("elsewhere", "!outside-unit"),
            ("nowhere", "!outside-unit"),
            ("lost", "!unknown-unit"),
            ("new", "!unsound"),
            ("hr-dinas", "!own-record"),
        ]
    );
    assert_eq!(code(world.import("a", vec![data(&record("b"), "dinas")])), "forbidden");
    let list = |actor: &str, of: Option<&str>| {
        let command = ListPeople { unit: of.map(unit), name: None, after: None, limit: 100 };
        world.act(actor, async |context| list_people(&context, command).await)
    };
    assert_eq!(list("hr-dinas", None).unwrap().len(), 5);
    assert_eq!(code(list("hr-dinas", Some("badan"))), "forbidden");
    assert_eq!(list("operator", Some("badan")).unwrap().len(), 1);
    assert_eq!(list("operator", None).unwrap().len(), 16);
}

#[test]
fn an_import_ends_after_the_batch_it_is_told_to_end_after() {
    let world = World::new();
    let many: Vec<PersonData> = (0..2_500).map(|n| data(&record(&format!("p{n:04}")), "dinas")).collect();
    let mut batches = 0;
    let mut report = |_: &jenjang_service::people::ImportBatch| {
        batches += 1;
        if batches == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let counts = world.act("operator", async |context| {
        let command = ImportPeople { people: &mut many.clone().into_iter(), dry_run: false, report: &mut report };
        import_people(&context, command).await.unwrap()
    });
    assert_eq!((counts.new, counts.interrupted), (2_000, true));
    let rest = world.import("operator", many).unwrap();
    assert_eq!((rest.new, rest.unchanged, rest.interrupted), (500, 2_000, false), "run again, it goes on");
}

#[test]
fn units_form_a_tree_and_an_hr_officer_sets_up_those_below() {
    let world = World::new();
    let save = |actor: &str, units: &[jenjang::people::OrgUnit]| -> Result<UnitCounts, ServiceError> {
        world.act(actor, async |context| save_units(&context, SaveUnits { units }).await)
    };
    let counts = |new, changed, unchanged| UnitCounts { new, changed, unchanged };
    let of_dinas = [org_unit("seksi", Some("dinas")), org_unit("seksi-2", Some("dinas"))];
    assert_eq!(save("hr-dinas", &of_dinas).unwrap(), counts(1, 0, 1));
    assert_eq!(save("hr-dinas", &[org_unit("seksi-2", Some("seksi"))]).unwrap(), counts(0, 1, 0));
    let entries = world.trail().len();
    for outside in [
        org_unit("seksi-2", Some("badan")),
        org_unit("badan", Some("dinas")),
        org_unit("baru", Some("kabupaten")),
        org_unit("baru", None),
        jenjang::people::OrgUnit { name: jenjang::legal::Label::same("lain"), ..org_unit("dinas", Some("kabupaten")) },
    ] {
        assert_eq!(code(save("hr-dinas", std::slice::from_ref(&outside))), "units-outside", "{outside:?}");
    }
    assert_eq!(code(save("operator", &[org_unit("kabupaten", Some("seksi"))])), "units-no-tree");
    assert_eq!(code(save("operator", &[org_unit("baru", Some("lain"))])), "units-no-tree");
    assert_eq!(code(save("a", &[org_unit("seksi", Some("dinas"))])), "forbidden");
    assert_eq!(world.trail().len(), entries);
}

#[test]
fn roles_are_given_by_others_and_end() {
    let mut world = World::new();
    let give = |world: &World, actor: &str, whom: &str, role| {
        let command = GrantRole { person: person(whom), role, unit: unit("kabupaten"), since: None };
        world.act(actor, async |context| grant_role(&context, command).await)
    };
    let end = |world: &World, actor: &str, whom: &str, role| {
        let command = EndRole { person: person(whom), role, unit: unit("kabupaten"), until: None };
        world.act(actor, async |context| end_role(&context, command).await)
    };
    use GrantedRole::{AppointingAuthority, Auditor, HrOfficer};
    assert_eq!(code(give(&world, "ppk", "ppk", Auditor)), "conflict-of-interest");
    assert_eq!(code(give(&world, "hr", "a", Auditor)), "forbidden");
    assert_eq!(code(give(&world, "ppk", "nobody", Auditor)), "not-found");
    give(&world, "ppk", "a", Auditor).unwrap();
    assert_eq!(code(give(&world, "ppk", "a", Auditor)), "role-held");
    let late = GrantRole { person: person("b"), role: Auditor, unit: unit("kabupaten"), since: Some("2026-02-01".parse().unwrap()) };
    assert_eq!(code(world.act("ppk", async |context| grant_role(&context, late).await)), "backdated");
    assert_eq!(code(end(&world, "ppk", "ppk", AppointingAuthority)), "conflict-of-interest");
    assert_eq!(code(end(&world, "ppk", "a", HrOfficer)), "not-found");
    world.later("2026-03-05");
    let ended = end(&world, "ppk", "a", Auditor).unwrap();
    assert_eq!((ended.since, ended.until), ("2026-03-01".parse().unwrap(), Some("2026-03-05".parse().unwrap())));
    give(&world, "ppk", "a", Auditor).unwrap();
}
