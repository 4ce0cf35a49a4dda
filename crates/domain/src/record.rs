//! Records that are kept whole: found by their id, by what they belong to, or by the people they are about.
//!
//! Development, surveys, consultations and monitoring keep some twenty kinds of things that stores need not look into. They share one port: a store
//! keeps the record as the text it is given, with the three columns it can be looked up by. The types themselves stand beside their concepts and say
//! through [`Kept`] what they are; the use cases turn them into JSON and back. (Why one port: `docs/decisions/0013-one-port-for-records.md`.)

mod repository;

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::legal::Label;
use crate::people::id::PersonId;

pub use repository::{RecordFilter, RecordRepository};

macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $name:ident = $word:literal, ($id:literal, $en:literal);)*) => {
        /// What a record is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Kind {
            $($(#[doc = $doc])* $name,)*
        }

        impl Kind {
            /// All kinds, in the order of their declaration.
            pub const ALL: &'static [Kind] = &[$(Kind::$name),*];

            /// The word in stores and files.
            pub fn as_str(self) -> &'static str {
                match self { $(Kind::$name => $word,)* }
            }

            /// What people read.
            pub fn label(self) -> Label {
                match self { $(Kind::$name => Label::new($id, $en),)* }
            }
        }
    };
}

kinds! {
    /// An institution that develops people, with its agreements.
    Provider = "provider", ("penyelenggara", "provider");
    /// A course of the catalogue.
    Course = "course", ("pelatihan", "course");
    /// One holding of a course; belongs to the course.
    CourseSession = "course-session", ("jadwal pelatihan", "course session");
    /// Somebody's enrolment; belongs to the session.
    Enrolment = "enrolment", ("pendaftaran", "enrolment");
    /// An individual development plan; the other person is the superior.
    DevelopmentPlan = "development-plan", ("rencana pengembangan individu", "individual development plan");
    /// What somebody wishes to learn, apart from measured need; belongs to the mentoring programme somebody wishes to take part in.
    Wish = "wish", ("minat pelatihan", "wish for training");
    /// A certificate.
    Certificate = "certificate", ("sertifikat", "certificate");
    /// The public half of a key that certificates are signed with.
    IssuerKey = "issuer-key", ("kunci penerbit", "issuer key");
    /// A mentoring programme.
    MentoringProgramme = "mentoring-programme", ("program mentoring", "mentoring programme");
    /// A pair; belongs to the programme, the person is the mentee, the other the mentor.
    MentoringPair = "mentoring-pair", ("pasangan mentoring", "mentoring pair");
    /// A place for an internship, job shadowing or secondment.
    Place = "place", ("tempat magang", "place");
    /// Somebody in such a place; belongs to the place, the other person is the supervisor there.
    Placement = "placement", ("penempatan", "placement");
    /// A study assignment.
    Study = "study", ("tugas belajar", "study assignment");
    /// Money for development.
    Envelope = "envelope", ("pagu anggaran", "budget envelope");
    /// A chosen plan for an envelope; belongs to it.
    BudgetPlan = "budget-plan", ("rencana anggaran", "budget plan");
    /// Figures of one person before and after a course; belongs to the session.
    CourseResult = "course-result", ("hasil pelatihan", "course result");
    /// A survey.
    Survey = "survey", ("survei", "survey");
    /// Answers to a survey; belongs to it. Of an anonymous survey it names nobody.
    SurveyResponse = "survey-response", ("jawaban survei", "survey response");
    /// That somebody has answered; belongs to the survey.
    SurveyReceipt = "survey-receipt", ("tanda terima survei", "survey receipt");
    /// A draft policy under consultation.
    Draft = "draft", ("rancangan", "draft");
    /// The text of a draft while it is written.
    WorkingText = "working-text", ("naskah kerja", "working text");
    /// What somebody says on a draft; belongs to it.
    Submission = "submission", ("masukan", "submission");
    /// A meeting on a draft with its minutes; belongs to it.
    Meeting = "meeting", ("rapat", "meeting");
    /// Explaining an enacted policy to those it concerns.
    Socialisation = "socialisation", ("sosialisasi", "socialisation");
    /// That somebody has read and understood; belongs to the socialisation.
    Acknowledgement = "acknowledgement", ("pernyataan telah memahami", "acknowledgement");
    /// A question on a policy and its answer; belongs to the socialisation.
    Question = "question", ("pertanyaan", "question");
    /// An indicator.
    Indicator = "indicator", ("indikator", "indicator");
    /// A figure of an indicator in a period; belongs to it.
    Reading = "reading", ("capaian indikator", "reading of an indicator");
    /// The yearly review of a policy.
    PolicyReview = "policy-review", ("evaluasi kebijakan", "policy review");
    /// A talent review of a unit.
    TalentReview = "talent-review", ("tinjauan talenta", "talent review");
    /// What was handed in about somebody for a talent review; belongs to it.
    TalentEntry = "talent-entry", ("data talenta", "talent entry");
    /// A move of a calibration meeting; belongs to the review, the other person answers for it.
    TalentMove = "talent-move", ("pemindahan kotak talenta", "move of a talent review");
    /// A published table of statistics; belongs to what it counts.
    Publication = "publication", ("statistik yang diumumkan", "published statistics");
    /// An account that needs no provider; about the person it signs in.
    LocalAccount = "local-account", ("akun darurat", "emergency account");
    /// A subscription of another system to events; the other person is who made it.
    Webhook = "webhook", ("webhook", "webhook");
    /// The secret of a webhook and how far it is; belongs to the webhook.
    WebhookState = "webhook-state", ("keadaan webhook", "state of a webhook");
    /// A request to put a record right.
    CorrectionRequest = "correction-request", ("permintaan perbaikan data", "request to correct a record");
    /// The post somebody wants to reach; its id is that of the person.
    CareerTarget = "career-target", ("jabatan tujuan", "career target");
}

/// A record as a store keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Record {
    /// What it is.
    pub kind: Kind,
    /// Its id, unique in its kind.
    pub id: Arc<str>,
    /// Id of what it belongs to.
    pub parent: Option<Arc<str>>,
    /// Whom it is about.
    pub person: Option<PersonId>,
    /// The second person in it: a superior, a mentor.
    pub other: Option<PersonId>,
    /// The record itself, as JSON. The store gives it back byte for byte.
    pub body: Arc<str>,
}

/// A type that is kept as a [`Record`].
pub trait Kept: Serialize + DeserializeOwned + Send {
    /// What it is.
    const KIND: Kind;

    /// Its id, unique in its kind.
    fn key(&self) -> Arc<str>;

    /// Id of what it belongs to.
    fn parent(&self) -> Option<Arc<str>> {
        None
    }

    /// Whom it is about.
    fn person(&self) -> Option<&PersonId> {
        None
    }

    /// The second person in it.
    fn other(&self) -> Option<&PersonId> {
        None
    }

    /// Whether something still has to come of it for the person it is about: a seat taken, a bond running. Until it is over nobody is erased.
    fn is_under_way(&self) -> bool {
        false
    }

    /// The record once a person is erased, without that person; `None` where nothing of it may stay. By default a record about the person goes.
    fn forget(self, person: &PersonId) -> Option<Self>
    where
        Self: Sized,
    {
        (self.person() != Some(person)).then_some(self)
    }
}
