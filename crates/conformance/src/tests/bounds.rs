//! Numbers, dates and moments at their limits: kept exactly or refused with `Unstorable`, never altered.

use chrono::{DateTime, NaiveDate, Utc};
use jenjang::access::{AnsweredRequest, Grant, Session};
use jenjang::development::{DevelopmentRecord, DevelopmentState};
use jenjang::evaluation::cycle::{Cycle, CycleState};
use jenjang::evaluation::repository::{Audience, CycleFile};
use jenjang::people::record::{GradeRecord, LearningRecord, PerformanceRecord};
use jenjang::policy::repository::PolicyVersion;
use jenjang::policy::stored::{StoredFact, StoredValue};
use jenjang::promotion::repository::{DecisionRecord, RoundFile};
use jenjang::store::{StoreError, Transaction};
use rust_decimal::Decimal;
use serde::Serialize;

use crate::fixtures::*;
use crate::{Fresh, Stores};

/// Writes something; whether it was taken. Refusing it as unstorable is fine, any other error is not.
pub(crate) async fn taken(store: &Fresh, what: &str, work: impl AsyncFnOnce(&mut dyn Transaction) -> Result<(), StoreError>) -> bool {
    let mut tx = store.begin().await.unwrap();
    match work(&mut *tx).await {
        Ok(()) => {
            tx.commit().await.unwrap();
            true
        }
        Err(StoreError::Unstorable { .. }) => false,
        Err(other) => panic!("{what}: expected it to be kept or to be unstorable, found: {other} ({other:?})"),
    }
}

/// That something was kept exactly, or not at all.
pub(crate) async fn check_kept<T: Serialize>(
    store: &Fresh,
    what: &str,
    value: &T,
    put: impl AsyncFnOnce(&mut dyn Transaction) -> Result<(), StoreError>,
    get: impl AsyncFnOnce(&mut dyn Transaction) -> Option<T>,
) {
    if taken(store, what, put).await {
        let found = read(store, get).await;
        assert!(found.is_some(), "{what}: taken, but not there");
        check_same(&found.as_ref(), &Some(value));
    }
}

fn decimals() -> Vec<Decimal> {
    let texts = [
        "0",
        "0.00",
        "-0",
        "-0.000",
        "1",
        "1.0",
        "1.10",
        "-1.5",
        "0.1",
        "12345678901234567890.12345678",
        "0.0000000000000000000000000001",
        "-0.0000000000000000000000000001",
        "7.9228162514264337593543950335",
        "1.0000000000000000000000000000",
        "9007199254740993",
        "9223372036854775808",
        "18446744073709551616",
    ];
    // a zero with a sign is the same number, and reading text takes the sign off: nothing is asked of it
    texts.into_iter().map(id).chain([Decimal::MAX, Decimal::MIN]).collect()
}

fn dates() -> Vec<NaiveDate> {
    let ends = [NaiveDate::MIN, NaiveDate::MAX];
    let of = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    let odd = [of(0, 1, 1), of(-1, 12, 31), of(-4712, 1, 1), of(10_000, 1, 1), of(99_999, 12, 31), of(200_000, 1, 1)];
    let usual = [of(1, 1, 1), of(999, 12, 31), of(1900, 2, 28), of(2024, 2, 29), of(9999, 12, 31)];
    ends.into_iter().chain(odd).chain(usual).collect()
}

fn moments() -> Vec<DateTime<Utc>> {
    let texts = [
        "0001-01-01T00:00:00Z",
        "0999-12-31T23:59:59.999999999Z",
        "1969-12-31T23:59:59.000000001Z",
        "1970-01-01T00:00:00Z",
        "2016-12-31T23:59:60Z",
        "2026-04-01T08:00:00.1Z",
        "2026-04-01T08:00:00.123456789Z",
        "9999-12-31T23:59:59.999999999Z",
    ];
    texts.into_iter().map(moment).chain([DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC]).collect()
}

