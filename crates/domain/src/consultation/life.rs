//! The life of a draft: written, consulted on, answered, passed from step to step, signed.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Refusal;
use super::draft::DraftText;
use super::process::{Calendar, Process, Step, StepKind};
use super::submission::Channel;
use crate::audit::Digest;
use crate::legal::Label;
use crate::people::id::{DraftId, PersonId, SubmissionId};
use crate::record::{Kept, Kind};

/// A version of a draft: its text and the policy that carries it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct TextVersion {
    /// Digest of text and rules, to which submissions are bound.
    pub digest: Digest,
    /// The clauses.
    pub text: DraftText,
    /// The policy file's text.
    pub policy_text: Arc<str>,
    /// Hash of the policy's meaning.
    pub policy_version: Digest,
    /// When it was written.
    pub on: NaiveDate,
    /// Who wrote it, in office.
    pub by: PersonId,
    /// Why it was changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Arc<str>>,
}

/// How people were told that a draft can be spoken on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Through what.
    pub channel: Channel,
    /// When.
    pub on: NaiveDate,
    /// Where the draft can be read and how: address, counter, formats for people with disability.
    pub access: Arc<str>,
    /// Codes of the groups it was meant for; none is everybody.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub groups: BTreeSet<Arc<str>>,
}

/// A time in which a version could be spoken on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// The version.
    pub version: Digest,
    /// How people were told.
    pub notices: Vec<Notice>,
    /// First day.
    pub opened: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
    /// When it was closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<NaiveDate>,
}

/// Where a draft stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "stage")]
pub enum Stage {
    /// Being written.
    Drafting,
    /// Open to be spoken on.
    Consulting,
    /// Closed; submissions are answered and the text is revised.
    Answering,
    /// In the step at this place of the process.
    Stepping {
        /// Place of the step.
        at: usize,
        /// When it began.
        since: NaiveDate,
    },
    /// All steps done.
    Finished {
        /// When.
        on: NaiveDate,
    },
}

impl Stage {
    /// What people read.
    pub fn label(&self) -> Label {
        match self {
            Stage::Drafting => Label::new("disusun", "being drafted"),
            Stage::Consulting => Label::new("dikonsultasikan", "open for consultation"),
            Stage::Answering => Label::new("masukan ditanggapi", "submissions being answered"),
            Stage::Stepping { .. } => Label::new("dalam tahap penetapan", "in its steps to enactment"),
            Stage::Finished { .. } => Label::new("selesai", "finished"),
        }
    }

    /// The word in JSON.
    pub fn as_str(&self) -> &'static str {
        match self {
            Stage::Drafting => "drafting",
            Stage::Consulting => "consulting",
            Stage::Answering => "answering",
            Stage::Stepping { .. } => "stepping",
            Stage::Finished { .. } => "finished",
        }
    }
}

/// How a step ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct StepTaken {
    /// Code of the step.
    pub step: Arc<str>,
    /// When it began.
    pub since: NaiveDate,
    /// When it ended.
    pub on: NaiveDate,
    /// Who took it, in office.
    pub by: PersonId,
    /// Whether the draft was given back to the step before.
    #[serde(default)]
    pub returned: bool,
    /// What was noted; why, where it was given back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Arc<str>>,
}

/// The signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Signature {
    /// When.
    pub on: NaiveDate,
    /// By whom, in office.
    pub by: PersonId,
    /// The version signed.
    pub version: Digest,
    /// The policy version enacted.
    pub policy_version: Digest,
    /// First day it binds.
    pub effective: NaiveDate,
}

/// A draft policy on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Draft {
    /// Its id.
    pub id: DraftId,
    /// The process it follows, as it was when the draft was begun.
    pub process: Process,
    /// The days that count.
    pub calendar: Calendar,
    /// Its texts, the last one is the present one. Never empty.
    pub versions: Vec<TextVersion>,
    /// Consultations held.
    pub rounds: Vec<Round>,
    /// Steps taken.
    pub taken: Vec<StepTaken>,
    /// The signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<Signature>,
    /// Where it stands.
    #[serde(flatten)]
    pub stage: Stage,
}

