//! The chain and its verification.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::digest::Digest;

/// An entry as it stands in the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct StoredEntry {
    /// 1 for the first.
    pub sequence: u64,
    /// SHA-256 over the text.
    pub digest: Digest,
    /// The text, which names the digest of the entry before.
    pub text: Arc<str>,
}

impl StoredEntry {
    /// Where a chain that ends with this entry stands.
    pub fn head(&self) -> ChainHead {
        ChainHead { sequence: self.sequence, digest: self.digest }
    }
}

/// The last entry of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ChainHead {
    /// Its number.
    pub sequence: u64,
    /// Its digest.
    pub digest: Digest,
}

/// What is wrong at one place of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainFault {
    /// The number of the entry, as it stands there.
    pub sequence: u64,
    /// What.
    pub kind: ChainFaultKind,
}

/// The ways in which a chain can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainFaultKind {
    /// The text is not what the digest says: it was altered, or the digest was.
    Altered,
    /// Numbers are left out: entries were removed.
    Removed {
        /// The first number that is not there.
        first: u64,
        /// The last.
        last: u64,
    },
    /// A number that was there already or comes too late: entries were inserted or stand in another order.
    OutOfOrder {
        /// The number expected.
        expected: u64,
    },
    /// The text names another entry before it than the one that stands there.
    Unlinked,
    /// The text names another number than its place.
    Misnumbered,
}

/// Checks a chain entry by entry, going on after a fault.
#[derive(Clone, Debug, Default)]
pub struct Verifier {
    head: Option<ChainHead>,
    entries: u64,
}

impl Verifier {
    /// For a chain that goes on from a head one trusts; `None` for the beginning.
    pub fn new(head: Option<ChainHead>) -> Verifier {
        Verifier { head, entries: 0 }
    }

    /// Looks at the next entry; what is wrong with it.
    pub fn push(&mut self, entry: &StoredEntry) -> Vec<ChainFault> {
        let mut kinds = Vec::new();
        let expected = self.head.map_or(1, |head| head.sequence.saturating_add(1));
        let found = entry.sequence;
        if found > expected {
            kinds.push(ChainFaultKind::Removed { first: expected, last: found.saturating_sub(1) });
        } else if found < expected {
            kinds.push(ChainFaultKind::OutOfOrder { expected });
        }
        if Digest::of(entry.text.as_bytes()) != entry.digest {
            kinds.push(ChainFaultKind::Altered);
        }
        // a quote inside a string is escaped, so that these can only be keys
        if !entry.text.contains(&format!(",\"sequence\":{found},")) {
            kinds.push(ChainFaultKind::Misnumbered);
        }
        let previous = self.head.map_or(Digest([0; 32]), |head| head.digest);
        if found == expected && !entry.text.contains(&format!(",\"previous\":\"{previous}\",")) {
            kinds.push(ChainFaultKind::Unlinked);
        }
        self.entries = self.entries.saturating_add(1);
        // after entries out of order the highest number stays what the next is compared with
        if found >= expected {
            self.head = Some(entry.head());
        }
        kinds.into_iter().map(|kind| ChainFault { sequence: found, kind }).collect()
    }

    /// The last entry seen.
    pub fn head(&self) -> Option<ChainHead> {
        self.head
    }

    /// How many entries were seen.
    pub fn entries(&self) -> u64 {
        self.entries
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Entry, Reference};
    use super::*;

    fn chain(length: u64) -> Vec<StoredEntry> {
        let entry = |n: u64| Entry {
            at: "2026-04-01T08:00:00Z".parse().unwrap(),
            actor: Reference::operator(),
            verb: format!("verb.{n}").into(),
            subjects: Vec::new(),
            policy: None,
        };
        let mut entries: Vec<StoredEntry> = Vec::new();
        for n in 0..length {
            let next = entry(n).follow(entries.last().map(StoredEntry::head));
            entries.push(next);
        }
        entries
    }

    fn faults(entries: &[StoredEntry]) -> Vec<ChainFault> {
        let mut verifier = Verifier::new(None);
        entries.iter().flat_map(|entry| verifier.push(entry)).collect()
    }

    #[test]
    fn a_sound_chain_has_no_faults() {
        assert_eq!(faults(&chain(5)), []);
    }

    #[test]
    fn every_kind_of_tampering_is_found_and_located() {
        let at = |sequence, kind| ChainFault { sequence, kind };
        let mut flipped = chain(5);
        flipped[2].text = flipped[2].text.replace("verb.2", "verb.3").into();
        assert_eq!(faults(&flipped), [at(3, ChainFaultKind::Altered)]);
        flipped[2].digest = Digest::of(flipped[2].text.as_bytes());
        assert_eq!(faults(&flipped), [at(4, ChainFaultKind::Unlinked)], "the digest mended too: the next entry gives it away");

        let mut removed = chain(5);
        removed.remove(1);
        assert_eq!(faults(&removed), [at(3, ChainFaultKind::Removed { first: 2, last: 2 })]);

        let mut swapped = chain(5);
        swapped.swap(1, 2);
        assert_eq!(
            faults(&swapped),
            [at(3, ChainFaultKind::Removed { first: 2, last: 2 }), at(2, ChainFaultKind::OutOfOrder { expected: 4 })]
        );

        let mut inserted = chain(5);
        inserted.insert(2, inserted[1].clone());
        assert_eq!(faults(&inserted), [at(2, ChainFaultKind::OutOfOrder { expected: 3 })]);

        let mut renumbered = chain(3);
        renumbered[1].sequence = 7;
        assert!(faults(&renumbered).contains(&at(7, ChainFaultKind::Misnumbered)));
    }
}
