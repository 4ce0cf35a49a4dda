//! What a plan, an enrolment or a person on the command line calls a need by.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::legal::Label;
use crate::people::id::{CompetencyCode, CycleId, FrameworkId};

/// The name of a need: where it comes from and what it is about, without its size.
///
/// Written `gap:FRAMEWORK/COMPETENCY`, `feedback:CYCLE/DIMENSION`, `performance:YEAR`, `hours:YEAR` or `wish:ID`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum NeedLink {
    /// A competency gap.
    Gap {
        /// The framework.
        framework: FrameworkId,
        /// The competency.
        competency: CompetencyCode,
    },
    /// A 360° score.
    Feedback {
        /// The cycle.
        cycle: CycleId,
        /// The dimension.
        dimension: CompetencyCode,
    },
    /// A performance label.
    Performance {
        /// The year rated.
        year: i32,
    },
    /// Missing learning hours.
    Hours {
        /// The year.
        year: i32,
    },
    /// A wish: not a measured need, and never counted as one.
    Wish {
        /// Id of the wish.
        wish: String,
    },
}

/// A text that names no need.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{found}` names no need, expected `gap:FRAMEWORK/COMPETENCY`, `feedback:CYCLE/DIMENSION`, `performance:YEAR`, `hours:YEAR` or `wish:ID`"
)]
pub struct NeedLinkError {
    /// What was found.
    pub found: String,
}

impl NeedLinkError {
    /// The sentence in both languages.
    pub fn message(&self) -> Label {
        let forms = "`gap:KERANGKA/KOMPETENSI`, `feedback:PERIODE/DIMENSI`, `performance:TAHUN`, `hours:TAHUN`, atau `wish:ID`";
        Label::new(format!("`{}` bukan nama kebutuhan, diharapkan {forms}", self.found), self.to_string())
    }
}

impl fmt::Display for NeedLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NeedLink::Gap { framework, competency } => write!(f, "gap:{framework}/{competency}"),
            NeedLink::Feedback { cycle, dimension } => write!(f, "feedback:{cycle}/{dimension}"),
            NeedLink::Performance { year } => write!(f, "performance:{year}"),
            NeedLink::Hours { year } => write!(f, "hours:{year}"),
            NeedLink::Wish { wish } => write!(f, "wish:{wish}"),
        }
    }
}

impl FromStr for NeedLink {
    type Err = NeedLinkError;

    fn from_str(text: &str) -> Result<NeedLink, NeedLinkError> {
        let parse = || {
            let (kind, rest) = text.split_once(':')?;
            // a competency code has no slash; ids of cycles and frameworks may
            let pair = || rest.rsplit_once('/');
            Some(match kind {
                "gap" => {
                    let (framework, competency) = pair()?;
                    NeedLink::Gap { framework: framework.parse().ok()?, competency: competency.parse().ok()? }
                }
                "feedback" => {
                    let (cycle, dimension) = pair()?;
                    NeedLink::Feedback { cycle: cycle.parse().ok()?, dimension: dimension.parse().ok()? }
                }
                "performance" => NeedLink::Performance { year: rest.parse().ok()? },
                "hours" => NeedLink::Hours { year: rest.parse().ok()? },
                "wish" if !rest.trim().is_empty() => NeedLink::Wish { wish: rest.to_owned() },
                _ => return None,
            })
        };
        parse().ok_or_else(|| NeedLinkError { found: text.to_owned() })
    }
}

impl TryFrom<String> for NeedLink {
    type Error = NeedLinkError;

    fn try_from(text: String) -> Result<NeedLink, NeedLinkError> {
        text.parse()
    }
}

impl From<NeedLink> for String {
    fn from(link: NeedLink) -> String {
        link.to_string()
    }
}
