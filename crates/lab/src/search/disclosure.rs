//! A curve as it may leave the agency: no count of few people, and none that follows from what stands beside it.
//!
//! What a reader of a curve can add up, and what is therefore hidden together:
//!
//! - at each value everybody stands in a table of answers before and after, of which `gained` and `lost` are two cells and the numbers eligible and
//!   unknown are margins;
//! - of two values whose numbers differ by few, the difference is a count of those few: one of the two is hidden;
//! - a value that is accepted by a search has a number among those accepted.

use std::collections::BTreeSet;

use jenjang::policy::value::Value;
use jenjang_statistics::tables::{Cell, Counts, hide_marked};

use super::{Point, Search, Sweep};
use crate::compare::Suppression;
use crate::error::LabError;
use crate::shown::{Parts, Shown, is_few};

const COUNT: usize = 0;
const ELIGIBLE: usize = 1;
const UNKNOWN: usize = 2;
const GAINED: usize = 3;
const LOST: usize = 4;

impl Point {
    fn numbers(&self) -> [u64; 5] {
        [self.count, self.eligible, self.unknown, self.gained, self.lost]
    }
}

impl Sweep {
    /// The curve as it may be shown. Numbers at the value the draft has are shown before those of others.
    ///
    /// # Errors
    /// [`LabError::Refused`] where the counts are too large for the arithmetic.
    pub fn shown(&self, suppression: Suppression) -> Result<Sweep<Shown>, LabError> {
        self.shown_first(&[&self.varied.present], suppression)
    }

    fn shown_first(&self, first: &[&Value], suppression: Suppression) -> Result<Sweep<Shown>, LabError> {
        let place = |value: &Value| self.points.iter().position(|point| point.value == *value);
        let mut order: Vec<usize> = first.iter().filter_map(|value| place(value)).collect();
        order.extend(0..self.points.len());
        let mut seen = BTreeSet::new();
        order.retain(|at| seen.insert(*at));
        let before = self.answers.first().map(|rows| rows.map(|row| row.iter().sum::<u64>()));
        let hiding =
            Hiding { people: self.data.people, before, same: self.points.iter().all(|point| point.count == point.eligible), suppression };
        let mut shown: Vec<Option<[Shown; 5]>> = vec![None; self.points.len()];
        for at in order {
            let Some(point) = self.points.get(at) else { continue };
            let others: Vec<[Shown; 5]> = shown.iter().flatten().copied().collect();
            let numbers = hiding.point(point, self.answers.get(at), &others)?;
            if let Some(place) = shown.get_mut(at) {
                *place = Some(numbers);
            }
        }
        let points = self.points.iter().zip(shown).map(|(point, numbers)| {
            let [count, eligible, unknown, gained, lost] = numbers.unwrap_or([Shown::Protecting; 5]);
            Point { value: point.value.clone(), count, eligible, unknown, gained, lost }
        });
        Ok(Sweep {
            before: self.before.clone(),
            policy: self.policy.clone(),
            as_of: self.as_of,
            data: self.data.clone(),
            varied: self.varied.clone(),
            measure: self.measure.clone(),
            points: points.collect(),
            answers: Vec::new(),
            suppression: Some(suppression),
            notes: self.notes.clone(),
        })
    }
}

impl Search {
    /// The answer as it may be shown. Numbers at accepted values are shown before those of others. Where so few numbers are accepted that a hidden
    /// one would be known, values whose number is hidden are not among those found: [`super::Target::at_least_wide`] keeps them.
    ///
    /// # Errors
    /// As [`Sweep::shown`].
    pub fn shown(&self, suppression: Suppression) -> Result<Search<Shown>, LabError> {
        let first: Vec<&Value> = self.found.iter().chain(&self.nearest).collect();
        let tried = self.tried.shown_first(&first, suppression)?;
        let is_hidden = |value: &Value| tried.points.iter().any(|point| point.value == *value && point.count.is_hidden());
        let wide = self.greatest.saturating_sub(self.least).saturating_add(1) >= suppression.width;
        let (hidden, mut found): (Vec<Value>, Vec<Value>) = self.found.iter().cloned().partition(is_hidden);
        if wide {
            // in the order of the values: how near they come is not told
            found.extend(tried.points.iter().map(|point| &point.value).filter(|value| hidden.contains(value)).cloned());
        }
        Ok(Search {
            tried,
            values: self.values,
            target: self.target,
            least: self.least,
            greatest: self.greatest,
            found,
            nearest: self.nearest.clone(),
            method: self.method,
            explanation: self.explanation.clone(),
        })
    }
}

