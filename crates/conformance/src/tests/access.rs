//! Grants, outbox, idempotency keys, tokens, sessions.

use jenjang::access::{AccessToken, AnsweredRequest, Grant, GrantedRole, Message, Session};

use crate::Stores;
use crate::fixtures::*;

pub(crate) async fn grants_stand_in_order_and_end_by_being_replaced(stores: Stores) {
    let store = stores.fresh().await;
    let in_order: Vec<Grant> = ["A", "a", "b"]
        .into_iter()
        .flat_map(|person| GrantedRole::ALL.into_iter().map(move |role| (person, role)))
        .flat_map(|(person, role)| {
            [("U", "2026-01-01"), ("u", "0001-01-01"), ("u", "2026-01-01")]
                .map(|(unit, since)| Grant { role, ..grant(person, unit, since) })
        })
        .collect();
    write(&store, async |tx| {
        assert!(tx.grants().list(None).await.unwrap().is_empty());
        for grant in in_order.iter().rev() {
            tx.grants().save(grant).await.unwrap();
        }
    })
    .await;
    read(&store, async |tx| {
        check_same(&tx.grants().list(None).await.unwrap(), &in_order);
        check_same(&tx.grants().list(Some(&id("a"))).await.unwrap(), &in_order[12..24].to_vec());
        assert!(tx.grants().list(Some(&id("c"))).await.unwrap().is_empty());
    })
    .await;
    let ended = Grant { until: Some(id("2026-06-30")), ..in_order[2].clone() };
    write(&store, async |tx| tx.grants().save(&ended).await.unwrap()).await;
    let found = read(&store, async |tx| tx.grants().list(Some(&id("A"))).await.unwrap()).await;
    assert_eq!(found.len(), 12, "replaced, not added");
    check_same(&found[2], &ended);
    write(&store, async |tx| tx.grants().save(&in_order[2]).await.unwrap()).await;
    check_same(&read(&store, async |tx| tx.grants().list(None).await.unwrap()).await, &in_order);
}

pub(crate) async fn messages_come_out_by_id_until_they_are_removed(stores: Stores) {
    let store = stores.fresh().await;
    let all_may_follow = Message { recipient: None, body: text("[]"), ..message("02") };
    write(&store, async |tx| {
        for name in ["03", "1", "0a", "01"] {
            tx.outbox().put(&message(name)).await.unwrap();
        }
        tx.outbox().put(&all_may_follow).await.unwrap();
        check_conflict(tx.outbox().put(&message("01")).await, "message");
    })
    .await;
    read(&store, async |tx| {
        let expected = vec![message("01"), all_may_follow.clone(), message("03"), message("0a"), message("1")];
        check_same(&tx.outbox().peek(usize::MAX).await.unwrap(), &expected);
        check_same(&tx.outbox().peek(2).await.unwrap(), &expected[..2].to_vec());
        assert!(tx.outbox().peek(0).await.unwrap().is_empty());
    })
    .await;
    read(&store, async |tx| {
        let of = message("01").recipient;
        assert!(of.is_some());
        let all = vec![message("01"), all_may_follow.clone(), message("03"), message("0a"), message("1")];
        check_same(&tx.outbox().after(None, None, usize::MAX).await.unwrap(), &all);
        check_same(&tx.outbox().after(None, of.as_ref(), 9).await.unwrap(), &all);
        check_same(&tx.outbox().after(Some("02"), None, 2).await.unwrap(), &all[2..4].to_vec());
        check_same(&tx.outbox().after(Some("00"), Some(&id("somebody-else")), 9).await.unwrap(), &vec![all_may_follow.clone()]);
        assert!(tx.outbox().after(Some("1"), None, 9).await.unwrap().is_empty());
        assert_eq!(tx.outbox().after(Some("0\0"), None, 9).await.unwrap().len(), 5);
    })
    .await;
    write(&store, async |tx| {
        tx.outbox().remove(&[]).await.unwrap();
        tx.outbox().remove(&[text("01"), text("nothing"), text("0a"), text("01")]).await.unwrap();
        tx.outbox().put(&message("01")).await.unwrap();
    })
    .await;
    let found = read(&store, async |tx| tx.outbox().peek(9).await.unwrap()).await;
    check_same(&found, &vec![message("01"), all_may_follow, message("03"), message("1")]);
}

pub(crate) async fn many_messages_are_removed_at_once(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| {
        for n in 0..300 {
            tx.outbox().put(&message(&format!("{n:05}"))).await.unwrap();
        }
        let many: Vec<_> = (10..70_000).map(|n| text(&format!("{n:05}"))).collect();
        tx.outbox().remove(&many).await.unwrap();
        assert_eq!(tx.outbox().peek(usize::MAX).await.unwrap().len(), 10);
    })
    .await;
}

pub(crate) async fn idempotency_keys_of_different_people_do_not_meet(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| {
        assert!(tx.idempotency().find(&id("a"), "k").await.unwrap().is_none());
        tx.idempotency().insert(&answered("a", "k")).await.unwrap();
        tx.idempotency().insert(&answered("b", "k")).await.unwrap();
        tx.idempotency().insert(&answered("a", "K")).await.unwrap();
        let other = AnsweredRequest { request: digest(1), answer: text("other"), ..answered("a", "k") };
        check_conflict(tx.idempotency().insert(&other).await, "idempotency key");
    })
    .await;
    read(&store, async |tx| {
        for (person, key) in [("a", "k"), ("b", "k"), ("a", "K")] {
            check_same(&tx.idempotency().find(&id(person), key).await.unwrap(), &Some(answered(person, key)));
        }
        assert!(tx.idempotency().find(&id("b"), "K").await.unwrap().is_none());
        assert!(tx.idempotency().find(&id("A"), "k").await.unwrap().is_none());
    })
    .await;
}