pub(crate) async fn decimals_keep_every_digit_and_zero(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| {
        tx.rounds().save(&round("r"), None).await.unwrap();
        tx.cycles().save(&cycle("1"), None).await.unwrap();
    })
    .await;
    for (n, value) in decimals().into_iter().enumerate() {
        let (name, what) = (format!("p{n}"), format!("the number {value}"));
        let text = value.to_string();
        let mut of_person = somebody(&name);
        of_person.record.registers.learning =
            Some(vec![LearningRecord { completed: id("2024-01-01"), hours: value, title: name.as_str().into() }]);
        check_kept(
            &store,
            &what,
            &of_person,
            async |tx| tx.people().save(&of_person, None).await.map(drop),
            async |tx| tx.people().find(&id(&name)).await.unwrap().map(|stored| stored.value),
        )
        .await;
        let mut scored = entry(&name, None);
        scored.score = Some(value);
        scored.tie_breaks = vec![StoredValue::Number(value)];
        let entries = [scored];
        check_kept(
            &store,
            &what,
            &entries[0],
            async |tx| tx.rounds().save_entries(&id("r"), &entries).await,
            async |tx| tx.rounds().entries(&id("r"), &all()).await.unwrap().into_iter().find(|entry| entry.person.as_str() == name),
        )
        .await;
        let mut of_panel = panel_score("m", &name, "interview", "0");
        of_panel.score = value;
        let scores = [of_panel];
        check_kept(
            &store,
            &what,
            &scores[0],
            async |tx| tx.rounds().save_panel_scores(&id("r"), &scores).await,
            async |tx| tx.rounds().panel_scores(&id("r")).await.unwrap().into_iter().find(|score| score.candidate.as_str() == name),
        )
        .await;
        let mut made = decision(&name, &name, None);
        made.dossier.facts.insert("x".into(), StoredFact { value: StoredValue::Number(value), source: None });
        let made = [made];
        check_kept(
            &store,
            &what,
            &made[0],
            async |tx| tx.decisions().insert(&made).await,
            async |tx| tx.decisions().find(&id(&name)).await.unwrap(),
        )
        .await;
        let assessed = {
            let mut assessed = profile(&name, "f", "1");
            assessed.assessments[0].level = value;
            assessed
        };
        check_kept(
            &store,
            &what,
            &assessed,
            async |tx| tx.competency().save_profile(&assessed, None).await.map(drop),
            async |tx| tx.competency().find_profile(&id(&name), &id("f")).await.unwrap().map(|stored| stored.value),
        )
        .await;
        let hours = {
            let mut record = training(&name, &name, "1");
            record.state = DevelopmentState::Completed { on: id("2025-01-01"), hours: value, evidence: None };
            record
        };
        check_kept(
            &store,
            &what,
            &hours,
            async |tx| tx.development().save(&hours, None).await.map(drop),
            async |tx| tx.development().find(&id(&name)).await.unwrap().map(|stored| stored.value),
        )
        .await;
        let answer = {
            let mut answer = response(&name, "rater", "1");
            answer.answers.insert(id("i1"), jenjang::evaluation::response::Answer::Value(value));
            answer
        };
        check_kept(
            &store,
            &what,
            &answer,
            async |tx| tx.cycles().put_answer(&id("1"), &answer, &receipt(&name, "rater", 1)).await,
            async |tx| tx.cycles().answers(&id("1")).await.unwrap().into_iter().find(|answer| answer.ratee.as_str() == name),
        )
        .await;
        assert_eq!(value.to_string(), text);
    }
    // sheets at last, since severing takes all answers
    for (n, value) in decimals().into_iter().enumerate() {
        let mut kept = sheet(&format!("s{n:03}"), "a", "1");
        kept.answers.insert(id("i1"), jenjang::evaluation::repository::StoredAnswer::Value(value));
        let kept = [kept];
        check_kept(
            &store,
            &format!("the number {value}"),
            &kept[0],
            async |tx| tx.cycles().sever(&id("1"), &kept, &[]).await,
            async |tx| tx.cycles().sheets(&id("1"), None).await.unwrap().into_iter().find(|sheet| sheet.id == kept[0].id),
        )
        .await;
    }
}

