//! The check itself, the same for a store and for a file.

use std::collections::{BTreeMap, BTreeSet};

use jenjang::audit::repository::Checkpoint;
use jenjang::audit::{ChainHead, Digest, StoredEntry, Verifier};

use super::fault::TrailFault;
use super::key::{PublicKey, is_signed};

/// Faults listed; more are counted.
const LISTED: usize = 1000;

/// What the reader knows from elsewhere.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// Keys that may sign checkpoints; empty for any, which proves less: who can write the store can then sign a checkpoint of their own.
    pub keys: Vec<PublicKey>,
    /// Checkpoints kept outside the store.
    pub kept: Vec<Checkpoint>,
}

/// A key that signed checkpoints of a trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKeySeen {
    /// The public key.
    pub key: String,
    /// Whether the reader trusts it; `None` where the reader named no key.
    pub trusted: Option<bool>,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Entries seen.
    pub entries: u64,
    /// The last entry seen.
    pub head: Option<ChainHead>,
    /// Checkpoints seen, those kept elsewhere included.
    pub checkpoints: u64,
    /// The newest entry that a valid checkpoint confirms; nothing up to it can have been changed without its key.
    pub sealed: Option<u64>,
    /// Keys that signed, in order.
    pub keys: Vec<SigningKeySeen>,
    /// What is wrong, in the order of the trail; at most a thousand.
    pub faults: Vec<TrailFault>,
    /// How many more are not listed.
    pub more: u64,
}

impl Report {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }

    /// Entries younger than the newest valid checkpoint: whoever can write the store could still change them.
    pub fn unsealed(&self) -> u64 {
        self.head.map_or(0, |head| head.sequence).saturating_sub(self.sealed.unwrap_or(0))
    }
}

/// Looks at a trail entry by entry. Its memory does not grow with the trail.
pub(super) struct TrailCheck {
    verifier: Verifier,
    /// Digests that were signed and found valid, by number, not yet met; two checkpoints may disagree.
    awaited: BTreeMap<u64, BTreeSet<Digest>>,
    checkpoints: u64,
    confirmed: Option<u64>,
    keys: BTreeMap<String, Option<bool>>,
    faults: Vec<TrailFault>,
    more: u64,
}

impl TrailCheck {
    /// A check of a trail with these checkpoints, and those kept elsewhere.
    pub(super) fn new(checkpoints: &[Checkpoint], trust: &Trust) -> TrailCheck {
        let mut check = TrailCheck {
            verifier: Verifier::new(None),
            awaited: BTreeMap::new(),
            checkpoints: 0,
            confirmed: None,
            keys: BTreeMap::new(),
            faults: Vec::new(),
            more: 0,
        };
        let mut seen: Vec<&Checkpoint> = Vec::new();
        for checkpoint in checkpoints.iter().chain(&trust.kept) {
            if seen.contains(&checkpoint) {
                continue;
            }
            seen.push(checkpoint);
            check.checkpoint(checkpoint, trust);
        }
        check
    }

    fn checkpoint(&mut self, checkpoint: &Checkpoint, trust: &Trust) {
        self.checkpoints = self.checkpoints.saturating_add(1);
        let sequence = checkpoint.head.sequence;
        if !is_signed(checkpoint) {
            self.fault(TrailFault::Signature { sequence });
            return;
        }
        let trusted = (!trust.keys.is_empty()).then(|| trust.keys.iter().any(|key| key.to_string() == *checkpoint.key));
        self.keys.insert(checkpoint.key.to_string(), trusted);
        if trusted == Some(false) {
            self.fault(TrailFault::UnknownKey { sequence, key: checkpoint.key.to_string() });
        } else {
            self.awaited.entry(sequence).or_default().insert(checkpoint.head.digest);
        }
    }

    /// The next entry.
    pub(super) fn entry(&mut self, entry: &StoredEntry) {
        for fault in self.verifier.push(entry) {
            self.fault(TrailFault::Chain(fault));
        }
        let Some(signed) = self.awaited.remove(&entry.sequence) else { return };
        // the digest of what stands there, whatever digest is written beside it
        if signed.len() == 1 && signed.contains(&Digest::of(entry.text.as_bytes())) {
            self.confirmed = Some(entry.sequence);
        } else {
            self.fault(TrailFault::MadeAnew { after: self.confirmed.unwrap_or(0), sequence: entry.sequence });
        }
    }

    /// Something else that is wrong.
    pub(super) fn fault(&mut self, fault: TrailFault) {
        if self.faults.len() < LISTED {
            self.faults.push(fault);
        } else {
            self.more = self.more.saturating_add(1);
        }
    }

    /// How many entries were seen.
    pub(super) fn entries(&self) -> u64 {
        self.verifier.entries()
    }

    /// The last entry seen.
    pub(super) fn head(&self) -> Option<ChainHead> {
        self.verifier.head()
    }

    /// What came out, once every entry was seen.
    pub(super) fn finish(mut self) -> Report {
        let last = self.verifier.head().map_or(0, |head| head.sequence);
        if let Some(signed) = self.awaited.keys().next_back().copied().filter(|signed| *signed > last) {
            self.fault(TrailFault::CutOff { last, signed });
        }
        Report {
            entries: self.verifier.entries(),
            head: self.verifier.head(),
            checkpoints: self.checkpoints,
            // a confirmed entry that stands after a fault of the chain confirms nothing before it
            sealed: self.confirmed.filter(|_| self.faults.is_empty()),
            keys: self.keys.into_iter().map(|(key, trusted)| SigningKeySeen { key, trusted }).collect(),
            faults: self.faults,
            more: self.more,
        }
    }
}
