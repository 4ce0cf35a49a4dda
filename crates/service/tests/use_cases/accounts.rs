//! Accounts that need no provider, and whom a provider names.

use chrono::TimeDelta;
use jenjang::access::PasswordDigest;
use jenjang::people::id::AccountName;
use jenjang_service::ServiceError;
use jenjang_service::accounts::{AddAccount, add_account, find_account, list_accounts, remove_account};
use jenjang_service::file::export_person;
use jenjang_service::sessions::{
    IdentifyPerson, Known, Means, OpenSession, PendingLogin, RefuseSession, SessionKey, begin_login, find_session, identify_person,
    open_session, refuse_session, take_login,
};

use crate::world::{World, code, person};

fn add(world: &World, actor: &str, name: &str, whom: &str, digest: &str) -> Result<String, ServiceError> {
    let command = AddAccount { name: name.parse().unwrap(), person: whom.into(), password: PasswordDigest::new(digest) };
    world.act(actor, async |context| add_account(&context, command).await).map(|person| person.to_string())
}

#[test]
fn the_operator_alone_makes_finds_lists_and_removes_accounts() {
    let world = World::new();
    let name = "pintu".parse().unwrap();
    for actor in ["a", "hr", "ppk", "auditor", "public"] {
        assert_eq!(code(add(&world, actor, "pintu", "a", "x")), "forbidden", "{actor}");
        assert_eq!(code(world.act(actor, async |context| find_account(&context, &name).await)), "forbidden", "{actor}");
        assert_eq!(code(world.act(actor, async |context| list_accounts(&context).await)), "forbidden", "{actor}");
        assert_eq!(code(world.act(actor, async |context| remove_account(&context, &name).await)), "forbidden", "{actor}");
    }
    assert_eq!(code(add(&world, "operator", "pintu", "nobody", "x")), "not-found");
    assert_eq!(add(&world, "operator", "pintu", "a", "first").unwrap(), "a");
    assert_eq!(add(&world, "operator", "pintu", "a", "second").unwrap(), "a", "a new password");
    assert_eq!(code(add(&world, "operator", "pintu", "b", "third")), "account-taken");
    let found = world.act("operator", async |context| find_account(&context, &name).await).unwrap().unwrap();
    assert_eq!((found.person.as_str(), found.password.reveal()), ("a", "second"));
    assert!(!format!("{found:?}").contains("second"), "{found:?}");
    let listed = world.act("operator", async |context| list_accounts(&context).await).unwrap();
    assert_eq!(listed.iter().map(|account| account.name.as_str()).collect::<Vec<_>>(), ["pintu"]);
    world.act("operator", async |context| remove_account(&context, &name).await).unwrap();
    assert_eq!(code(world.act("operator", async |context| remove_account(&context, &name).await)), "not-found");
}

#[test]
fn with_an_account_the_sessions_it_opened_end() {
    let mut world = World::new();
    let name: AccountName = "pintu".parse().unwrap();
    let open = |world: &World, whom: &str, account: Option<&str>| {
        let means = if account.is_some() { Means::Account } else { Means::Provider };
        let account = account.map(|name| name.parse().unwrap());
        let command = OpenSession { person: person(whom), means, account, lifetime: TimeDelta::days(30) };
        world.act("operator", async |context| open_session(&context, command).await)
    };
    let runs = |world: &World, key: &SessionKey| {
        world.act("public", async |context| find_session(&context, key).await).unwrap().map(|session| session.person.to_string())
    };
    assert_eq!(code(open(&world, "a", Some("pintu"))), "not-found", "there is no such account");
    add(&world, "operator", "pintu", "a", "first").unwrap();
    add(&world, "operator", "lain", "a", "other").unwrap();
    assert_eq!(code(open(&world, "b", Some("pintu"))), "not-found", "it is another's");
    let by_account = open(&world, "a", Some("pintu")).unwrap();
    let (by_other, by_provider) = (open(&world, "a", Some("lain")).unwrap(), open(&world, "a", None).unwrap());
    assert_eq!(runs(&world, &by_account).as_deref(), Some("a"));
    // a new password ends what was opened with the old one
    world.later("2026-03-02");
    add(&world, "operator", "pintu", "a", "second").unwrap();
    assert_eq!(runs(&world, &by_account), None);
    let again = open(&world, "a", Some("pintu")).unwrap();
    assert_eq!(runs(&world, &again).as_deref(), Some("a"));
    world.act("operator", async |context| remove_account(&context, &name).await).unwrap();
    assert_eq!(runs(&world, &again), None);
    // it does not come to life with an account of the same name
    world.later("2026-03-03");
    add(&world, "operator", "pintu", "a", "second").unwrap();
    assert_eq!(runs(&world, &again), None);
    assert_eq!((runs(&world, &by_other).as_deref(), runs(&world, &by_provider).as_deref()), (Some("a"), Some("a")), "others go on");
}

