//! What a plan says: routes of steps, what each step needs, and when it can be taken.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::moves::MoveKind;
use crate::legal::{Label, LegalReference};
use crate::people::id::PositionId;
use crate::policy::decision::{Measure, Verdict};
use crate::policy::scale::Choice;

/// What closes a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Development {
    /// Time alone.
    Waiting,
    /// A course, such as leadership training.
    Training,
    /// A certificate.
    Certificate,
    /// A level of a competency.
    Competency,
    /// Credit points.
    Credit,
    /// An assessment or competency test.
    Assessment,
    /// A written exam of the service.
    Examination,
    /// A diploma.
    Education,
    /// A better yearly label.
    Performance,
    /// Time served in other posts.
    Experience,
    /// A higher grade.
    Grade,
    /// A post that falls vacant.
    Vacancy,
    /// A record to supply or correct.
    Record,
    /// Nothing anybody knows of.
    None,
}

impl Development {
    /// All, in this order.
    pub const ALL: [Development; 14] = [
        Development::Waiting,
        Development::Training,
        Development::Certificate,
        Development::Competency,
        Development::Credit,
        Development::Assessment,
        Development::Examination,
        Development::Education,
        Development::Performance,
        Development::Experience,
        Development::Grade,
        Development::Vacancy,
        Development::Record,
        Development::None,
    ];

    /// The word used in pattern files and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Development::Waiting => "waiting",
            Development::Training => "training",
            Development::Certificate => "certificate",
            Development::Competency => "competency",
            Development::Credit => "credit",
            Development::Assessment => "assessment",
            Development::Examination => "examination",
            Development::Education => "education",
            Development::Performance => "performance",
            Development::Experience => "experience",
            Development::Grade => "grade",
            Development::Vacancy => "vacancy",
            Development::Record => "record",
            Development::None => "none",
        }
    }

    /// What people read.
    pub fn label(self) -> Label {
        match self {
            Development::Waiting => Label::new("menunggu", "waiting"),
            Development::Training => Label::new("pelatihan", "training"),
            Development::Certificate => Label::new("sertifikat", "certificate"),
            Development::Competency => Label::new("pengembangan kompetensi", "competency development"),
            Development::Credit => Label::new("angka kredit", "credit points"),
            Development::Assessment => Label::new("penilaian atau uji kompetensi", "assessment or competency test"),
            Development::Examination => Label::new("ujian", "exam"),
            Development::Education => Label::new("pendidikan", "education"),
            Development::Performance => Label::new("kinerja", "performance"),
            Development::Experience => Label::new("pengalaman jabatan", "experience in posts"),
            Development::Grade => Label::new("kenaikan pangkat", "grade promotion"),
            Development::Vacancy => Label::new("ketersediaan jabatan", "a vacant post"),
            Development::Record => Label::new("kelengkapan data", "a record"),
            Development::None => Label::new("tidak ada yang dapat dilakukan", "nothing that can be done"),
        }
    }
}

/// How a step or a route stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Everything is met, or will be by waiting.
    Met,
    /// Something must be done first.
    Missing,
    /// Nothing is known to be lacking, but facts are missing.
    Unknown,
    /// It cannot be done.
    Impossible,
}

impl Standing {
    /// What people read.
    pub fn label(self) -> Label {
        match self {
            Standing::Met => Label::new("terpenuhi", "met"),
            Standing::Missing => Label::new("ada yang kurang", "something is missing"),
            Standing::Unknown => Label::new("belum diketahui", "not known yet"),
            Standing::Impossible => Label::new("tidak mungkin", "impossible"),
        }
    }
}

/// A requirement that is met when the step is reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Passed {
    /// Id of the policy.
    pub policy: Arc<str>,
    /// Code of the criterion or group.
    pub code: Arc<str>,
    /// What people read.
    pub label: Label,
}

/// A requirement that time alone meets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wait {
    /// Id of the policy.
    pub policy: Arc<str>,
    /// Code of the criterion or group.
    pub code: Arc<str>,
    /// What people read.
    pub label: Label,
    /// The first day on which it is met, on the way to the step.
    pub until: NaiveDate,
    /// Legal ground.
    pub reference: LegalReference,
}

