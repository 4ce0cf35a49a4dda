//! Competency profiles taken over from a table.

use jenjang::competency::Profile;
use jenjang_service::needs::{ImportProfiles, ImportedProfiles, import_profiles};

use crate::world::{COMPETENCY, FRAMEWORK, TODAY, World, as_on, assessment, code, person};

fn profile(id: &str, levels: &[(&str, &str, &str)]) -> Profile {
    let framework = COMPETENCY.framework(&FRAMEWORK.parse().unwrap()).unwrap();
    Profile::try_new(person(id), framework, levels.iter().map(|(code, level, on)| assessment(code, level, on)).collect()).unwrap()
}

#[test]
fn what_is_there_is_not_doubled_and_an_import_is_one_entry() {
    let world = World::new();
    let first = [profile("s1", &[("M.01", "1", "2026-02-01"), ("M.02", "2", "2026-02-01")]), profile("s2", &[("M.01", "3", "2026-02-01")])];
    let import = |profiles: &[Profile], dry_run| {
        let command = ImportProfiles { profiles, dry_run };
        as_on!(world, "operator", TODAY, context => import_profiles(&context, &command)).unwrap()
    };
    assert_eq!(import(&first, true), ImportedProfiles { people: 2, new: 3, known: 0 });
    assert!(world.verbs().is_empty() && world.needs("s1").needs.met.is_empty(), "a dry run changes nothing");
    assert_eq!(import(&first, false), ImportedProfiles { people: 2, new: 3, known: 0 });
    assert_eq!(import(&first, false), ImportedProfiles { people: 0, new: 0, known: 3 });
    assert_eq!(
        import(&[profile("s1", &[("M.01", "2", "2026-06-01"), ("M.02", "2", "2026-02-01")])], false),
        ImportedProfiles { people: 1, new: 1, known: 1 }
    );
    assert_eq!(world.verbs(), ["profile.import", "profile.import"], "what changes nothing leaves no entry");
    let needs = world.needs("s1").needs;
    assert_eq!(needs.met.len(), 2, "the later assessment counts");
}

#[test]
fn all_or_nothing_and_never_the_own() {
    let world = World::new();
    let import = |who: &str, profiles: &[Profile]| {
        let command = ImportProfiles { profiles, dry_run: false };
        as_on!(world, who, TODAY, context => import_profiles(&context, &command))
    };
    let known = profile("s1", &[("M.01", "1", "2026-02-01")]);
    let error = import("hr", &[known.clone(), profile("nobody", &[("M.01", "1", "2026-02-01")])]).unwrap_err();
    assert_eq!(error.to_string(), "`nobody` cannot be found among the people you are in charge of: no profile was imported");
    assert_eq!(world.needs("s1").needs.not_measured.len(), 9);
    assert_eq!(code(import("hr", &[profile("hr", &[("M.01", "4", "2026-02-01")])])), "conflict-of-interest");
    assert_eq!(code(import("kepala", std::slice::from_ref(&known))), "forbidden");
    assert!(import("hr", &[known]).is_ok());
}
