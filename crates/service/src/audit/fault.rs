//! What is wrong with a trail, where, in words.

use jenjang::audit::{ChainFault, ChainFaultKind, Digest};
use jenjang::legal::Label;

/// What is wrong at one place of a trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrailFault {
    /// The chain of entries.
    Chain(ChainFault),
    /// The signature of a checkpoint is not that of its key over what it says.
    Signature {
        /// The number it seals.
        sequence: u64,
    },
    /// A checkpoint signed by a key the reader does not trust.
    UnknownKey {
        /// The number it seals.
        sequence: u64,
        /// The public key.
        key: String,
    },
    /// The chain holds together, but not the one that was signed: it was made anew after `after` and not after `sequence`.
    MadeAnew {
        /// The last number that a checkpoint confirms; 0 for none.
        after: u64,
        /// The number the checkpoint seals.
        sequence: u64,
    },
    /// The trail ends before an entry that was signed: entries were removed at the end.
    CutOff {
        /// The last number there is; 0 for an empty trail.
        last: u64,
        /// The number signed.
        signed: u64,
    },
    /// A line of an exported file that cannot be read as what it should be.
    Line {
        /// The line, from 1.
        line: u64,
        /// What is wrong.
        problem: Label,
    },
    /// The file does not hold what its first line says.
    Count {
        /// What is counted, in both languages.
        what: Label,
        /// What the first line says.
        stated: u64,
        /// What was found.
        found: u64,
    },
    /// The file ends at another entry than its first line says.
    Head {
        /// What the first line says.
        stated: Option<(u64, Digest)>,
    },
}

impl TrailFault {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            TrailFault::Chain(fault) => match fault.kind {
                ChainFaultKind::Altered => "altered",
                ChainFaultKind::Removed { .. } => "removed",
                ChainFaultKind::OutOfOrder { .. } => "out-of-order",
                ChainFaultKind::Unlinked => "unlinked",
                ChainFaultKind::Misnumbered => "misnumbered",
            },
            TrailFault::Signature { .. } => "bad-signature",
            TrailFault::UnknownKey { .. } => "unknown-key",
            TrailFault::MadeAnew { .. } => "made-anew",
            TrailFault::CutOff { .. } => "cut-off",
            TrailFault::Line { .. } => "unreadable-line",
            TrailFault::Count { .. } | TrailFault::Head { .. } => "incomplete-file",
        }
    }

    /// The number of the entry or checkpoint concerned, where it is one.
    pub fn sequence(&self) -> Option<u64> {
        match self {
            TrailFault::Chain(fault) => Some(fault.sequence),
            TrailFault::Signature { sequence } | TrailFault::UnknownKey { sequence, .. } | TrailFault::MadeAnew { sequence, .. } => {
                Some(*sequence)
            }
            TrailFault::CutOff { signed, .. } => Some(*signed),
            TrailFault::Line { .. } | TrailFault::Count { .. } | TrailFault::Head { .. } => None,
        }
    }

    /// The sentence.
    pub fn message(&self) -> Label {
        match self {
            TrailFault::Chain(fault) => chain(fault),
            TrailFault::Signature { sequence } => Label::new(
                format!("titik periksa {sequence}: tanda tangannya tidak sah"),
                format!("checkpoint {sequence}: its signature is not valid"),
            ),
            TrailFault::UnknownKey { sequence, key } => Label::new(
                format!("titik periksa {sequence}: ditandatangani dengan kunci lain, `{key}`"),
                format!("checkpoint {sequence}: signed with another key, `{key}`"),
            ),
            TrailFault::MadeAnew { after, sequence } => Label::new(
                format!(
                    "catatan {} sampai {sequence}: rantai dibuat ulang, tidak sesuai dengan titik periksa {sequence}",
                    after.saturating_add(1)
                ),
                format!(
                    "entries {} to {sequence}: the chain was made anew, it does not fit checkpoint {sequence}",
                    after.saturating_add(1)
                ),
            ),
            TrailFault::CutOff { last, signed } => {
                let first = last.saturating_add(1);
                if first >= *signed {
                    Label::new(
                        format!("catatan {signed}: dihapus dari ujung jejak, sedangkan titik periksa {signed} menandatanganinya"),
                        format!("entry {signed}: removed from the end of the trail, though checkpoint {signed} signed it"),
                    )
                } else {
                    Label::new(
                        format!(
                            "catatan {first} sampai {signed}: dihapus dari ujung jejak, sedangkan titik periksa {signed} menandatanganinya"
                        ),
                        format!("entries {first} to {signed}: removed from the end of the trail, though checkpoint {signed} signed them"),
                    )
                }
            }
            TrailFault::Line { line, problem } => {
                Label::new(format!("baris {line}: {}", problem.id), format!("line {line}: {}", problem.en))
            }
            TrailFault::Count { what, stated, found } => Label::new(
                format!("baris pertama menyebut {stated} {}, berkas berisi {found}", what.id),
                format!("the first line says {stated} {}, the file holds {found}", what.en),
            ),
            TrailFault::Head { stated: Some((sequence, _)) } => Label::new(
                format!("baris pertama menyebut catatan terakhir {sequence}, berkas berakhir dengan yang lain"),
                format!("the first line says that entry {sequence} is the last, the file ends with another"),
            ),
            TrailFault::Head { stated: None } => Label::new(
                "baris pertama menyebut jejak kosong, berkas berisi catatan",
                "the first line says that the trail is empty, the file holds entries",
            ),
        }
    }
}

fn chain(fault: &ChainFault) -> Label {
    let n = fault.sequence;
    match fault.kind {
        ChainFaultKind::Altered => Label::new(
            format!("catatan {n}: diubah, isinya tidak sesuai dengan sidiknya"),
            format!("entry {n}: altered, its text does not fit its digest"),
        ),
        ChainFaultKind::Removed { first, last } if first == last => {
            Label::new(format!("catatan {first}: dihapus"), format!("entry {first}: removed"))
        }
        ChainFaultKind::Removed { first, last } => {
            Label::new(format!("catatan {first} sampai {last}: dihapus"), format!("entries {first} to {last}: removed"))
        }
        ChainFaultKind::OutOfOrder { expected } => Label::new(
            format!("catatan {n}: disisipkan atau tidak pada urutannya, di sini seharusnya {expected}"),
            format!("entry {n}: inserted or out of order, expected {expected} here"),
        ),
        ChainFaultKind::Unlinked => Label::new(
            format!("catatan {n}: menyebut catatan lain di depannya daripada yang ada; yang di depannya diganti, atau catatan ini"),
            format!("entry {n}: names another entry before it than the one there; that one was replaced, or this one"),
        ),
        ChainFaultKind::Misnumbered => {
            Label::new(format!("catatan {n}: isinya menyebut nomor lain"), format!("entry {n}: its text names another number"))
        }
    }
}