struct Hiding {
    people: u64,
    /// Eligible, not eligible and unknown under the rule in force.
    before: Option<[u64; 3]>,
    /// What is counted is who is eligible on the day.
    same: bool,
    suppression: Suppression,
}

impl Hiding {
    /// The numbers of a point beside those of others that are shown already.
    fn point(&self, point: &Point, answers: Option<&[[u64; 3]; 3]>, others: &[[Shown; 5]]) -> Result<[Shown; 5], LabError> {
        let (least, numbers) = (self.suppression.least, point.numbers());
        let mut hidden = numbers.map(|count| is_few(count, least));
        let others_of_people = self.people.saturating_sub(point.eligible).saturating_sub(point.unknown);
        let parts = Parts::of(&[point.eligible, point.unknown, others_of_people], &[], &[2, 1, 0], self.suppression);
        hidden[ELIGIBLE] |= parts.part(0).is_hidden();
        hidden[UNKNOWN] |= parts.part(1).is_hidden();
        hidden[COUNT] |= is_few(self.people.saturating_sub(point.count), least);
        if let Some(answers) = answers {
            let cells = self.cells(answers)?;
            hidden[GAINED] |= cells.contains(&(1, 0));
            hidden[LOST] |= cells.contains(&(0, 1));
        }
        let mut near = [false; 5];
        for (number, near) in near.iter_mut().enumerate() {
            let Some(own) = numbers.get(number).copied() else { continue };
            let differs = |other: u64| is_few(own.abs_diff(other), least);
            *near = others.iter().filter_map(|others| others.get(number)?.value()).any(differs) || self.anchor(number).is_some_and(differs);
        }
        if self.same {
            hidden[COUNT] |= hidden[ELIGIBLE] || near[COUNT] || near[ELIGIBLE];
            hidden[ELIGIBLE] = hidden[COUNT];
        } else if is_few(point.count.abs_diff(point.eligible), least) {
            hidden[ELIGIBLE] = true;
        }
        hidden.iter_mut().zip(near).for_each(|(hidden, near)| *hidden |= near);
        // who is eligible now is who was, with those gained and without those lost: where one of the three is hidden for what stands at other
        // values, so is another
        if (near[ELIGIBLE] || near[GAINED] || near[LOST] || parts.part(0).is_hidden())
            && [ELIGIBLE, GAINED, LOST].iter().filter(|number| hidden.get(**number) == Some(&true)).count() == 1
        {
            let other = match (hidden[GAINED], hidden[LOST]) {
                (true, _) => LOST,
                (_, true) => GAINED,
                _ if point.gained >= point.lost => GAINED,
                _ => LOST,
            };
            hidden[other] = true;
        }
        let mut at = 0..5;
        Ok(numbers.map(|count| match at.next().and_then(|number| hidden.get(number)) {
            Some(true) => Shown::hidden(count, least),
            _ => Shown::Value(count),
        }))
    }

    /// The number under the rule in force, which a reader may know.
    fn anchor(&self, number: usize) -> Option<u64> {
        let [eligible, _, unknown] = self.before?;
        match number {
            ELIGIBLE => Some(eligible),
            COUNT if self.same => Some(eligible),
            UNKNOWN => Some(unknown),
            _ => None,
        }
    }

    /// The hidden cells of a table of answers before and after.
    fn cells(&self, answers: &[[u64; 3]; 3]) -> Result<Vec<Cell>, LabError> {
        let rows: Vec<Vec<u64>> = answers.iter().map(|row| row.to_vec()).collect();
        let must: Vec<Cell> = (0..3).flat_map(|row| (0..3).map(move |column| (row, column))).collect();
        let few = |(row, column): &Cell| {
            rows.get(*row).and_then(|row| row.get(*column)).is_some_and(|count| is_few(*count, self.suppression.least))
        };
        let must: Vec<Cell> = must.into_iter().filter(few).collect();
        if must.is_empty() {
            return Ok(must);
        }
        let hidden = Counts::try_new(rows)
            .and_then(|counts| hide_marked(&counts, &must, self.suppression.least, self.suppression.width))
            .map_err(|reason| {
            let label = reason.label();
            LabError::refused(format!("kurva tidak dapat dilindungi: {}", label.id), format!("the curve cannot be protected: {}", label.en))
        })?;
        Ok(hidden.hidden())
    }
}
