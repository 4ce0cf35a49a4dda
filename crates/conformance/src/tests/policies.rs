//! Policies and their versions.

use jenjang::policy::repository::{PolicyState, PolicyVersion};
use jenjang::store::Revision;

use crate::Stores;
use crate::fixtures::*;

pub(crate) async fn a_version_that_is_not_there_is_none(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| tx.policies().save(&policy("p", 1, "2026-01-01"), None).await.unwrap()).await;
    read(&store, async |tx| {
        assert!(tx.policies().find("p", &digest(2)).await.unwrap().is_none());
        assert!(tx.policies().find("P", &digest(1)).await.unwrap().is_none());
        assert!(tx.policies().list(Some("q")).await.unwrap().is_empty());
    })
    .await;
}

pub(crate) async fn versions_are_kept_in_every_state_and_carry_revisions(stores: Stores) {
    let store = stores.fresh().await;
    let states = [
        PolicyState::Draft,
        PolicyState::UnderReview { since: id("2026-01-02"), by: id("analis") },
        PolicyState::Enacted { on: id("2026-02-01"), by: id("pejabat") },
        PolicyState::Superseded { on: id("2026-03-01"), by: digest(77), enacted: id("2026-02-01"), enacted_by: id("pejabat") },
        PolicyState::Withdrawn { on: id("2026-03-02"), reason: text("salah \"ketik\"") },
        PolicyState::Shipped,
    ];
    let mut expected = None;
    for state in states {
        let version = PolicyVersion {
            proposed_by: Some(id("analis")),
            purpose: Some(text("menaikkan bobot")),
            state,
            ..policy("asn/promotion/regular", 5, "2026-04-01")
        };
        let revision = write(&store, async |tx| tx.policies().save(&version, expected).await.unwrap()).await;
        assert_eq!(revision, expected.map_or(Revision::FIRST, Revision::next));
        expected = Some(revision);
        let found = read(&store, async |tx| tx.policies().find("asn/promotion/regular", &digest(5)).await.unwrap().unwrap()).await;
        assert_eq!(found.revision, revision);
        check_same(&found.value, &version);
        let signed = read(&store, async |tx| tx.policies().signed().await.unwrap()).await;
        if matches!(version.state, PolicyState::Enacted { .. } | PolicyState::Superseded { .. }) {
            check_same(&values(&signed), &vec![version.head()]);
            assert!(signed.iter().all(|head| head.revision == revision));
        } else {
            assert!(signed.is_empty(), "{signed:?}");
        }
    }
    write(&store, async |tx| {
        let refused = tx.policies().save(&policy("asn/promotion/regular", 5, "2026-04-01"), Some(Revision(2))).await;
        assert_eq!(check_conflict(refused, "policy version"), (Some(Revision(6)), Some(Revision(2))));
        check_conflict(tx.policies().save(&policy("asn/promotion/regular", 5, "2026-04-01"), None).await, "policy version");
        check_conflict(tx.policies().save(&policy("asn/promotion/regular", 6, "2026-04-01"), Some(Revision(1))).await, "policy version");
    })
    .await;
}

pub(crate) async fn versions_stand_by_id_effective_date_and_version(stores: Stores) {
    let store = stores.fresh().await;
    let kept = [
        policy("p/b", 1, "2026-01-01"),
        policy("p/a", 9, "2026-01-01"),
        policy("p/a", 2, "2026-01-01"),
        policy("p/a", 1, "2027-01-01"),
        policy("p/a", 200, "0001-01-01"),
        policy("P", 4, "9999-12-31"),
        policy("p", 3, "2025-12-31"),
    ];
    write(&store, async |tx| {
        for version in &kept {
            tx.policies().save(version, None).await.unwrap();
        }
    })
    .await;
    let [b, nine, two, later, early, upper, p] = kept;
    read(&store, async |tx| {
        let of_one = vec![early.clone(), two.clone(), nine.clone(), later.clone()];
        check_same(&values(&tx.policies().list(Some("p/a")).await.unwrap()), &of_one);
        let all = vec![upper.clone(), p.clone(), early.clone(), two.clone(), nine.clone(), later.clone(), b.clone()];
        check_same(&values(&tx.policies().list(None).await.unwrap()), &all);
    })
    .await;
    let state = PolicyState::Enacted { on: id("2026-02-01"), by: id("pejabat") };
    let signed = [upper, p, early, two, nine, later, b].map(|version| PolicyVersion { state: state.clone(), ..version });
    write(&store, async |tx| {
        for version in &signed {
            tx.policies().save(version, Some(Revision::FIRST)).await.unwrap();
        }
    })
    .await;
    let found = read(&store, async |tx| tx.policies().signed().await.unwrap()).await;
    check_same(&values(&found), &signed.iter().map(PolicyVersion::head).collect());
}

pub(crate) async fn another_effective_date_moves_a_version_in_the_list(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| {
        tx.policies().save(&policy("p", 1, "2026-01-01"), None).await.unwrap();
        tx.policies().save(&policy("p", 2, "2026-02-01"), None).await.unwrap();
        tx.policies().save(&policy("p", 1, "2026-03-01"), Some(Revision(1))).await.unwrap();
    })
    .await;
    let found = read(&store, async |tx| tx.policies().list(Some("p")).await.unwrap()).await;
    check_same(&values(&found), &vec![policy("p", 2, "2026-02-01"), policy("p", 1, "2026-03-01")]);
}
