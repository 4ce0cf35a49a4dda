//! What people read of a verification.

use chrono::{DateTime, Utc};
use jenjang::certificate::RevocationReason;
use jenjang::legal::Label;

use super::{Finding, Note};
use crate::proof::{SUITE, moment, shown};

impl Finding {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Finding::Malformed(_) => "malformed",
            Finding::UnsupportedSuite { .. } => "unsupported-suite",
            Finding::UnknownIssuer { .. } => "unknown-issuer",
            Finding::WrongKey { .. } => "wrong-key",
            Finding::Forged => "forged",
            Finding::Altered => "altered",
            Finding::KeyNotYet { .. } => "key-not-yet",
            Finding::KeyRetired { .. } => "key-retired",
            Finding::KeyCompromised { .. } => "key-compromised",
            Finding::NotYetValid { .. } => "not-yet-valid",
            Finding::Expired { .. } => "expired",
            Finding::Revoked(_) => "revoked",
        }
    }

    /// The sentence.
    pub fn message(&self) -> Label {
        let at = |moment_in_time: &DateTime<Utc>| moment(*moment_in_time);
        match self {
            Finding::Malformed(problem) => Label::new(
                format!("berkas bukan sertifikat yang dapat diperiksa: {}", problem.id),
                format!("the file is not a certificate that can be verified: {}", problem.en),
            ),
            Finding::UnsupportedSuite { found } => Label::new(
                format!("bukti memakai `{found}`, yang dapat diperiksa di sini hanya `{SUITE}`"),
                format!("the proof uses `{found}`, only `{SUITE}` can be verified here"),
            ),
            Finding::UnknownIssuer { issuer } => Label::new(
                format!("penerbit `{}` tidak termasuk penerbit yang dipercaya", shown(issuer)),
                format!("the issuer `{}` is none of those trusted", shown(issuer)),
            ),
            Finding::WrongKey { method, signed_by_it: true } => Label::new(
                format!("ditandatangani dengan kunci yang bukan milik penerbit: `{}`", shown(method)),
                format!("signed with a key that is none of the issuer's: `{}`", shown(method)),
            ),
            Finding::WrongKey { method, signed_by_it: false } => Label::new(
                format!("menyebut kunci yang bukan milik penerbit: `{}`", shown(method)),
                format!("names a key that is none of the issuer's: `{}`", shown(method)),
            ),
            Finding::Forged => Label::new(
                "palsu: nilai buktinya bukan tanda tangan yang dapat dibuat oleh kunci mana pun",
                "forged: its proof value is no signature that any key can make",
            ),
            Finding::Altered => Label::new(
                "tanda tangan tidak cocok dengan isi: berkas diubah setelah ditandatangani, atau tanda tangannya diambil dari berkas lain",
                "the signature does not fit the content: the file was altered after it was signed, or the signature is of another file",
            ),
            Finding::KeyNotYet { signed, from } => Label::new(
                format!("ditandatangani {}, sebelum kuncinya mulai dipakai ({})", at(signed), at(from)),
                format!("signed {}, before its key came into use ({})", at(signed), at(from)),
            ),
            Finding::KeyRetired { signed, until } => Label::new(
                format!("ditandatangani {}, setelah kuncinya diganti ({})", at(signed), at(until)),
                format!("signed {}, after its key was replaced ({})", at(signed), at(until)),
            ),
            Finding::KeyCompromised { signed, since } => Label::new(
                format!("ditandatangani {}, setelah kuncinya bocor ({})", at(signed), at(since)),
                format!("signed {}, after its key fell into other hands ({})", at(signed), at(since)),
            ),
            Finding::NotYetValid { from } => {
                Label::new(format!("belum berlaku, mulai berlaku {}", at(from)), format!("not yet valid, it begins to hold {}", at(from)))
            }
            Finding::Expired { until } => {
                Label::new(format!("sudah tidak berlaku, berakhir {}", at(until)), format!("expired, it held until {}", at(until)))
            }
            Finding::Revoked(revoked) => {
                let on = revoked.on.map(|day| format!(" {day}")).unwrap_or_default();
                let Label { id, en } = revoked.reason.as_deref().map(reason).unwrap_or_default();
                Label::new(format!("dicabut oleh penerbit{on}{id}"), format!("revoked by the issuer{on}{en}"))
            }
        }
    }
}

/// A reason in words where it is one of ours, as it stands in the list where it is not.
fn reason(code: &str) -> Label {
    let known = RevocationReason::ALL.into_iter().find(|reason| reason.as_str() == code);
    let words = known.map_or_else(|| Label::same(shown(code)), RevocationReason::label);
    Label::new(format!(" ({})", words.id), format!(" ({})", words.en))
}

impl Note {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Note::RevocationsNotChecked { .. } => "revocations-not-checked",
            Note::RevocationsOfAnother { .. } => "revocations-of-another",
            Note::RevocationsOutdated { .. } => "revocations-outdated",
        }
    }

    /// The sentence.
    pub fn message(&self) -> Label {
        match self {
            Note::RevocationsNotChecked { list } => Label::new(
                format!("pencabutan tidak diperiksa: daftar pencabutan penerbit ada di `{}`", shown(list)),
                format!("revocation was not checked: the issuer's list of revoked certificates is at `{}`", shown(list)),
            ),
            Note::RevocationsOfAnother { issuer } => Label::new(
                format!("pencabutan tidak diperiksa: daftar yang diberikan milik `{}`", shown(issuer)),
                format!("revocation was not checked: the list given is that of `{}`", shown(issuer)),
            ),
            Note::RevocationsOutdated { next } => Label::new(
                format!("daftar pencabutan sudah usang: daftar berikutnya seharusnya terbit {}", moment(*next)),
                format!("the list of revoked certificates is out of date: the next was due {}", moment(*next)),
            ),
        }
    }
}