/// A requirement that waiting does not meet, or of which nobody knows whether it is met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Need {
    /// Id of the policy.
    pub policy: Arc<str>,
    /// Code of the criterion or group.
    pub code: Arc<str>,
    /// What people read.
    pub label: Label,
    /// Not met, or unknown.
    pub verdict: Verdict,
    /// What closes it.
    pub development: Development,
    /// The facts it is about, by name; of an unknown one the facts that are missing.
    pub facts: Vec<Arc<str>>,
    /// What was found and what is required, where that can be said of one value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measure: Option<Measure>,
    /// Fewest months it takes, where known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub months: Option<u32>,
    /// Legal ground.
    pub reference: LegalReference,
}

/// A grade promotion on the way to a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GradeStep {
    /// The grade it leads to.
    #[serde(serialize_with = "as_code")]
    pub to: Choice,
    /// The first day on which it can take effect.
    pub on: NaiveDate,
    /// Id of the policy that allows it.
    pub policy: Arc<str>,
    /// What it needs besides waiting.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
}

fn as_code<S: serde::Serializer>(choice: &Choice, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(choice.code())
}

/// Time in the post a step leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct TenureBounds {
    /// First day in the post; absent where the record does not say.
    pub since: Option<NaiveDate>,
    /// Fewest months the move asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum_months: Option<u32>,
    /// The first day the fewest months are served.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub earliest: Option<NaiveDate>,
    /// Most months before a move is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_months: Option<u32>,
    /// The day the most months are served.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
    /// Whether the step can only be taken after that day.
    pub over_maximum: bool,
}

/// Why a step cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "because")]
pub enum Impossible {
    /// The person retires first.
    #[serde(rename_all = "kebab-case")]
    Retirement {
        /// The day of retirement from the post held before the step.
        retires: NaiveDate,
        /// The first day of the step otherwise.
        otherwise: NaiveDate,
    },
    /// Nothing anybody can do meets these requirements.
    Barred {
        /// What they are.
        needs: Vec<Need>,
    },
    /// Each requirement is met at some time, but never all at once: a limit of age ends before a time of service begins.
    NeverTogether {
        /// Requirements that are not met on the day most of the others are.
        needs: Vec<Need>,
    },
    /// A guard does not bind on any day of the plan.
    #[serde(rename_all = "kebab-case")]
    NotInForce {
        /// Id of the policy.
        policy: Arc<str>,
    },
}

/// A step of a route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Step {
    /// The post left; absent for a present post that is not on the map.
    pub from: Option<PositionId>,
    /// Code of the stage left.
    pub from_stage: Arc<str>,
    /// The post reached.
    pub to: PositionId,
    /// Code of the stage reached.
    pub to_stage: Arc<str>,
    /// Code of the move.
    #[serde(rename = "move")]
    pub rule: Arc<str>,
    /// What people call the move.
    pub label: Label,
    /// Its direction.
    pub kind: MoveKind,
    /// The day the person can begin to work towards it: today, or the day of the step before.
    pub begins: NaiveDate,
    /// The first day it can be taken, provided that what is needed is there by then; absent where it cannot.
    pub earliest: Option<NaiveDate>,
    /// How it stands.
    pub standing: Standing,
    /// Time in the post it leaves.
    pub tenure: TenureBounds,
    /// Requirements met on the day it begins.
    pub met: Vec<Passed>,
    /// Requirements time alone meets on the way.
    pub waits: Vec<Wait>,
    /// Requirements that something must be done about.
    pub needs: Vec<Need>,
    /// Grade promotions on the way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grades: Vec<GradeStep>,
    /// Day of retirement from the post reached; absent where the date of birth is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retires: Option<NaiveDate>,
    /// Why it cannot be taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub impossible: Option<Impossible>,
    /// Legal ground of the move.
    pub reference: LegalReference,
    /// A remark of the pattern.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
}

