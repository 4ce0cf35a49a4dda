//! The audit trail: an append-only chain of entries, each naming the hash of the one before.
//!
//! Who has the exported entries can check them with nothing but SHA-256: the digest of an entry is the SHA-256 of its text, and the text names the
//! digest of the entry before under `previous`. The texts are JSON as RFC 8785 writes it (keys in order, no blanks).
//!
//! INVARIANT (erasing does not break the chain): people are named by a digest keyed with a [`SubjectSecret`], as is every digest of personal data.
//! Erasure destroys the secret; the chain stays whole, and whoever guesses a name or a record has nothing to compare it with.
//!
//! INVARIANT (an answer's entry holds the receipt alone): no rater, no ratee, no digest of content, see [`Entry::answer`].

mod chain;
mod digest;
mod entry;
pub mod repository;

pub use chain::{ChainFault, ChainFaultKind, ChainHead, StoredEntry, Verifier};
pub use digest::{Digest, DigestError, SubjectSecret};
pub use entry::{Entry, Reference, Subject};
