//! What people say on a draft, and what they are answered.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::clause::ClauseNumber;
use crate::audit::Digest;
use crate::legal::Label;
use crate::people::id::{DraftId, PersonId, SubmissionId};
use crate::record::{Kept, Kind};

macro_rules! words {
    ($(#[doc = $about:literal])* $name:ident { $($(#[doc = $doc:literal])* $variant:ident = $word:literal, ($id:literal, $en:literal);)* }) => {
        $(#[doc = $about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name {
            $($(#[doc = $doc])* $variant,)*
        }

        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The word in stores and commands.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }

            /// What people read.
            pub fn label(self) -> Label {
                match self { $($name::$variant => Label::new($id, $en),)* }
            }
        }
    };
}

words! {
    /// What a submission wants of a clause.
    Position {
        /// As it is.
        Support = "support", ("mendukung", "support");
        /// Otherwise.
        Change = "change", ("mengubah", "change");
        /// Not at all.
        Refuse = "refuse", ("menolak", "refuse");
    }
}

words! {
    /// How a submission or a notice travelled.
    Channel {
        /// A form or page.
        Online = "online", ("daring", "online");
        /// Electronic mail.
        Email = "email", ("surel", "e-mail");
        /// A letter.
        Letter = "letter", ("surat", "letter");
        /// Said at a hearing or meeting.
        Meeting = "meeting", ("rapat atau dengar pendapat", "meeting or hearing");
        /// By telephone or in person at a counter.
        Counter = "counter", ("loket atau telepon", "counter or telephone");
        /// Put up or announced: notice board, radio, newspaper.
        Announcement = "announcement", ("papan pengumuman atau media", "notice board or media");
    }
}

words! {
    /// What became of a submission.
    Outcome {
        /// The draft follows it.
        Accepted = "accepted", ("diterima", "accepted");
        /// The draft follows part of it.
        Partly = "partly", ("diterima sebagian", "accepted in part");
        /// The draft does not follow it.
        Rejected = "rejected", ("tidak diterima", "not accepted");
    }
}

words! {
    /// What kind of meeting it was (UU 12/2011 art. 96 names them).
    MeetingForm {
        /// *Rapat dengar pendapat umum.*
        Hearing = "hearing", ("rapat dengar pendapat umum", "public hearing");
        /// *Kunjungan kerja.*
        Visit = "visit", ("kunjungan kerja", "working visit");
        /// *Seminar, lokakarya, diskusi.*
        Seminar = "seminar", ("seminar, lokakarya, atau diskusi", "seminar, workshop or discussion");
        /// *Konsultasi publik lainnya.*
        Other = "other", ("konsultasi publik lainnya", "other consultation");
    }
}

/// What a submission was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What became of it.
    pub outcome: Outcome,
    /// Why.
    pub reason: Arc<str>,
    /// When.
    pub on: NaiveDate,
    /// The clauses that are to change because of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clauses: Vec<ClauseNumber>,
}

/// What somebody says on a clause of the version consulted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// Its id.
    pub id: SubmissionId,
    /// The draft.
    pub draft: DraftId,
    /// The version it speaks on.
    pub version: Digest,
    /// The clause it speaks on.
    pub clause: ClauseNumber,
    /// What it wants.
    pub position: Position,
    /// What it says.
    pub text: Arc<str>,
    /// Code of the group it comes from.
    pub group: Arc<str>,
    /// How it came.
    pub channel: Channel,
    /// The day it came.
    pub received: NaiveDate,
    /// Who said it; nobody for the public, and once the person is erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// The answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
}

impl Submission {
    /// Whether two unnamed submissions are the same one sent twice: same version, clause, group and position, and texts that differ in blanks and
    /// capitals at most.
    pub fn repeats(&self, other: &Submission) -> bool {
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        self.version == other.version
            && self.clause == other.clause
            && self.group == other.group
            && self.position == other.position
            && plain(&self.text) == plain(&other.text)
    }

    /// Days from its coming to its answer.
    pub fn days_to_answer(&self) -> Option<i64> {
        self.answer.as_ref().map(|answer| answer.on.signed_duration_since(self.received).num_days())
    }
}

impl Kept for Submission {
    const KIND: Kind = Kind::Submission;

    fn key(&self) -> Arc<str> {
        self.id.as_str().into()
    }

    fn parent(&self) -> Option<Arc<str>> {
        Some(self.draft.as_str().into())
    }

    fn person(&self) -> Option<&PersonId> {
        self.person.as_ref()
    }

    /// What was said stays, because the draft was answered for by it; who said it goes.
    fn forget(self, person: &PersonId) -> Option<Submission> {
        if self.person.as_ref() == Some(person) { Some(Submission { person: None, ..self }) } else { Some(self) }
    }
}

/// A meeting on a draft. Participants are counted by group, never listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// Its id.
    pub id: Arc<str>,
    /// The draft.
    pub draft: DraftId,
    /// The version that lay on the table.
    pub version: Digest,
    /// What kind it was.
    pub form: MeetingForm,
    /// When.
    pub on: NaiveDate,
    /// Where.
    pub place: Arc<str>,
    /// Minutes.
    pub minutes: Arc<str>,
    /// Participants by code of their group.
    pub participants: BTreeMap<Arc<str>, u64>,
}

impl Kept for Meeting {
    const KIND: Kind = Kind::Meeting;

    fn key(&self) -> Arc<str> {
        Arc::clone(&self.id)
    }

    fn parent(&self) -> Option<Arc<str>> {
        Some(self.draft.as_str().into())
    }
}
