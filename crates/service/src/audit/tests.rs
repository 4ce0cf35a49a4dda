//! Every way of tampering is found and located, in a store and in an exported file.

use chrono::{DateTime, Utc};
use jenjang::audit::repository::Checkpoint;
use jenjang::audit::{ChainHead, Digest, Entry, Reference, StoredEntry, Subject};
use jenjang::store::{MemoryStore, Store};

use super::*;
use crate::context::{Actor, Context, Entropy, FixedClock};
use crate::error::ServiceError;

struct NoEntropy;

impl Entropy for NoEntropy {
    fn bytes(&self) -> Result<[u8; 32], ServiceError> {
        Ok([7; 32])
    }
}

/// Memory is always ready: nothing here waits.
fn wait<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match future.as_mut().poll(&mut context) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => panic!("the memory store made somebody wait"),
    }
}

fn at(second: u32) -> DateTime<Utc> {
    format!("2026-04-01T08:00:{second:02}Z").parse().unwrap()
}

fn entry(n: u32) -> Entry {
    let subject =
        Subject { of: Reference::thing("round", format!("r-{n} \"kenaikan\"")), before: None, after: Some(Digest::of(n.to_string())) };
    Entry { at: at(n), actor: Reference::operator(), verb: "round.plan".into(), subjects: vec![subject], policy: None }
}

fn chain(length: u32) -> Vec<StoredEntry> {
    let mut entries: Vec<StoredEntry> = Vec::new();
    for n in 1..=length {
        entries.push(entry(n).follow(entries.last().map(StoredEntry::head)));
    }
    entries
}

/// What is written into a store by somebody who can write the tables: digests and texts as they please, numbers one after another.
fn store_of(entries: &[StoredEntry], checkpoints: &[Checkpoint]) -> MemoryStore {
    let store = MemoryStore::new();
    wait(async {
        let mut tx = store.begin().await.unwrap();
        for entry in entries {
            tx.audit().append(entry).await.unwrap();
        }
        for checkpoint in checkpoints {
            tx.audit().save_checkpoint(checkpoint).await.unwrap();
        }
        tx.commit().await.unwrap();
    });
    store
}

fn with<T>(store: &MemoryStore, work: impl AsyncFnOnce(&Context<'_>) -> T) -> T {
    let clock = FixedClock(at(59));
    wait(work(&Context { store, actor: &Actor::Operator, clock: &clock, entropy: &NoEntropy }))
}

fn key() -> AuditKey {
    AuditKey::new([9; 32])
}

fn trust() -> Trust {
    Trust { keys: vec![key().public()], kept: Vec::new() }
}

fn seal(entries: &[StoredEntry], n: usize) -> Checkpoint {
    key().sign(entries[n - 1].head(), at(50))
}

fn report(entries: &[StoredEntry], checkpoints: &[Checkpoint]) -> Report {
    let store = store_of(entries, checkpoints);
    with(&store, async |context| verify(context, &trust(), &mut |_, _| {}).await.unwrap())
}

fn file(entries: &[StoredEntry], checkpoints: &[Checkpoint]) -> Vec<u8> {
    let store = store_of(entries, checkpoints);
    with(&store, async |context| {
        let mut out = Vec::new();
        assert_eq!(export(context, &mut out, &mut |_, _| {}).await.unwrap(), entries.len() as u64);
        out
    })
}

fn check_file(bytes: &[u8]) -> Report {
    verify_export(bytes, &trust()).unwrap()
}

/// The sentences in English.
fn said(report: &Report) -> Vec<String> {
    report.faults.iter().map(|fault| fault.message().en.to_string()).collect()
}

fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    bytes.split_inclusive(|b| *b == b'\n').map(<[u8]>::to_vec).collect()
}

#[test]
fn a_sound_trail_is_sealed_up_to_its_newest_checkpoint() {
    let entries = chain(9);
    let report = report(&entries, &[seal(&entries, 3), seal(&entries, 7)]);
    assert!(report.is_sound());
    assert_eq!((report.entries, report.checkpoints, report.sealed, report.unsealed()), (9, 2, Some(7), 2));
    assert_eq!(report.keys, [SigningKeySeen { key: key().public().to_string(), trusted: Some(true) }]);
    assert_eq!(check_file(&file(&entries, &[seal(&entries, 3), seal(&entries, 7)])), report);
    assert!(self::report(&[], &[]).is_sound());
    assert!(check_file(&file(&[], &[])).is_sound());
}

#[test]
fn an_altered_entry_is_located_in_store_and_file() {
    let mut entries = chain(9);
    entries[4].text = entries[4].text.replace("r-5", "r-6").into();
    assert_eq!(said(&report(&entries, &[])), ["entry 5: altered, its text does not fit its digest"]);
    assert_eq!(said(&check_file(&file(&entries, &[]))), ["entry 5: altered, its text does not fit its digest"]);
    // the digest mended too: the next entry gives it away
    entries[4].digest = Digest::of(entries[4].text.as_bytes());
    assert_eq!(
        said(&report(&entries, &[])),
        ["entry 6: names another entry before it than the one there; that one was replaced, or this one"]
    );
}