/// How a step stands on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock<'d> {
    /// The step.
    pub step: &'d Step,
    /// When it began; none before.
    pub since: Option<NaiveDate>,
    /// The last day it may last to; none without a limit or before it begins.
    pub due: Option<NaiveDate>,
    /// When it ended; none before.
    pub done: Option<NaiveDate>,
    /// Working days past the last day: up to the end of the step, or to the day looked at.
    pub late: u32,
}

impl Draft {
    /// A new draft with its first text.
    pub fn new(process: Process, calendar: Calendar, first: TextVersion) -> Draft {
        let id = first.text.id.clone();
        Draft { id, process, calendar, versions: vec![first], rounds: Vec::new(), taken: Vec::new(), signed: None, stage: Stage::Drafting }
    }

    /// The present text. `None` only for a record somebody has tampered with.
    pub fn current(&self) -> Option<&TextVersion> {
        self.versions.last()
    }

    /// The version with this digest.
    pub fn version(&self, digest: Digest) -> Option<&TextVersion> {
        self.versions.iter().find(|version| version.digest == digest)
    }

    /// The round that is open or was last.
    pub fn round(&self) -> Option<&Round> {
        self.rounds.last()
    }

    /// The first version that was consulted on; the first text where none was.
    pub fn consulted(&self) -> Option<&TextVersion> {
        self.rounds.first().and_then(|round| self.version(round.version)).or_else(|| self.versions.first())
    }

    /// The step it is in.
    pub fn step(&self) -> Option<&Step> {
        match self.stage {
            Stage::Stepping { at, .. } => self.process.steps.get(at),
            _ => None,
        }
    }

    /// Whether this person wrote one of its versions.
    pub fn is_drafter(&self, person: &PersonId) -> bool {
        self.versions.iter().any(|version| version.by == *person)
    }

    fn wrong_stage(&self, id: &str, en: &str) -> Refusal {
        let state = self.stage.label();
        Refusal::new(
            "draft-stage",
            format!("rancangan `{}` tidak dapat {id} dalam keadaan `{}`", self.id, state.id),
            format!("cannot {en} draft `{}` from state `{}`", self.id, state.en),
        )
    }

    /// Adds a text. Not while people speak on another, and not once it lies before the signature: it has to be given back first.
    ///
    /// # Errors
    /// `draft-stage`; `same-text` where it says what the present one says; `other-policy` where it is carried by another policy.
    pub fn revise(&mut self, version: TextVersion) -> Result<(), Refusal> {
        let open = match self.stage {
            Stage::Drafting | Stage::Answering => true,
            Stage::Stepping { at, .. } => at < self.process.signature(),
            Stage::Consulting | Stage::Finished { .. } => false,
        };
        if !open {
            return Err(self.wrong_stage("diubah", "change"));
        }
        if let Some(present) = self.current() {
            if present.digest == version.digest {
                return Err(Refusal::new(
                    "same-text",
                    format!("naskah ini sama dengan versi terakhir rancangan `{}`", self.id),
                    format!("this text is the same as the last version of draft `{}`", self.id),
                ));
            }
            if present.text.policy != version.text.policy {
                let (found, expected) = (&version.text.policy, &present.text.policy);
                return Err(Refusal::new(
                    "other-policy",
                    format!("naskah ini dijalankan kebijakan `{found}`, diharapkan `{expected}` seperti versi sebelumnya"),
                    format!("this text is carried by policy `{found}`, expected `{expected}` as the versions before"),
                ));
            }
        }
        self.versions.push(version);
        Ok(())
    }

