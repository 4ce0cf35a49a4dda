//! A classification policy read as a grid: two axes of levels and a box for each pair.

use std::sync::Arc;

use rust_decimal::Decimal;
use serde::Serialize;

use crate::legal::Label;
use crate::policy::decide::table::lookup;
use crate::policy::decide::{PolicyOnDate, Tree};
use crate::policy::document::Kind;
use crate::policy::expression::node::{Node, NodeKind};
use crate::policy::model::{CellPart, Policy, Table};
use crate::policy::scale::{Choice, Scale};
use crate::policy::types::Type;
use crate::policy::value::{Bound, Value};

/// One of the two axes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The table's first input; performance, by custom.
    Upward,
    /// The table's second input; potential, by custom.
    Rightward,
}

impl Side {
    /// Both, upward first.
    pub const ALL: [Side; 2] = [Side::Upward, Side::Rightward];
}

/// Where a level begins on an axis that is measured by a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cut {
    /// The least score of the level.
    pub from: Decimal,
    /// The level.
    pub level: Choice,
}

/// An axis: levels from lowest to highest, and cuts where a number decides between them.
#[derive(Clone, Debug)]
pub struct Axis {
    /// What the policy calls it: a band, table, definition, fact or another policy.
    pub name: Arc<str>,
    /// What people read.
    pub label: Label,
    /// The levels.
    pub scale: Arc<Scale>,
    /// The lower ends of the levels, ascending; empty where the level comes without a number.
    pub cuts: Vec<Cut>,
    pub(super) level: Tree,
    pub(super) score: Option<Tree>,
}

impl Axis {
    /// The level at a rank, 0 for the lowest.
    pub fn level(&self, rank: usize) -> Option<Choice> {
        Choice::at(&self.scale, u16::try_from(rank).ok()?)
    }
}

/// Why a policy cannot be read as a grid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GridError {
    /// Another kind of policy.
    #[error("policy `{policy}` decides {}, expected a classification into boxes", .kind.as_str())]
    Kind {
        /// The policy.
        policy: Arc<str>,
        /// What it decides.
        kind: Kind,
    },
    /// The result is not the value of one table.
    #[error("the result of `{policy}` is not one table, expected a table with an input for each axis")]
    NotATable {
        /// The policy.
        policy: Arc<str>,
    },
    /// Too few or too many axes.
    #[error(
        "the table `{table}` of `{policy}` has {}, expected two: the first upward, the second to the right",
        if *.found == 1 { "one input".to_owned() } else { format!("{found} inputs") }
    )]
    Inputs {
        /// The policy.
        policy: Arc<str>,
        /// The table.
        table: Arc<str>,
        /// How many inputs it has.
        found: usize,
    },
    /// An axis that is no list of levels.
    #[error("`{input}` in `{policy}` is no level, expected a choice of an ordered scale")]
    NotALevel {
        /// The policy.
        policy: Arc<str>,
        /// The input as written.
        input: Arc<str>,
    },
    /// Boxes that are no choices.
    #[error("the table `{table}` of `{policy}` does not give choices of a scale, expected a box for each pair of levels")]
    NotBoxes {
        /// The policy.
        policy: Arc<str>,
        /// The table.
        table: Arc<str>,
    },
    /// No rows in force on the day.
    #[error("the table `{table}` of `{policy}` has no rows in force on {day}")]
    NoRows {
        /// The policy.
        policy: Arc<str>,
        /// The table.
        table: Arc<str>,
        /// The day.
        day: chrono::NaiveDate,
    },
}

/// A grid on one day: people are placed by the policy it was read from.
#[derive(Clone, Debug)]
pub struct Grid<'p> {
    policy: &'p PolicyOnDate,
    upward: Axis,
    rightward: Axis,
    boxes: Arc<Scale>,
    // by rank upward, then by rank to the right
    cells: Vec<Vec<Option<Choice>>>,
}

