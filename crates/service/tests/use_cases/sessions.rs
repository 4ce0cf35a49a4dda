//! Login sessions.

use chrono::TimeDelta;
use jenjang_service::ServiceError;
use jenjang_service::sessions::{Means, OpenSession, SessionKey, end_session, find_session, open_session};

use crate::world::{World, code, person};

fn open(world: &World, actor: &str, who: &str) -> Result<SessionKey, ServiceError> {
    let command = OpenSession { person: person(who), means: Means::Provider, account: None, lifetime: TimeDelta::hours(10) };
    world.act(actor, async |context| open_session(&context, command).await)
}

fn found(world: &World, key: &SessionKey) -> Option<String> {
    let found = world.act("public", async |context| find_session(&context, key).await).unwrap();
    found.map(|session| session.person.as_str().to_owned())
}

#[test]
fn a_session_lasts_until_it_is_ended_or_over() {
    let mut world = World::new();
    let (first, second) = (open(&world, "operator", "a").unwrap(), open(&world, "operator", "b").unwrap());
    assert_ne!(first, second);
    assert_eq!((found(&world, &first).as_deref(), found(&world, &second).as_deref()), (Some("a"), Some("b")));
    assert!(world.act("public", async |context| end_session(&context, &first).await).unwrap());
    assert!(!world.act("public", async |context| end_session(&context, &first).await).unwrap(), "only once");
    assert_eq!((found(&world, &first), found(&world, &second).as_deref()), (None, Some("b")));
    world.later("2026-03-02");
    assert_eq!(found(&world, &second), None, "ten hours are over");
    open(&world, "operator", "a").unwrap();
    assert!(!world.act("public", async |context| end_session(&context, &second).await).unwrap(), "what is over was removed");
}

#[test]
fn only_the_program_opens_sessions_and_only_for_somebody_there() {
    let world = World::new();
    for actor in ["a", "hr", "ppk", "public"] {
        assert_eq!(code(open(&world, actor, "a")), "forbidden", "{actor}");
    }
    assert_eq!(code(open(&world, "operator", "nobody")), "not-found");
}

#[test]
fn a_key_is_digits_and_is_not_shown_by_accident() {
    let world = World::new();
    let key = open(&world, "operator", "a").unwrap();
    assert_eq!(SessionKey::parse(key.reveal()), Some(key.clone()));
    assert!(!format!("{key:?}").contains(key.reveal()));
    for text in ["", "abc", &"A".repeat(64), &"g".repeat(64), &"0".repeat(65)] {
        assert_eq!(SessionKey::parse(text), None, "{text}");
    }
    assert_eq!(found(&world, &SessionKey::parse(&"0".repeat(64)).unwrap()), None);
}
