//! Time served, overlaps counted once.

use chrono::NaiveDate;

use crate::period::{DateRounding, add_months, months_between};

/// Days that make a month when broken months of separate spells are added up.
///
/// The usual reckoning of service time; no article that says so was found.
pub const DAYS_PER_MONTH: i64 = 30;

/// How long a tenure is: whole calendar months of each unbroken stretch, and the days left over from all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TenureLength {
    /// Whole months.
    pub months: i64,
    /// Days beyond, from all stretches together.
    pub days: i64,
}

impl TenureLength {
    /// Whole months, left-over days made into months of [`DAYS_PER_MONTH`].
    pub fn whole_months(self) -> i64 {
        self.months + self.days / DAYS_PER_MONTH
    }
}

/// A set of days, held as disjoint half-open stretches in order; stretches that touch are one.
///
/// INVARIANT (no double counting): a day covered by two positions is one day of tenure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tenure(Vec<(NaiveDate, NaiveDate)>);

impl Tenure {
    /// The union of stretches `[from, to)`; empty and reversed ones add nothing.
    pub fn of(stretches: impl IntoIterator<Item = (NaiveDate, NaiveDate)>) -> Tenure {
        let mut all: Vec<_> = stretches.into_iter().filter(|(from, to)| from < to).collect();
        all.sort_unstable();
        let mut merged: Vec<(NaiveDate, NaiveDate)> = Vec::with_capacity(all.len());
        for (from, to) in all {
            match merged.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => merged.push((from, to)),
            }
        }
        Tenure(merged)
    }

    /// The stretches, oldest first.
    pub fn stretches(&self) -> &[(NaiveDate, NaiveDate)] {
        &self.0
    }

    /// The first day of the unbroken stretch that reaches up to `day`: covers it, or ends on it.
    pub fn unbroken_since(&self, day: NaiveDate) -> Option<NaiveDate> {
        self.0.iter().find(|(from, to)| *from <= day && day <= *to).map(|(from, _)| *from)
    }

    /// All days.
    pub fn days(&self) -> i64 {
        self.0.iter().map(|(from, to)| (*to - *from).num_days()).sum()
    }

    /// Months and days.
    pub fn length(&self, rounding: DateRounding) -> TenureLength {
        self.0.iter().fold(TenureLength::default(), |sum, (from, to)| {
            let months = months_between(*from, *to, rounding);
            let reached = add_months(*from, months, rounding).unwrap_or(*to);
            TenureLength { months: sum.months + i64::from(months), days: sum.days + (*to - reached).num_days() }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(n: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2000, 1, 1).unwrap() + chrono::Days::new(n)
    }

    #[test]
    fn broken_months_of_two_spells_add_up() {
        let date = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        let tenure = Tenure::of([(date(2020, 1, 1), date(2021, 1, 16)), (date(2022, 1, 1), date(2022, 1, 16))]);
        let length = tenure.length(DateRounding::LastDayOfMonth);
        assert_eq!(length, TenureLength { months: 12, days: 30 });
        assert_eq!(length.whole_months(), 13);
    }

    proptest! {
        #[test]
        fn overlaps_count_once_and_order_does_not_matter(
            stretches in proptest::collection::vec((0u64..400, 0u64..400), 0..8).prop_shuffle()
        ) {
            let tenure = Tenure::of(stretches.iter().map(|(a, b)| (day(*a), day(*b))));
            let covered = (0..400).filter(|n| stretches.iter().any(|(a, b)| a <= n && n < b)).count();
            prop_assert_eq!(tenure.days(), covered as i64);
            let mut sorted = stretches.clone();
            sorted.sort_unstable();
            prop_assert_eq!(&tenure, &Tenure::of(sorted.iter().map(|(a, b)| (day(*a), day(*b)))));
            prop_assert!(tenure.stretches().windows(2).all(|pair| pair[0].1 < pair[1].0));
        }
    }
}
