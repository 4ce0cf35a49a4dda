//! Floors that cannot hold together.

use std::fmt;

use jenjang::legal::{Label, Language};

use crate::dual::{Objective, Row};
use crate::model::Model;
use crate::plan::Effort;
use crate::problem::{Floor, Strength};
use crate::search::maximise;

/// Firm floors that clash: together they cannot be kept, without any one of them the others can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The floors, in their order, and how much each asks.
    pub floors: Vec<(Floor, jenjang::Decimal)>,
    /// How much of the last can be reached at most once the others are kept.
    pub at_most: jenjang::Decimal,
    /// Whether it is proven that they clash; otherwise no plan was found that keeps them.
    pub proven: bool,
}

impl Clash {
    /// The sentence.
    pub fn message(&self) -> Label {
        let list = |language: Language| {
            let name = |(floor, wanted): &(Floor, jenjang::Decimal)| {
                format!("{} {}", floor.label().get(language), floor.amount(*wanted).get(language))
            };
            self.floors.iter().map(name).collect::<Vec<_>>().join("; ")
        };
        let last = self.floors.last().map(|(floor, _)| floor.amount(self.at_most));
        let most = last.unwrap_or_else(|| Label::same(self.at_most.normalize().to_string()));
        match (self.floors.len(), self.proven) {
            (0 | 1, true) => Label::new(
                format!(
                    "batas bawah tidak dapat dipenuhi dengan uang dan kursi yang ada: {}; paling banyak {}",
                    list(Language::Id),
                    most.id
                ),
                format!("a floor cannot be kept with the money and seats there are: {}; at most {} can", list(Language::En), most.en),
            ),
            (_, true) => Label::new(
                format!(
                    "batas bawah berikut tidak dapat dipenuhi bersama dengan uang dan kursi yang ada: {}; yang terakhir paling banyak {}",
                    list(Language::Id),
                    most.id
                ),
                format!(
                    "these floors cannot be kept together with the money and seats there are: {}; of the last at most {} can",
                    list(Language::En),
                    most.en
                ),
            ),
            (_, false) => Label::new(
                format!("tidak ditemukan rencana yang memenuhi batas bawah: {}; belum terbukti mustahil", list(Language::Id)),
                format!("no plan was found that keeps these floors: {}; that there is none is not proven", list(Language::En)),
            ),
        }
    }
}

impl fmt::Display for Clash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message().en)
    }
}

impl std::error::Error for Clash {}

/// Whether the floors can be kept together: the plan, or the floor at which it ended and the most of it.
enum Together {
    Kept,
    Not { at_most: i64, proven: bool },
}

fn together(model: &Model, floors: &[usize], effort: &Effort) -> Together {
    let mut chosen = vec![false; model.candidates.len()];
    let mut rows: Vec<Row> = Vec::new();
    for at in floors {
        let wanted = model.floors[*at].wanted;
        let found = maximise(model, Objective::Floor(*at), &rows, &chosen, Some(wanted), effort);
        if found.value < wanted {
            return Together::Not { at_most: found.bound, proven: found.bound < wanted };
        }
        rows.push((*at, wanted));
        chosen = found.chosen;
    }
    Together::Kept
}

/// The smallest set of firm floors that clash, among those up to `last`, which could not be kept: each is left out once, and stays out where the others
/// clash without it.
pub(crate) fn clash(model: &Model, last: usize, effort: &Effort) -> Clash {
    let firm = |at: &usize| model.floors[*at].strength == Strength::Firm;
    let mut floors: Vec<usize> = (0..=last).filter(firm).collect();
    for at in floors.clone() {
        let without: Vec<usize> = floors.iter().copied().filter(|other| *other != at).collect();
        if let Together::Not { proven: true, .. } = together(model, &without, effort) {
            floors = without;
        }
    }
    let (at_most, proven) = match together(model, &floors, effort) {
        Together::Not { at_most, proven } => (at_most, proven),
        Together::Kept => (0, false),
    };
    let amount = |at: usize, whole: i64| jenjang::Decimal::from(whole) * model.floors[at].unit;
    let unit_of_last = floors.last().copied().unwrap_or(last);
    Clash {
        floors: floors.iter().map(|at| (model.floors[*at].floor.clone(), model.floors[*at].asked)).collect(),
        at_most: amount(unit_of_last, at_most),
        proven,
    }
}