#[test]
fn a_chain_made_anew_from_a_point_does_not_fit_the_checkpoint() {
    let honest = chain(9);
    let seals = [seal(&honest, 3), seal(&honest, 7)];
    let mut forged: Vec<StoredEntry> = honest[..4].to_vec();
    for n in 5..=9 {
        forged.push(entry(n + 20).follow(forged.last().map(StoredEntry::head)));
    }
    assert!(report(&forged, &[]).is_sound(), "without a checkpoint nobody can tell");
    let sentence = "entries 4 to 7: the chain was made anew, it does not fit checkpoint 7";
    assert_eq!(said(&report(&forged, &seals)), [sentence]);
    assert_eq!(said(&check_file(&file(&forged, &seals))), [sentence]);
    // sealed anew by the forger with a key of their own
    let own = AuditKey::new([1; 32]);
    let resealed = report(&forged, &[seal(&honest, 3), own.sign(forged[6].head(), at(50))]);
    assert_eq!(said(&resealed), [format!("checkpoint 7: signed with another key, `{}`", own.public())]);
    // and found by the checkpoint somebody kept, whatever the store says
    let store = store_of(&forged, &[]);
    let kept = Trust { keys: Vec::new(), kept: vec![seals[1].clone()] };
    let report = with(&store, async |context| verify(context, &kept, &mut |_, _| {}).await.unwrap());
    assert_eq!(said(&report), ["entries 1 to 7: the chain was made anew, it does not fit checkpoint 7"]);
}

#[test]
fn entries_cut_off_the_end_are_found_by_the_newest_checkpoint() {
    let entries = chain(9);
    let seals = [seal(&entries, 3), seal(&entries, 8)];
    assert_eq!(
        said(&report(&entries[..5], &seals)),
        ["entries 6 to 8: removed from the end of the trail, though checkpoint 8 signed them"]
    );
    assert_eq!(said(&report(&entries[..7], &seals)), ["entry 8: removed from the end of the trail, though checkpoint 8 signed it"]);
    assert!(report(&entries[..8], &seals).is_sound());
    assert_eq!(report(&[], &seals[..1]).faults, [TrailFault::CutOff { last: 0, signed: 3 }]);
}

#[test]
fn a_checkpoint_that_was_tampered_with_is_found() {
    let entries = chain(4);
    let mut moved = seal(&entries, 3);
    moved.head.digest = entries[1].digest;
    assert_eq!(said(&report(&entries, &[moved])), ["checkpoint 3: its signature is not valid"]);
    let mut later = seal(&entries, 3);
    later.at = at(51);
    assert_eq!(said(&report(&entries, &[later])), ["checkpoint 3: its signature is not valid"]);
    let mut upper = seal(&entries, 3);
    upper.signature = upper.signature.to_uppercase().into();
    assert_eq!(report(&entries, &[upper]).faults, [TrailFault::Signature { sequence: 3 }]);
}

#[test]
fn a_flipped_bit_in_any_byte_of_a_file_is_found() {
    let entries = chain(3);
    let sound = file(&entries, &[seal(&entries, 2)]);
    assert!(check_file(&sound).is_sound());
    for place in 0..sound.len() {
        // one bit of every byte, and the bit that turns a small letter into a capital
        for bit in [place % 8, 5] {
            let mut bytes = sound.clone();
            bytes[place] ^= 1 << bit;
            assert!(!check_file(&bytes).is_sound(), "bit {bit} of byte {place} was flipped unseen");
        }
    }
}

#[test]
fn removed_reordered_inserted_and_repeated_lines_are_located() {
    let entries = chain(6);
    let sound = lines(&file(&entries, &[seal(&entries, 6)]));
    // a header, a checkpoint, six entries
    let first = |change: &dyn Fn(&mut Vec<Vec<u8>>)| {
        let mut changed = sound.clone();
        change(&mut changed);
        said(&check_file(&changed.concat())).first().cloned().unwrap_or_default()
    };
    assert_eq!(first(&|lines| drop(lines.remove(2))), "entry 1: removed");
    assert_eq!(first(&|lines| drop(lines.remove(4))), "entry 3: removed");
    assert_eq!(first(&|lines| drop(lines.drain(4..6))), "entries 3 to 4: removed");
    assert_eq!(first(&|lines| drop(lines.pop())), "the first line says 6 entries, the file holds 5");
    assert_eq!(first(&|lines| lines.swap(4, 5)), "entry 3: removed");
    assert!(first(&|lines| lines.insert(4, sound[6].clone())).starts_with("entries 3 to 4: removed"));
    assert_eq!(first(&|lines| lines.insert(5, sound[3].clone())), "entry 2: inserted or out of order, expected 4 here");
    assert_eq!(first(&|lines| drop(lines.remove(0))), "line 1: expected the header of an audit trail");
    assert_eq!(first(&|lines| drop(lines.remove(1))), "the first line says 1 checkpoints, the file holds 0");
    assert_eq!(first(&|lines| lines.swap(1, 2)), "line 3: a checkpoint after entries, expected before them");
    assert_eq!(first(&|lines| lines[3] = b"{}\n".to_vec()), "entry 2: removed");
}