impl Step {
    /// How many requirements of service or credit are unknown: nobody can say when the step is due, only when it would be if they were met.
    pub fn open_times(&self) -> usize {
        let open =
            |need: &&Need| need.verdict == Verdict::Unknown && matches!(need.development, Development::Experience | Development::Credit);
        self.needs.iter().filter(open).count()
    }
}

/// What a route takes for granted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case", tag = "assuming")]
pub enum Assumption {
    /// These facts stay as they are today.
    Unchanged {
        /// Their names.
        facts: Vec<Arc<str>>,
    },
    /// These grow with service, each month as the pattern says.
    Grows {
        /// Their names.
        facts: Vec<Arc<str>>,
    },
    /// What is missing is closed by the day of its step.
    Closed,
    /// What is unknown turns out to be met.
    KnownLater {
        /// The missing facts.
        facts: Vec<Arc<str>>,
    },
    /// Nobody knows how long the person has been in the present post: no fewest or most months were asked of it.
    NoTenure {
        /// The missing fact.
        fact: Arc<str>,
    },
    /// Nobody knows when the person retires: no limit was set.
    NoRetirement {
        /// The missing fact.
        fact: Arc<str>,
    },
    /// Nobody said how much of these there was before; only service known here is counted, so the true day may be earlier.
    AtLeast {
        /// Their names.
        facts: Vec<Arc<str>>,
    },
    /// The present post is not on the map: it is taken to have the family and field the moves ask for.
    SameLine,
    /// A post on the way is vacant when it is wanted.
    Vacant,
    /// Rules stay as they are known.
    Rules,
}

/// A way to the target post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Route {
    /// The steps in order. After a step that is impossible none follows.
    pub steps: Vec<Step>,
    /// The first day in the target post; absent where the route is impossible.
    pub arrival: Option<NaiveDate>,
    /// How it stands: as its worst step.
    pub standing: Standing,
    /// What it takes for granted.
    pub assumptions: Vec<Assumption>,
}

impl Route {
    /// The stages it passes, the present one first.
    pub fn stages(&self) -> Vec<&Arc<str>> {
        let first = self.steps.first().map(|step| &step.from_stage);
        first.into_iter().chain(self.steps.iter().map(|step| &step.to_stage)).collect()
    }

    /// How many requirements of service or credit are unknown on the way.
    pub fn open_times(&self) -> usize {
        self.steps.iter().map(Step::open_times).sum()
    }

    /// How many requirements something must be done about, those of grade promotions included.
    pub fn needs(&self) -> usize {
        self.steps.iter().map(|step| step.needs.len() + step.grades.iter().map(|grade| grade.needs.len()).sum::<usize>()).sum()
    }
}

/// Routes from a person's present post to a target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Plan {
    /// The target post.
    pub to: PositionId,
    /// The present post, where it is on the map.
    pub from: Option<PositionId>,
    /// Code of the present stage.
    pub stage: Arc<str>,
    /// The day planned from.
    pub today: NaiveDate,
    /// Day of retirement from the present post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retires: Option<NaiveDate>,
    /// The routes, the earliest arrival first; those whose times are not all known after the others, impossible ones last.
    pub routes: Vec<Route>,
    /// How many sequences of stages lead to the target.
    pub found: usize,
    /// How many of them were walked with the person's facts, the quickest by the pattern's own figures first.
    pub walked: usize,
    /// Whether there may be more sequences than were found.
    pub cut: bool,
}

/// A post that can be reached in one step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Reachable {
    /// The step.
    pub step: Step,
    /// How many further posts of the same stage ask the same and can be reached on the same terms; their ids stand in `others`.
    pub others: Vec<PositionId>,
}

/// A person's career map: what can be reached in one step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Reach {
    /// The present post, where it is on the map.
    pub from: Option<PositionId>,
    /// Code of the present stage.
    pub stage: Arc<str>,
    /// The day looked from.
    pub today: NaiveDate,
    /// Day of retirement from the present post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retires: Option<NaiveDate>,
    /// What can be reached: by direction, then the earliest first.
    pub posts: Vec<Reachable>,
    /// What it takes for granted.
    pub assumptions: Vec<Assumption>,
}