    /// Opens the present version to be spoken on until a day, or moves the last day of the round that is open to a later one.
    ///
    /// # Errors
    /// `draft-stage`; `no-notice` where nobody was told; `unknown-group`; `window-too-short`; `not-later`.
    pub fn open(&mut self, notices: Vec<Notice>, today: NaiveDate, until: NaiveDate) -> Result<(), Refusal> {
        for code in notices.iter().flat_map(|notice| &notice.groups) {
            self.known_group(code)?;
        }
        if self.stage == Stage::Consulting {
            let id = self.id.clone();
            let Some(round) = self.rounds.last_mut() else { return Err(self.wrong_stage("dibuka", "open")) };
            if until <= round.until {
                return Err(Refusal::new(
                    "not-later",
                    format!(
                        "konsultasi rancangan `{id}` sudah dibuka sampai {}, diharapkan hari yang lebih kemudian daripada {until}",
                        round.until
                    ),
                    format!("the consultation of draft `{id}` is open until {} already, expected a later day than {until}", round.until),
                ));
            }
            round.until = until;
            round.notices.extend(notices);
            return Ok(());
        }
        if !matches!(self.stage, Stage::Drafting | Stage::Answering) {
            return Err(self.wrong_stage("dibuka untuk konsultasi", "open for consultation"));
        }
        let Some(version) = self.current().map(|version| version.digest) else { return Err(self.wrong_stage("dibuka", "open")) };
        if notices.is_empty() {
            return Err(Refusal::new(
                "no-notice",
                format!(
                    "belum ada pengumuman untuk rancangan `{}`, diharapkan sekurang-kurangnya satu dengan saluran dan cara mengaksesnya",
                    self.id
                ),
                format!("there is no notice for draft `{}`, expected at least one with its channel and how to read the draft", self.id),
            ));
        }
        let least = self.process.window.as_ref().map_or(0, |limit| limit.working_days);
        let earliest = self.calendar.after(today, least).unwrap_or(today);
        if until < earliest {
            return Err(Refusal::new(
                "window-too-short",
                format!(
                    "masa konsultasi sampai {until}, diharapkan sekurang-kurangnya {least} hari kerja, yaitu sampai {earliest} atau sesudahnya"
                ),
                format!(
                    "the consultation would last until {until}, expected at least {least} working days, that is until {earliest} or later"
                ),
            ));
        }
        self.rounds.push(Round { version, notices, opened: today, until, closed: None });
        self.stage = Stage::Consulting;
        Ok(())
    }

    /// The version somebody speaks on with what came on a day.
    ///
    /// # Errors
    /// `not-open` where no round took in what came on that day; `draft-stage` once submissions are no longer answered.
    pub fn takes(&self, received: NaiveDate, today: NaiveDate) -> Result<&TextVersion, Refusal> {
        if !matches!(self.stage, Stage::Consulting | Stage::Answering) {
            return Err(self.wrong_stage("menerima masukan", "take submissions on"));
        }
        let within =
            |round: &&Round| round.opened <= received && received <= round.until && round.closed.is_none_or(|closed| received <= closed);
        let round = self.rounds.iter().rev().find(within).filter(|_| received <= today);
        round.and_then(|round| self.version(round.version)).ok_or_else(|| {
            let windows: Vec<String> = self.rounds.iter().map(|round| format!("{} – {}", round.opened, round.until)).collect();
            let windows = windows.join(", ");
            Refusal::new(
                "not-open",
                format!("pada {received} rancangan `{}` tidak dibuka untuk masukan; masa konsultasi: {windows}", self.id),
                format!("on {received} draft `{}` was not open for submissions; open were: {windows}", self.id),
            )
        })
    }

    /// Ends the round once its last day is over.
    ///
    /// # Errors
    /// `draft-stage`; `window-open` up to and including the last day.
    pub fn close(&mut self, today: NaiveDate) -> Result<(), Refusal> {
        let id = self.id.clone();
        if self.stage != Stage::Consulting {
            return Err(self.wrong_stage("ditutup", "close the consultation of"));
        }
        let Some(round) = self.rounds.last_mut() else { return Err(self.wrong_stage("ditutup", "close the consultation of")) };
        if today <= round.until {
            return Err(Refusal::new(
                "window-open",
                format!("konsultasi rancangan `{id}` dibuka sampai {}, dapat ditutup mulai hari sesudahnya", round.until),
                format!("the consultation of draft `{id}` is open until {}, it can be closed from the day after", round.until),
            ));
        }
        round.closed = Some(today);
        self.stage = Stage::Answering;
        Ok(())
    }

