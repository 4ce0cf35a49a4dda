//! Moves between posts.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::post::Post;
use crate::legal::{Label, LegalReference};
use crate::people::id::PositionId;
use crate::policy::value::{FactIndex, Value};

/// The three directions of a career. PP 11/2017 ps. 189 names them so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MoveKind {
    /// To a higher level inside one group of posts.
    Vertical,
    /// To a post of equal level.
    Horizontal,
    /// To a higher level of another group.
    Diagonal,
}

impl MoveKind {
    /// All, in the order of the law.
    pub const ALL: [MoveKind; 3] = [MoveKind::Horizontal, MoveKind::Vertical, MoveKind::Diagonal];

    /// The word used in pattern files.
    pub fn as_str(self) -> &'static str {
        match self {
            MoveKind::Vertical => "vertical",
            MoveKind::Horizontal => "horizontal",
            MoveKind::Diagonal => "diagonal",
        }
    }

    /// What people read.
    pub fn label(self) -> Label {
        match self {
            MoveKind::Vertical => Label::new("vertikal", "vertical"),
            MoveKind::Horizontal => Label::new("horizontal", "horizontal"),
            MoveKind::Diagonal => Label::new("diagonal", "diagonal"),
        }
    }
}

/// What two posts must have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Same {
    /// The family of functional positions.
    Family,
    /// The field of work.
    Field,
    /// The unit.
    Unit,
}

impl Same {
    /// All.
    pub const ALL: [Same; 3] = [Same::Family, Same::Field, Same::Unit];

    /// The word used in pattern files.
    pub fn as_str(self) -> &'static str {
        match self {
            Same::Family => "family",
            Same::Field => "field",
            Same::Unit => "unit",
        }
    }

    /// Whether two posts have it in common. What one of them does not say is not in common.
    pub fn holds(self, a: &Post, b: &Post) -> bool {
        match self {
            Same::Family => a.family.is_some() && a.family == b.family,
            Same::Field => a.field.is_some() && a.field == b.field,
            Same::Unit => a.unit.is_some() && a.unit == b.unit,
        }
    }
}

/// A points policy whose result a fact takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Computed {
    /// Its id.
    pub id: Arc<str>,
    /// Facts it reads that are filled from others, or from one item of a list: (fact, from, item).
    pub given: Vec<(FactIndex, FactIndex, Option<usize>)>,
}

/// What a fact becomes when a move is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// This value.
    Value(Value),
    /// The result of a policy on the day of the move, for the post moved to. Where it has none, the fact is missing.
    Policy(Computed),
}

/// A move of the pattern: from any post of some stages to any post of others.
#[derive(Clone, Debug)]
pub struct MoveRule {
    /// Its code, unique in the pattern.
    pub code: Arc<str>,
    /// What people read.
    pub label: Label,
    /// Stages it leads from, as places in the pattern.
    pub from: Vec<usize>,
    /// Stages it leads to.
    pub to: Vec<usize>,
    /// Its direction.
    pub kind: MoveKind,
    /// What the two posts must have in common.
    pub same: Vec<Same>,
    /// What the two posts must not have in common: a change of family is no climb of a ladder.
    pub other: Vec<Same>,
    /// Ids of the policies that guard it; every one must be met on the same day.
    pub guards: Vec<Arc<str>>,
    /// Fewest months in the present post.
    pub minimum: Option<u32>,
    /// Most months in the present post before a move is due.
    pub maximum: Option<u32>,
    /// Months it usually takes in practice; orders what is tried first.
    pub typical: Option<u32>,
    /// What facts become in the new post.
    pub starts: Vec<(FactIndex, Start)>,
    /// Legal ground of the move and its tenure.
    pub reference: LegalReference,
    /// A remark.
    pub note: Option<Label>,
}

impl MoveRule {
    /// Whether it may lead from one post to another, stages apart.
    pub fn joins(&self, from: &Post, to: &Post) -> bool {
        self.same.iter().all(|same| same.holds(from, to)) && !self.other.iter().any(|other| other.holds(from, to))
    }
}

/// A move between two posts that is written down by hand, under one of the pattern's moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The post it leads from.
    pub from: PositionId,
    /// The post it leads to.
    pub to: PositionId,
    /// Code of the move whose guards and tenure bind it.
    pub rule: Arc<str>,
}
