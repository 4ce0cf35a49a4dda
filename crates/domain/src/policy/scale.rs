//! Scales: ordered or unordered lists of choices (grades, education levels, performance labels).

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::legal::{Label, LegalReference};

/// One choice of a scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScaleValue {
    /// The code used in data and policies (`III/b`, `baik`).
    pub code: Arc<str>,
    /// What people read.
    pub label: Label,
    /// What the choice means or asks for (what is recommended for people in a talent box).
    pub note: Option<Label>,
}

impl ScaleValue {
    /// A choice without a note.
    pub fn new(code: impl Into<Arc<str>>, label: Label) -> ScaleValue {
        ScaleValue { code: code.into(), label, note: None }
    }
}

/// A closed list of choices. In an ordered scale the values stand from lowest to highest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scale {
    /// The scale's name in the catalogue or policy (`grade`).
    pub name: Arc<str>,
    /// What people read.
    pub label: Label,
    /// Whether `<` and `>` mean anything.
    pub ordered: bool,
    /// The choices, from lowest to highest.
    pub values: Vec<ScaleValue>,
    /// Where the list comes from.
    pub reference: Option<LegalReference>,
}

impl Scale {
    /// The position of a code, 0 for the lowest.
    pub fn rank(&self, code: &str) -> Option<u16> {
        self.values.iter().position(|v| &*v.code == code).and_then(|p| u16::try_from(p).ok())
    }
}

/// One value of one scale.
///
/// Two choices are equal when scale and rank are; the type checker never lets choices of different scales meet.
#[derive(Clone)]
pub struct Choice {
    scale: Arc<Scale>,
    rank: u16,
}

impl Choice {
    /// The choice with this code.
    pub fn parse(scale: &Arc<Scale>, code: &str) -> Option<Choice> {
        scale.rank(code).map(|rank| Choice { scale: Arc::clone(scale), rank })
    }

    /// The choice at this rank, 0 for the lowest.
    pub fn at(scale: &Arc<Scale>, rank: u16) -> Option<Choice> {
        (usize::from(rank) < scale.values.len()).then(|| Choice { scale: Arc::clone(scale), rank })
    }

    /// The scale it belongs to.
    pub fn scale(&self) -> &Arc<Scale> {
        &self.scale
    }

    /// Position in the scale, 0 for the lowest.
    pub fn rank(&self) -> u16 {
        self.rank
    }

    /// The code.
    pub fn code(&self) -> &Arc<str> {
        // a choice is only built with a rank inside its scale
        &self.scale.values[usize::from(self.rank)].code
    }

    /// What people read.
    pub fn label(&self) -> &Label {
        &self.scale.values[usize::from(self.rank)].label
    }

    /// What the choice means or asks for, where the scale says so.
    pub fn note(&self) -> Option<&Label> {
        self.scale.values.get(usize::from(self.rank))?.note.as_ref()
    }

    /// The next higher choice, if there is one.
    pub fn successor(&self) -> Option<Choice> {
        Choice::at(&self.scale, self.rank.checked_add(1)?)
    }

    /// The next lower choice, if there is one.
    pub fn predecessor(&self) -> Option<Choice> {
        Choice::at(&self.scale, self.rank.checked_sub(1)?)
    }

    /// Whether both belong to the same scale.
    pub fn same_scale(&self, other: &Choice) -> bool {
        Arc::ptr_eq(&self.scale, &other.scale) || self.scale == other.scale
    }
}

impl PartialEq for Choice {
    fn eq(&self, other: &Choice) -> bool {
        self.rank == other.rank && self.same_scale(other)
    }
}

impl Eq for Choice {}

impl Hash for Choice {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.scale.name.hash(state);
        self.rank.hash(state);
    }
}

impl fmt::Debug for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.scale.name, self.code())
    }
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Choice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}