    /// The last day for answers; none before the closing or without a limit.
    pub fn answers_due(&self) -> Option<NaiveDate> {
        let limit = self.process.answers.as_ref()?;
        self.calendar.after(self.round()?.closed?, limit.working_days)
    }

    /// Sends the draft into its steps.
    ///
    /// INVARIANT (everybody is answered): no draft moves on while a submission lacks an answer.
    ///
    /// # Errors
    /// `draft-stage`, also where nobody was consulted; `unanswered`.
    pub fn settle(&mut self, unanswered: &[SubmissionId], today: NaiveDate) -> Result<(), Refusal> {
        if self.stage != Stage::Answering {
            return Err(self.wrong_stage("diteruskan ke tahap berikutnya", "move on"));
        }
        if !unanswered.is_empty() {
            let (count, first) = (unanswered.len(), some(unanswered.iter().map(ToString::to_string)));
            return Err(Refusal::new(
                "unanswered",
                format!("{count} masukan atas rancangan `{}` belum ditanggapi, diharapkan semuanya: {first}", self.id),
                format!("submissions on draft `{}` that lack an answer: {count}, expected none: {first}", self.id),
            ));
        }
        self.stage = Stage::Stepping { at: 0, since: today };
        Ok(())
    }

    /// Ends the step the draft is in, which is not the signature; or gives the draft back to the step before, with the reason.
    ///
    /// # Errors
    /// `draft-stage`; `signature-next` where only the signature is left; `nothing-before`; `reason-missing`.
    pub fn take(&mut self, by: &PersonId, today: NaiveDate, returned: bool, note: Option<Arc<str>>) -> Result<(), Refusal> {
        let Stage::Stepping { at, since } = self.stage else { return Err(self.wrong_stage("melalui tahap", "take a step with")) };
        let Some(step) = self.process.steps.get(at) else { return Err(self.wrong_stage("melalui tahap", "take a step with")) };
        if step.kind == StepKind::Signature && !returned {
            return Err(Refusal::new(
                "signature-next",
                format!("rancangan `{}` menunggu tanda tangan ({}), gunakan penandatanganan", self.id, step.who.id),
                format!("draft `{}` awaits the signature ({}), it has to be signed", self.id, step.who.en),
            ));
        }
        if returned {
            if at == 0 || step.kind == StepKind::After {
                return Err(Refusal::new(
                    "nothing-before",
                    format!("tahap `{}` tidak dapat mengembalikan rancangan, tidak ada tahap sebelumnya yang masih terbuka", step.code),
                    format!("step `{}` cannot give the draft back, no step before it is still open", step.code),
                ));
            }
            if note.is_none() {
                return Err(Refusal::new(
                    "reason-missing",
                    "pengembalian rancangan memerlukan alasan",
                    "giving a draft back needs a reason",
                ));
            }
        }
        let step = Arc::clone(&step.code);
        self.taken.push(StepTaken { step, since, on: today, by: by.clone(), returned, note });
        self.go(if returned { at.saturating_sub(1) } else { at + 1 }, today);
        Ok(())
    }