pub(crate) async fn dates_of_every_year_are_kept_or_refused(stores: Stores) {
    let store = stores.fresh().await;
    for (n, day) in dates().into_iter().enumerate() {
        let (name, what) = (format!("x{n}"), format!("the date {day}"));
        let mut of_person = somebody(&name);
        of_person.record.birth_date = Some(day);
        of_person.record.appointed = Some(day);
        of_person.record.registers.grades = Some(vec![GradeRecord { since: day, grade: id("III/a"), kind: None, decree: None }]);
        check_kept(
            &store,
            &what,
            &of_person,
            async |tx| tx.people().save(&of_person, None).await.map(drop),
            async |tx| tx.people().find(&id(&name)).await.unwrap().map(|stored| stored.value),
        )
        .await;
        let mut made = DecisionRecord { decided_on: day, as_of: day, known_at: day, ..decision(&name, &name, None) };
        made.dossier.as_of = day;
        made.dossier.facts.insert("x".into(), StoredFact { value: StoredValue::Date(day), source: None });
        let made = [made];
        check_kept(
            &store,
            &what,
            &made[0],
            async |tx| tx.decisions().insert(&made).await,
            async |tx| tx.decisions().find(&id(&name)).await.unwrap(),
        )
        .await;
        let version = PolicyVersion { effective: day, ..policy(&name, 1, "2026-01-01") };
        check_kept(
            &store,
            &what,
            &version,
            async |tx| tx.policies().save(&version, None).await.map(drop),
            async |tx| tx.policies().find(&name, &digest(1)).await.unwrap().map(|stored| stored.value),
        )
        .await;
        let given = Grant { since: day, until: Some(day), ..grant(&name, "u", "2026-01-01") };
        check_kept(
            &store,
            &what,
            &given,
            async |tx| tx.grants().save(&given).await,
            async |tx| tx.grants().list(Some(&id(&name))).await.unwrap().pop(),
        )
        .await;
        let mut of_round = RoundFile { since: day, ..round(&name) };
        of_round.plan.as_of = day;
        check_kept(
            &store,
            &what,
            &of_round,
            async |tx| tx.rounds().save(&of_round, None).await.map(drop),
            async |tx| tx.rounds().find(&id(&name)).await.unwrap().map(|stored| stored.value),
        )
        .await;
        let state = CycleState::Open { since: day, until: day };
        let of_cycle = CycleFile { cycle: Cycle::restore(id(&name), state), severed: Some(day), ..cycle(&name) };
        check_kept(
            &store,
            &what,
            &of_cycle,
            async |tx| tx.cycles().save(&of_cycle, None).await.map(drop),
            async |tx| tx.cycles().find(&id(&name)).await.unwrap().map(|stored| stored.value),
        )
        .await;
        let planned = DevelopmentRecord { state: DevelopmentState::Planned { due: Some(day) }, ..training(&name, &name, "1") };
        check_kept(
            &store,
            &what,
            &planned,
            async |tx| tx.development().save(&planned, None).await.map(drop),
            async |tx| tx.development().find(&id(&name)).await.unwrap().map(|stored| stored.value),
        )
        .await;
    }
}

pub(crate) async fn lists_by_day_go_by_time_whatever_the_year(stores: Stores) {
    let store = stores.fresh().await;
    let (mut decided, mut effective, mut since) = (Vec::new(), Vec::new(), Vec::new());
    for (n, day) in dates().into_iter().enumerate() {
        // ids run against time
        let made = [DecisionRecord { decided_on: day, ..decision(&format!("k{}", 99 - n), "a", None) }];
        if taken(&store, "a decision", async |tx| tx.decisions().insert(&made).await).await {
            decided.push(day);
        }
        let version = PolicyVersion { effective: day, ..policy("p", u8::try_from(200 - n).unwrap(), "2026-01-01") };
        if taken(&store, "a policy", async |tx| tx.policies().save(&version, None).await.map(drop)).await {
            effective.push(day);
        }
        let given = Grant { since: day, ..grant("a", "u", "2026-01-01") };
        if taken(&store, "a grant", async |tx| tx.grants().save(&given).await).await {
            since.push(day);
        }
    }
    for days in [&mut decided, &mut effective, &mut since] {
        assert!(days.len() >= 5, "dates of the years 1 to 9999 are kept by every store: {days:?}");
        days.sort_unstable();
    }
    read(&store, async |tx| {
        let found = tx.decisions().of_person(&id("a")).await.unwrap();
        assert_eq!(found.iter().map(|decision| decision.decided_on).collect::<Vec<_>>(), decided);
        let found = tx.policies().list(Some("p")).await.unwrap();
        assert_eq!(found.iter().map(|stored| stored.value.effective).collect::<Vec<_>>(), effective);
        let found = tx.grants().list(None).await.unwrap();
        assert_eq!(found.iter().map(|grant| grant.since).collect::<Vec<_>>(), since);
    })
    .await;
}