#[test]
fn what_a_password_could_be_guessed_from_leaves_the_store_for_nobody() {
    let world = World::new();
    add(&world, "operator", "pintu", "a", "$argon2id$secret").unwrap();
    let export = world.act("a", async |context| export_person(&context, &person("a")).await).unwrap();
    let kept = export["records"].as_array().unwrap().iter().find(|record| record["kind"] == "local-account").unwrap();
    assert_eq!((&kept["record"]["name"], kept["record"]["password"].is_null()), (&"pintu".into(), true), "{kept}");
    assert!(!export.to_string().contains("argon2id"));
}

#[test]
fn a_provider_names_somebody_by_number_or_id_and_nobody_else() {
    let world = World::new();
    let ask = |actor: &str, name: &str, known| {
        world.act(actor, async |context| identify_person(&context, IdentifyPerson { name, known }).await).map(|person| person.to_string())
    };
    assert_eq!(ask("operator", "a", Known::Id).unwrap(), "a");
    assert_eq!(code(ask("operator", "a", Known::Number)), "not-found", "an id is no number");
    assert_eq!(code(ask("operator", "A", Known::Id)), "not-found");
    assert_eq!(code(ask("operator", "", Known::Id)), "not-found");
    for actor in ["a", "hr", "public"] {
        assert_eq!(code(ask(actor, "a", Known::Id)), "forbidden", "{actor}");
    }
}

#[test]
fn a_login_that_has_begun_is_used_once_and_in_time_and_is_no_session() {
    let mut world = World::new();
    let login = PendingLogin { state: "s".into(), nonce: "n".into(), verifier: "v".into(), next: "/".into() };
    let begin = |world: &World| {
        let login = login.clone();
        world.act("public", async |context| begin_login(&context, login, TimeDelta::minutes(10)).await).unwrap()
    };
    let take = |world: &World, key: &SessionKey| world.act("public", async |context| take_login(&context, key).await).unwrap();
    let (first, second) = (begin(&world), begin(&world));
    assert!(world.act("public", async |context| find_session(&context, &first).await).unwrap().is_none(), "no session");
    assert_eq!(take(&world, &first).as_ref(), Some(&login));
    assert_eq!(take(&world, &first), None, "once");
    world.later("2026-03-02");
    assert_eq!(take(&world, &second), None, "too late");
}

#[test]
fn a_failed_sign_in_is_written_down_by_the_program_alone() {
    let world = World::new();
    let refuse = |actor: &str, whom: Option<&str>| {
        let command = RefuseSession { person: whom.map(person), means: Means::Account };
        world.act(actor, async |context| refuse_session(&context, command).await)
    };
    assert_eq!(code(refuse("a", None)), "forbidden");
    let before = world.trail().len();
    refuse("operator", Some("a")).unwrap();
    refuse("operator", None).unwrap();
    let trail = world.trail();
    assert_eq!(trail.len(), before + 2);
    assert!(
        trail[before].text.contains("\"verb\":\"session.refuse\"") && trail[before].text.contains("\"of\":\"person:"),
        "{}",
        trail[before].text
    );
    assert!(trail[before + 1].text.contains("account:unknown"), "{}", trail[before + 1].text);
}