    /// Signs the draft: the step of the signature ends, and what follows it begins.
    ///
    /// INVARIANT (two persons): who wrote a version of the draft does not sign it.
    ///
    /// # Errors
    /// `draft-stage`; `steps-left` where reviews are not done; `drafter-signs`.
    pub fn sign(&mut self, signature: Signature, note: Option<Arc<str>>) -> Result<(), Refusal> {
        let Stage::Stepping { at, since } = self.stage else { return Err(self.wrong_stage("ditandatangani", "sign")) };
        let Some(step) = self.process.steps.get(at).filter(|step| step.kind == StepKind::Signature) else {
            let open = self.process.steps.iter().skip(at).take_while(|step| step.kind == StepKind::Review);
            let (id, en): (Vec<&str>, Vec<&str>) = open.map(|step| (&*step.label.id, &*step.label.en)).unzip();
            if id.is_empty() {
                return Err(self.wrong_stage("ditandatangani", "sign"));
            }
            return Err(Refusal::new(
                "steps-left",
                format!("rancangan `{}` belum melalui: {}", self.id, id.join(", ")),
                format!("draft `{}` has not been through: {}", self.id, en.join(", ")),
            ));
        };
        if self.is_drafter(&signature.by) {
            return Err(drafter_signs(&self.id));
        }
        let (step, today, by) = (Arc::clone(&step.code), signature.on, signature.by.clone());
        self.taken.push(StepTaken { step, since, on: today, by, returned: false, note });
        self.signed = Some(signature);
        self.go(at + 1, today);
        Ok(())
    }

    fn go(&mut self, at: usize, today: NaiveDate) {
        self.stage = if at < self.process.steps.len() { Stage::Stepping { at, since: today } } else { Stage::Finished { on: today } };
    }

    /// How every step of the process stands on a day, in order.
    pub fn clocks(&self, day: NaiveDate) -> Vec<Clock<'_>> {
        let clock = |(place, step): (usize, &'_ Step)| {
            let taken = self.taken.iter().rev().find(|taken| taken.step == step.code && !taken.returned);
            let (since, done) = match self.stage {
                Stage::Stepping { at, since } if at == place => (Some(since), None),
                Stage::Stepping { at, .. } if at < place => (None, None),
                Stage::Drafting | Stage::Consulting | Stage::Answering => (None, None),
                _ => (taken.map(|taken| taken.since), taken.map(|taken| taken.on)),
            };
            let due = since.zip(step.limit.as_ref()).and_then(|(since, limit)| self.calendar.after(since, limit.working_days));
            let late = due.map_or(0, |due| self.calendar.between(due, done.unwrap_or(day)));
            (since, due, done, late)
        };
        let clock = |(place, step)| {
            let (since, due, done, late) = clock((place, step));
            Clock { step, since, due, done, late }
        };
        self.process.steps.iter().enumerate().map(clock).collect()
    }

    /// That the process has a group.
    ///
    /// # Errors
    /// `unknown-group`, with those there are.
    pub fn known_group(&self, code: &str) -> Result<(), Refusal> {
        if self.process.group(code).is_some() {
            return Ok(());
        }
        let all = self.process.groups.iter().map(|group| format!("`{}`", group.code)).collect::<Vec<_>>().join(", ");
        let found: String = code.chars().take(60).collect();
        Err(Refusal::new(
            "unknown-group",
            format!("kelompok `{found}` tidak dikenal, diharapkan salah satu dari {all}"),
            format!("unknown group `{found}`, expected one of {all}"),
        ))
    }
}

/// Why the drafter does not sign.
pub fn drafter_signs(draft: &DraftId) -> Refusal {
    Refusal::new(
        "drafter-signs",
        format!("rancangan `{draft}` harus ditandatangani oleh orang lain daripada penyusunnya"),
        format!("draft `{draft}` has to be signed by somebody else than its drafter"),
    )
}

/// At most five names of a list, and that there are more.
pub(crate) fn some(names: impl Iterator<Item = String>) -> String {
    let names: Vec<String> = names.collect();
    let shown: Vec<String> = names.iter().take(5).map(|name| format!("`{name}`")).collect();
    format!("{}{}", shown.join(", "), if names.len() > 5 { ", …" } else { "" })
}

impl Kept for Draft {
    const KIND: Kind = Kind::Draft;

    fn key(&self) -> Arc<str> {
        self.id.as_str().into()
    }
}
