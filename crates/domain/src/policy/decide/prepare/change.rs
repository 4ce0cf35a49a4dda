//! When the rules change next.

use chrono::NaiveDate;

use crate::period::EffectivePeriod;
use crate::policy::model::{Dated, Policy, PolicySet};

/// The first day after `as_of` on which anything dated starts or ends in the policy or one it uses.
pub(super) fn next_change(family: &PolicySet, policy: &Policy, as_of: NaiveDate) -> Option<NaiveDate> {
    let mut next = Next { after: as_of, found: None };
    next.policy(policy);
    // the family holds the policy and all it uses, and perhaps more: a day too many is harmless
    family.iter().for_each(|member| next.policy(member));
    next.found
}

struct Next {
    after: NaiveDate,
    found: Option<NaiveDate>,
}

impl Next {
    fn policy(&mut self, policy: &Policy) {
        self.period(&policy.effective);
        policy.parameters.iter().for_each(|parameter| self.history(&parameter.values));
        policy.tables.iter().for_each(|table| self.history(&table.versions));
        policy.criteria.iter().for_each(|criterion| self.period(&criterion.effective));
        policy.components.iter().for_each(|component| self.period(&component.effective));
    }

    fn history<T>(&mut self, history: &[Dated<T>]) {
        history.iter().for_each(|entry| self.period(&entry.period));
    }

    fn period(&mut self, period: &EffectivePeriod) {
        for day in [period.from, period.to].into_iter().flatten() {
            if day > self.after && self.found.is_none_or(|found| day < found) {
                self.found = Some(day);
            }
        }
    }
}