pub(crate) async fn answered_requests_are_forgotten_from_their_moment_on(stores: Stores) {
    let store = stores.fresh().await;
    let until = |key: &str, expires: &str| AnsweredRequest { expires: moment(expires), ..answered("a", key) };
    let now = moment("2026-05-01T00:00:00.000000001Z");
    write(&store, async |tx| {
        tx.idempotency().insert(&until("past", "2026-04-30T23:59:59.999999999Z")).await.unwrap();
        tx.idempotency().insert(&until("now", "2026-05-01T00:00:00.000000001Z")).await.unwrap();
        tx.idempotency().insert(&until("soon", "2026-05-01T00:00:00.000000002Z")).await.unwrap();
        tx.idempotency().insert(&until("old", "0999-12-31T00:00:00Z")).await.unwrap();
        tx.idempotency().insert(&until("late", "9999-12-31T23:59:59Z")).await.unwrap();
        check_conflict(tx.idempotency().insert(&answered("a", "past")).await, "idempotency key");
        assert_eq!(tx.idempotency().remove_expired(now).await.unwrap(), 3);
        assert_eq!(tx.idempotency().remove_expired(now).await.unwrap(), 0);
        tx.idempotency().insert(&answered("a", "past")).await.unwrap();
    })
    .await;
    read(&store, async |tx| {
        let soon = tx.idempotency().find(&id("a"), "soon").await.unwrap();
        check_same(&soon, &Some(until("soon", "2026-05-01T00:00:00.000000002Z")));
        assert!(tx.idempotency().find(&id("a"), "now").await.unwrap().is_none());
        assert!(tx.idempotency().find(&id("a"), "late").await.unwrap().is_some());
    })
    .await;
}

pub(crate) async fn tokens_are_found_by_hash_and_listed_by_person(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| {
        assert!(tx.tokens().find(&digest(1)).await.unwrap().is_none());
        for (byte, person) in [(9, "a"), (255, "a"), (1, "a"), (2, "b")] {
            tx.tokens().insert(&token(byte, person)).await.unwrap();
        }
        let other = AccessToken { name: text("lain"), ..token(1, "c") };
        check_conflict(tx.tokens().insert(&other).await, "token");
    })
    .await;
    read(&store, async |tx| {
        check_same(&tx.tokens().find(&digest(1)).await.unwrap(), &Some(token(1, "a")));
        check_same(&tx.tokens().of_person(&id("a")).await.unwrap(), &vec![token(1, "a"), token(9, "a"), token(255, "a")]);
        assert!(tx.tokens().of_person(&id("c")).await.unwrap().is_empty());
    })
    .await;
    write(&store, async |tx| {
        assert!(tx.tokens().remove(&digest(9)).await.unwrap());
        assert!(!tx.tokens().remove(&digest(9)).await.unwrap());
    })
    .await;
    let found = read(&store, async |tx| tx.tokens().of_person(&id("a")).await.unwrap()).await;
    check_same(&found, &vec![token(1, "a"), token(255, "a")]);
}

pub(crate) async fn sessions_are_replaced_and_removed(stores: Stores) {
    let store = stores.fresh().await;
    let first = session(1, "2026-06-01T00:00:00Z");
    let renewed = Session { data: text("\u{7f}renewed"), ..session(1, "2026-07-01T00:00:00.5Z") };
    write(&store, async |tx| {
        assert!(tx.sessions().find(&digest(1)).await.unwrap().is_none());
        tx.sessions().save(&first).await.unwrap();
        tx.sessions().save(&session(2, "2026-06-01T00:00:00Z")).await.unwrap();
        tx.sessions().save(&renewed).await.unwrap();
    })
    .await;
    check_same(&read(&store, async |tx| tx.sessions().find(&digest(1)).await.unwrap()).await, &Some(renewed));
    write(&store, async |tx| {
        assert!(tx.sessions().remove(&digest(1)).await.unwrap());
        assert!(!tx.sessions().remove(&digest(1)).await.unwrap());
        assert!(tx.sessions().find(&digest(2)).await.unwrap().is_some());
    })
    .await;
}

pub(crate) async fn expired_sessions_are_found_until_they_are_removed(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| {
        for (byte, expires) in [
            (1, "2026-05-31T23:59:59.999999999Z"),
            (2, "2026-06-01T00:00:00Z"),
            (3, "2026-06-01T00:00:00.000000001Z"),
            (4, "2026-06-01T07:00:00+07:00"),
            (5, "2026-06-01T00:00:01Z"),
        ] {
            tx.sessions().save(&session(byte, expires)).await.unwrap();
        }
        assert!(tx.sessions().find(&digest(1)).await.unwrap().is_some(), "expired or not");
        assert_eq!(tx.sessions().remove_expired(moment("2026-06-01T00:00:00Z")).await.unwrap(), 3);
    })
    .await;
    read(&store, async |tx| {
        for (byte, there) in [(1, false), (2, false), (3, true), (4, false), (5, true)] {
            assert_eq!(tx.sessions().find(&digest(byte)).await.unwrap().is_some(), there, "session {byte}");
        }
    })
    .await;
    // a session that was renewed counts from its new end
    write(&store, async |tx| {
        tx.sessions().save(&session(3, "2030-01-01T00:00:00Z")).await.unwrap();
        assert_eq!(tx.sessions().remove_expired(moment("2027-01-01T00:00:00Z")).await.unwrap(), 1);
        assert!(tx.sessions().find(&digest(3)).await.unwrap().is_some());
    })
    .await;
}
