//! The index of behaviour and of impact, over valid answers only.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Serialize;

use super::result::{BehaviourForm, PersonResult, Phase, RaterRole};
use crate::index::percent;

/// Which part of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// What the participant does differently (level 3).
    Behaviour,
    /// What came of it at work (level 4).
    Impact,
}

/// Valid answers added up: each as a part of the highest answer of its scale.
///
/// A sum of fractions over the scales in use (5, 100), so that forms of both scales can be added exactly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Valid {
    by_scale: BTreeMap<u16, (u64, u64)>,
}

impl Valid {
    /// Counts an answer; one that is absent or off the scale (0, above the highest) is not valid and counts nowhere.
    pub fn add(&mut self, answer: Option<u16>, highest: u16) {
        let Some(answer) = answer.filter(|answer| (1..=highest).contains(answer)) else { return };
        let (n, sum) = self.by_scale.entry(highest).or_default();
        *n += 1;
        *sum += u64::from(answer);
    }

    /// Counts the answers of a form.
    pub fn add_form(&mut self, form: &BehaviourForm, part: Part) {
        let answers = match part {
            Part::Behaviour => &form.behaviour,
            Part::Impact => &form.impact,
        };
        for answer in answers.values() {
            self.add(*answer, form.highest);
        }
    }

    /// Valid answers.
    pub fn count(&self) -> u64 {
        self.by_scale.values().map(|(n, _)| n).sum()
    }

    /// Σ answer / highest over the number of valid answers, in percent, unrounded: 0 to 100. `None` where no answer is valid.
    pub fn index(&self) -> Option<Decimal> {
        let mut total = Decimal::ZERO;
        for (highest, (_, sum)) in &self.by_scale {
            total = total.checked_add(percent(Decimal::from(*sum), Decimal::from(*highest))?)?;
        }
        total.checked_div(Decimal::from(self.count()))
    }
}

/// The figure of one role about one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct RoleFigure {
    /// Forms with a valid answer; absent where that is hidden.
    pub forms: Option<u32>,
    /// The index, rounded half up to two places; absent where there is none or it is hidden.
    pub index: Option<Decimal>,
    /// There are answers, but too few to show.
    pub hidden: bool,
}

/// The figures about one person, released as in 360° evaluation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PersonFigures {
    /// By role.
    pub roles: BTreeMap<RaterRole, RoleFigure>,
    /// Over the valid answers of all released roles but the person's own, rounded half up to two places.
    // INVARIANT (what is not released is not scored): answers of a hidden role are in no figure
    pub index: Option<Decimal>,
}

impl PersonResult {
    /// The figures of a phase and part; an anonymous role is released from `anonymous` forms.
    pub fn figures(&self, phase: Phase, part: Part, anonymous: u32) -> PersonFigures {
        let mut roles = BTreeMap::new();
        let mut all = Valid::default();
        for role in RaterRole::ALL {
            let mut answers = Valid::default();
            let mut forms = 0_u32;
            for form in self.forms.iter().filter(|form| form.role == role && form.phase == phase) {
                let before = answers.count();
                answers.add_form(form, part);
                forms += u32::from(answers.count() > before);
            }
            if forms == 0 {
                continue;
            }
            let hidden = role.is_anonymous() && forms < anonymous;
            let index = answers.index().filter(|_| !hidden).map(|index| crate::index::half_up(index, 2));
            if !hidden && role != RaterRole::Oneself {
                for form in self.forms.iter().filter(|form| form.role == role && form.phase == phase) {
                    all.add_form(form, part);
                }
            }
            roles.insert(role, RoleFigure { forms: (!hidden).then_some(forms), index, hidden });
        }
        PersonFigures { roles, index: all.index().map(|index| crate::index::half_up(index, 2)) }
    }

    /// The measure of behaviour for comparing before and after: over the valid answers of everybody but the person, unrounded. Never shown of one person.
    pub fn behaviour(&self, phase: Phase) -> Option<Decimal> {
        let mut answers = Valid::default();
        for form in self.forms.iter().filter(|form| form.phase == phase && form.role != RaterRole::Oneself) {
            answers.add_form(form, Part::Behaviour);
        }
        answers.index()
    }
}