pub(crate) async fn moments_keep_their_nanoseconds_and_expire_in_time(stores: Stores) {
    let store = stores.fresh().await;
    let mut kept = Vec::new();
    for (expires, byte) in moments().into_iter().zip(0..) {
        let what = format!("the moment {expires:?}");
        let of_session = Session { expires, ..session(byte, "2026-01-01T00:00:00Z") };
        check_kept(
            &store,
            &what,
            &of_session,
            async |tx| tx.sessions().save(&of_session).await,
            async |tx| tx.sessions().find(&digest(byte)).await.unwrap(),
        )
        .await;
        let request = AnsweredRequest { expires, ..answered("a", &format!("k{byte}")) };
        check_kept(
            &store,
            &what,
            &request,
            async |tx| tx.idempotency().insert(&request).await,
            async |tx| tx.idempotency().find(&id("a"), &request.key).await.unwrap(),
        )
        .await;
        let mut sent = message(&format!("m{byte}"));
        sent.at = expires;
        check_kept(
            &store,
            &what,
            &sent,
            async |tx| tx.outbox().put(&sent).await,
            async |tx| tx.outbox().peek(usize::MAX).await.unwrap().into_iter().find(|message| message.id == sent.id),
        )
        .await;
        let mut of_token = token(byte, "a");
        of_token.expires = expires;
        check_kept(
            &store,
            &what,
            &of_token,
            async |tx| tx.tokens().insert(&of_token).await,
            async |tx| tx.tokens().find(&digest(byte)).await.unwrap(),
        )
        .await;
        if read(&store, async |tx| tx.sessions().find(&digest(byte)).await.unwrap().is_some()).await {
            kept.push((expires, byte));
        }
    }
    let mut ordered = kept.clone();
    ordered.sort_unstable();
    for now in ordered.iter().map(|(expires, _)| *expires) {
        if now == DateTime::<Utc>::MIN_UTC || now == DateTime::<Utc>::MAX_UTC {
            continue;
        }
        write(&store, async |tx| tx.sessions().remove_expired(now).await.unwrap()).await;
        for (expires, byte) in &kept {
            let there = read(&store, async |tx| tx.sessions().find(&digest(*byte)).await.unwrap().is_some()).await;
            assert_eq!(there, *expires > now, "a session until {expires:?}, at {now:?}");
        }
    }
}

pub(crate) async fn whole_numbers_are_kept_up_to_their_limits(stores: Stores) {
    let store = stores.fresh().await;
    write(&store, async |tx| tx.cycles().save(&cycle("1"), None).await.unwrap()).await;
    let mut editions = Vec::new();
    for edition in [u32::MAX, 0, 1, 2, 10, 0x7fff_ffff, 0x8000_0000] {
        let kept = [result(Some("a"), Audience::Hr, edition)];
        if taken(&store, "an edition", async |tx| tx.cycles().save_results(&id("1"), &kept).await).await {
            editions.push(edition);
        }
        let mut answer = response("a", "b", "3");
        answer.revision = edition;
        check_kept(
            &store,
            "a revision",
            &answer,
            async |tx| tx.cycles().put_answer(&id("1"), &answer, &receipt("a", "b", 1)).await,
            async |tx| tx.cycles().answers(&id("1")).await.unwrap().pop(),
        )
        .await;
        let name = format!("r{edition}");
        let mut of_round = RoundFile { edition, ..round(&name) };
        of_round.plan.quota = Some(usize::MAX);
        check_kept(
            &store,
            "an edition",
            &of_round,
            async |tx| tx.rounds().save(&of_round, None).await.map(drop),
            async |tx| tx.rounds().find(&id(&name)).await.unwrap().map(|stored| stored.value),
        )
        .await;
    }
    editions.sort_unstable();
    let found = read(&store, async |tx| tx.cycles().results(&id("1"), Audience::Hr, None, &all()).await.unwrap()).await;
    assert_eq!(found.iter().map(|result| result.edition).collect::<Vec<_>>(), editions);

    let mut sequences = Vec::new();
    for sequence in [u64::MAX, 1, 9, 10, 0x7fff_ffff_ffff_ffff, 0x8000_0000_0000_0000, 0] {
        if taken(&store, "a number", async |tx| tx.audit().save_checkpoint(&checkpoint(sequence)).await).await {
            sequences.push(sequence);
        }
    }
    sequences.sort_unstable();
    let found = read(&store, async |tx| tx.audit().checkpoints().await.unwrap()).await;
    assert_eq!(found.iter().map(|checkpoint| checkpoint.head.sequence).collect::<Vec<_>>(), sequences);

    for (n, year) in [i32::MIN, -1, 0, 2024, i32::MAX].into_iter().enumerate() {
        let mut of_person = somebody(&format!("p{n}"));
        of_person.record.registers.performance = Some(vec![PerformanceRecord { year, label: id("good"), decree: None }]);
        check_kept(
            &store,
            "a year",
            &of_person,
            async |tx| tx.people().save(&of_person, None).await.map(drop),
            async |tx| tx.people().find(&id(&format!("p{n}"))).await.unwrap().map(|stored| stored.value),
        )
        .await;
    }
    for (n, days) in [i64::MIN, i64::MAX, -1, 9_007_199_254_740_993].into_iter().enumerate() {
        let name = format!("k{n}");
        let mut made = decision(&name, "a", None);
        made.dossier.facts.insert("days".into(), StoredFact { value: StoredValue::Days(days), source: None });
        made.dossier.facts.insert("months".into(), StoredFact { value: StoredValue::Months(i32::MIN), source: None });
        let made = [made];
        check_kept(
            &store,
            "a duration",
            &made[0],
            async |tx| tx.decisions().insert(&made).await,
            async |tx| tx.decisions().find(&id(&name)).await.unwrap(),
        )
        .await;
    }
}