#[test]
fn a_checkpoint_is_signed_once_and_never_over_a_trail_that_does_not_hold() {
    let mut entries = chain(5);
    let store = store_of(&entries, &[]);
    let (first, again, due_now, due_later) = with(&store, async |context| {
        let due_now = due(context, 5).await.unwrap();
        let first = sign_checkpoint(context, &key()).await.unwrap();
        let again = sign_checkpoint(context, &key()).await.unwrap();
        (first, again, due_now, due(context, 1).await.unwrap())
    });
    assert_eq!(first, again);
    assert!(due_now && !due_later);
    assert_eq!(first.head, ChainHead { sequence: 5, digest: entries[4].digest });
    let report = with(&store, async |context| verify(context, &trust(), &mut |_, _| {}).await.unwrap());
    assert_eq!((report.sealed, report.is_sound()), (Some(5), true));

    entries[3].text = entries[3].text.replace("r-4", "r-1").into();
    let sign = |entries: &[StoredEntry], seals: &[Checkpoint]| {
        let store = store_of(entries, seals);
        with(&store, async |context| sign_checkpoint(context, &key()).await.unwrap_err())
    };
    let error = sign(&entries, &[]);
    assert_eq!(error.code(), "audit-unsound");
    assert_eq!(
        &*error.message().en,
        "the audit trail is not sound and was not signed: entry 4: altered, its text does not fit its digest; run `jenjang audit verify`"
    );
    assert_eq!(sign(&[], &[]).code(), "audit-empty");
    let other = chain(3);
    let mut replaced = entries.clone();
    replaced[2] = StoredEntry { text: "{}".into(), ..other[2].clone() };
    assert_eq!(sign(&replaced, &[seal(&other, 3)]).code(), "audit-unsound");
}

#[test]
fn a_page_of_the_trail_says_what_its_newest_checkpoint_is_worth() {
    let entries = chain(9);
    let newest = |entries: &[StoredEntry], checkpoints: &[Checkpoint]| {
        let store = store_of(entries, checkpoints);
        let asked = ListTrail { before: None, verb: None, limit: 3 };
        with(&store, async |context| list_trail(context, &asked).await.unwrap().newest)
    };
    assert_eq!(newest(&entries, &[]), None);
    assert_eq!(newest(&entries, &[seal(&entries, 3), seal(&entries, 7)]), Some(SealFound { signed: true, fits: true, since: 2 }));
    // altered: the moment it names, or the entry it sealed
    let altered = Checkpoint { at: at(51), ..seal(&entries, 7) };
    assert_eq!(newest(&entries, &[altered]), Some(SealFound { signed: false, fits: true, since: 2 }));
    let mut another = entries.clone();
    another[6].text = another[6].text.replace("r-7", "r-8").into();
    assert_eq!(newest(&another, &[seal(&entries, 7)]), Some(SealFound { signed: true, fits: false, since: 2 }));
    // cut off before the entry that was sealed
    assert_eq!(newest(&entries[..5], &[seal(&entries, 7)]), Some(SealFound { signed: true, fits: false, since: 0 }));
}

#[test]
fn nobody_but_auditor_and_operator_reads_the_trail() {
    let store = store_of(&chain(1), &[]);
    let clock = FixedClock(at(59));
    for actor in [Actor::Public, Actor::Person("p-1".parse().unwrap())] {
        let context = Context { store: &store, actor: &actor, clock: &clock, entropy: &NoEntropy };
        assert_eq!(wait(verify(&context, &trust(), &mut |_, _| {})).unwrap_err().code(), "forbidden");
        assert_eq!(wait(export(&context, &mut Vec::new(), &mut |_, _| {})).unwrap_err().code(), "forbidden");
        assert_eq!(wait(sign_checkpoint(&context, &key())).unwrap_err().code(), "forbidden");
    }
}

#[test]
fn keys_are_read_as_they_are_written_and_never_shown() {
    let key = key();
    assert_eq!(key.to_file().parse::<AuditKey>().unwrap().public(), key.public());
    assert_eq!(key.public().to_string().parse::<PublicKey>().unwrap(), key.public());
    assert_eq!(format!("{key:?}"), "AuditKey");
    for wrong in ["", "jenjang-audit-key-1", "jenjang-audit-key-2 00", "jenjang-audit-key-1 12"] {
        let error = wrong.parse::<AuditKey>().unwrap_err();
        assert_eq!(error, KeyError::Secret);
    }
    assert_eq!("00".parse::<PublicKey>().unwrap_err(), KeyError::Public);
}
