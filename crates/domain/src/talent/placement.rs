//! People on a grid. Who cannot be placed is listed apart with what is missing: nobody is put in a middle box for want of a fact.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::Serialize;

use super::grid::{Axis, Grid, Side};
use crate::people::id::PersonId;
use crate::policy::decide::{Person, decide};
use crate::policy::decision::{Decision, Outcome};
use crate::policy::dossier::Dossier;
use crate::policy::scale::Choice;
use crate::policy::value::Value;

/// Where somebody stands on one axis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Position {
    /// The level.
    pub level: Choice,
    /// The score the level was read from, exact; absent where the level came without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<Decimal>,
}

/// Somebody with a box.
#[derive(Clone, Debug)]
pub struct Placement {
    /// Who.
    pub id: PersonId,
    /// The box.
    pub place: Choice,
    /// On the axis that runs upward.
    pub upward: Position,
    /// On the axis that runs to the right.
    pub rightward: Position,
    /// The decision with its steps.
    pub decision: Decision,
}

impl Placement {
    /// Where the person stands on an axis.
    pub fn on(&self, side: Side) -> &Position {
        match side {
            Side::Upward => &self.upward,
            Side::Rightward => &self.rightward,
        }
    }
}

/// Somebody without a box.
#[derive(Clone, Debug)]
pub struct Unplaced {
    /// Who.
    pub id: PersonId,
    /// Names of the missing facts; empty where everything is known and the policy still gives no box.
    pub missing: Vec<Arc<str>>,
    /// The decision with its steps.
    pub decision: Decision,
}

/// The same person twice.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is to be placed twice, expected each person once")]
pub struct TwiceError(pub PersonId);

/// A talent map: everybody on a grid, by id.
#[derive(Clone, Debug, Default)]
pub struct TalentMap {
    placed: Vec<Placement>,
    unplaced: Vec<Unplaced>,
}

impl TalentMap {
    /// Places people.
    ///
    /// INVARIANT (order does not matter): the same people in another order give the same map.
    /// INVARIANT (silence is not zero): who lacks a fact that matters has no box.
    ///
    /// # Errors
    /// [`TwiceError`] where somebody comes twice.
    pub fn of<'d>(grid: &Grid<'_>, people: impl IntoIterator<Item = (PersonId, &'d Dossier)>) -> Result<TalentMap, TwiceError> {
        let mut known: BTreeMap<PersonId, &Dossier> = BTreeMap::new();
        for (id, dossier) in people {
            if known.contains_key(&id) {
                return Err(TwiceError(id));
            }
            known.insert(id, dossier);
        }
        let mut map = TalentMap::default();
        for (id, dossier) in known {
            map.add(grid, id, dossier);
        }
        Ok(map)
    }

    /// Everybody with a box, by id.
    pub fn placed(&self) -> &[Placement] {
        &self.placed
    }

    /// Everybody without a box, by id.
    pub fn unplaced(&self) -> &[Unplaced] {
        &self.unplaced
    }

    /// The people of a pair of levels, by their ranks, 0 for the lowest; by id. Two pairs may share a box.
    pub fn at(&self, upward: u16, rightward: u16) -> impl Iterator<Item = &Placement> {
        self.placed.iter().filter(move |placement| placement.upward.level.rank() == upward && placement.rightward.level.rank() == rightward)
    }

    /// The people in a box, by id.
    pub fn within<'m>(&'m self, place: &'m Choice) -> impl Iterator<Item = &'m Placement> {
        self.placed.iter().filter(move |placement| placement.place == *place)
    }

    fn add(&mut self, grid: &Grid<'_>, id: PersonId, dossier: &Dossier) {
        let decision = decide(grid.policy(), dossier, &[]);
        let person = Person::new(grid.policy(), dossier, grid.policy().as_of());
        let levels = (position(&person, grid.axis(Side::Upward)), position(&person, grid.axis(Side::Rightward)));
        match (&decision.outcome, levels) {
            (Outcome::Value(Value::Choice(found)), (Some(upward), Some(rightward))) => {
                self.placed.push(Placement { id, place: found.clone(), upward, rightward, decision });
            }
            _ => self.unplaced.push(Unplaced { id, missing: decision.missing.clone(), decision }),
        }
    }
}

/// The level on an axis, and the score it was read from.
fn position(person: &Person<'_>, axis: &Axis) -> Option<Position> {
    let Value::Choice(level) = person.value(&axis.level).into_owned() else { return None };
    let score = axis.score.as_ref().and_then(|tree| match person.value(tree).into_owned() {
        Value::Number(score) => Some(score),
        _ => None,
    });
    Some(Position { level, score })
}