impl<'p> Grid<'p> {
    /// Reads a classification policy as a grid: its result is a table of two inputs that are levels; the first runs upward, the second to the right.
    ///
    /// # Errors
    /// [`GridError`] says what the policy lacks for that.
    pub fn of(on: &'p PolicyOnDate) -> Result<Grid<'p>, GridError> {
        let policy = on.policy();
        let id = || Arc::clone(&policy.id);
        let Some(rule) = policy.classification.as_ref().filter(|_| policy.kind == Kind::Classification) else {
            return Err(GridError::Kind { policy: id(), kind: policy.kind });
        };
        let NodeKind::Table(at) = rule.result.node.kind else { return Err(GridError::NotATable { policy: id() }) };
        let place = usize::from(at);
        let (Some(table), Some(prepared)) = (policy.tables.get(place), on.tables().get(place)) else {
            return Err(GridError::NotATable { policy: id() });
        };
        let name = || Arc::clone(&table.name);
        let ([up, right], [up_source, right_source]) = (table.inputs.as_slice(), table.input_sources.as_slice()) else {
            return Err(GridError::Inputs { policy: id(), table: name(), found: table.inputs.len() });
        };
        let Type::Choice(boxes) = &table.output else { return Err(GridError::NotBoxes { policy: id(), table: name() }) };
        let axis = |node: &Node, source: &Arc<str>, tree: Option<&Tree>| {
            let lacking = || GridError::NotALevel { policy: id(), input: Arc::clone(source) };
            axis(on, node, source, tree.ok_or_else(lacking)?).ok_or_else(lacking)
        };
        let upward = axis(up, up_source, prepared.inputs.first())?;
        let rightward = axis(right, right_source, prepared.inputs.get(1))?;
        let rows = prepared.rows(table).ok_or_else(|| GridError::NoRows { policy: id(), table: name(), day: on.as_of() })?;
        let cell = |up: &Choice, right: &Choice| {
            let inputs = [Value::Choice(up.clone()), Value::Choice(right.clone())];
            match lookup(rows, table.hit, table.default.as_ref(), &inputs) {
                Value::Choice(found) => Some(found),
                _ => None,
            }
        };
        let levels = |axis: &Axis| -> Vec<Choice> { (0..axis.scale.values.len()).filter_map(|rank| axis.level(rank)).collect() };
        let columns = levels(&rightward);
        let cells = levels(&upward).iter().map(|up| columns.iter().map(|right| cell(up, right)).collect()).collect();
        Ok(Grid { policy: on, boxes: Arc::clone(boxes), upward, rightward, cells })
    }

    /// The policy on the day.
    pub fn policy(&self) -> &'p PolicyOnDate {
        self.policy
    }

    /// An axis.
    pub fn axis(&self, side: Side) -> &Axis {
        match side {
            Side::Upward => &self.upward,
            Side::Rightward => &self.rightward,
        }
    }

    /// The scale of the boxes.
    pub fn boxes(&self) -> &Arc<Scale> {
        &self.boxes
    }

    /// The box of a pair of levels, by their ranks; none where the policy leaves the pair without one.
    pub fn cell(&self, upward: usize, rightward: usize) -> Option<&Choice> {
        self.cells.get(upward)?.get(rightward)?.as_ref()
    }

    /// The ranks of the two levels a box stands for; none where it is in no cell or in several.
    pub fn levels_of(&self, found: &Choice) -> Option<(usize, usize)> {
        let rows = self.cells.iter().enumerate();
        let mut places = rows.flat_map(|(up, row)| {
            row.iter().enumerate().filter(|(_, cell)| cell.as_ref() == Some(found)).map(move |(right, _)| (up, right))
        });
        let place = places.next()?;
        places.next().is_none().then_some(place)
    }
}

/// An input of the table as an axis; none where it is no choice of an ordered scale.
fn axis(on: &PolicyOnDate, node: &Node, source: &Arc<str>, level: &Tree) -> Option<Axis> {
    let Type::Choice(scale) = &node.ty else { return None };
    if !scale.ordered {
        return None;
    }
    let policy = on.policy();
    let (name, label) = named(on, policy, node).unwrap_or_else(|| (Arc::clone(source), Label::same(Arc::clone(source))));
    let bands = match node.kind {
        NodeKind::Table(at) => {
            policy.tables.get(usize::from(at)).zip(on.tables().get(usize::from(at))).filter(|(table, _)| table.bands.is_some())
        }
        _ => None,
    };
    let cuts = bands.and_then(|(table, prepared)| prepared.rows(table).map(|_| cuts(table, prepared.version))).unwrap_or_default();
    let score = bands.and_then(|(_, prepared)| prepared.inputs.first().cloned());
    Some(Axis { name, label, scale: Arc::clone(scale), cuts, level: level.clone(), score })
}

/// What an input is called, and what people read.
fn named(on: &PolicyOnDate, policy: &Policy, node: &Node) -> Option<(Arc<str>, Label)> {
    match &node.kind {
        NodeKind::Table(at) => policy.tables.get(usize::from(*at)).map(|table| (Arc::clone(&table.name), table.label.clone())),
        NodeKind::Definition(at) => policy.definitions.get(usize::from(*at)).map(|d| (Arc::clone(&d.name), d.label.clone())),
        NodeKind::Fact(index) => {
            let fact = policy.catalogue.fact(*index);
            Some((Arc::clone(&fact.name), fact.label.clone()))
        }
        NodeKind::Outcome(id) => {
            let used = on.uses().get(id)?.as_ref()?;
            Some((Arc::clone(id), used.policy().title.clone()))
        }
        _ => None,
    }
}

/// The lower ends of bands. Two steps to the same level are one.
fn cuts(table: &Table, version: Option<usize>) -> Vec<Cut> {
    let rows = version.and_then(|at| table.versions.get(at)).map(|version| version.value.as_slice()).unwrap_or_default();
    let mut cuts: Vec<Cut> = Vec::new();
    for row in rows {
        let low = row.tests.first().and_then(|cell| cell.parts.first()).and_then(|part| match part {
            CellPart::Range(range) => Some(&range.low),
            CellPart::Equal(_) => None,
        });
        if let (Some(Bound::Included(Value::Number(from))), Value::Choice(level)) = (low, &row.output)
            && cuts.last().is_none_or(|cut| cut.level != *level)
        {
            cuts.push(Cut { from: *from, level: level.clone() });
        }
    }
    cuts
}
