//! Answers that deserve a look. A flag starts a check of whether somebody was entitled to rate; it never deletes or edits.

#![allow(clippy::float_arithmetic, reason = "statistics are f64; what leaves here are counts")]

use std::collections::BTreeMap;

use jenjang::evaluation::instrument::Instrument;
use jenjang::evaluation::report::Flag;
use jenjang::people::id::PersonId;
use jenjang_statistics::raters::careless::{CarelessRule, halo};
use jenjang_statistics::raters::outlier;

use super::Viewed;

/// Spread over dimensions below this share of the median rater's is called halo.
const HALO: f64 = 0.25;

/// How many responses about each person carry each remark.
pub(super) fn by_person(instrument: &Instrument, viewed: &[Viewed<'_>]) -> BTreeMap<PersonId, BTreeMap<Flag, usize>> {
    viewed
        .iter()
        .map(|person| {
            let mut flags = BTreeMap::new();
            let mut count = |flag: Flag, n: usize| {
                if n > 0 {
                    flags.insert(flag, n);
                }
            };
            count(Flag::Outlier, outliers(person));
            count(Flag::StraightLine, straight_lines(instrument, person));
            let rows: Vec<&[Option<f64>]> = person.views.iter().map(|view| view.by_dimension.as_slice()).collect();
            count(Flag::Halo, halo(&rows, HALO).map_or(0, |found| found.flags.iter().filter(|flag| **flag).count()));
            (person.sheet.ratee.clone(), flags)
        })
        .collect()
}

fn outliers(person: &Viewed<'_>) -> usize {
    let means: Vec<f64> = person.views.iter().filter_map(|view| view.overall).collect();
    outlier::modified_z(&means).map_or(0, |(_, z)| z.iter().filter(|z| z.abs() > outlier::CUT).count())
}

fn straight_lines(instrument: &Instrument, person: &Viewed<'_>) -> usize {
    let rule = CarelessRule::default();
    let flagged = person.views.iter().filter(|view| view.overall.is_some()).filter(|view| {
        let answered = view.answers.iter().enumerate().filter(|(_, answer)| answer.is_some());
        let dimensions: std::collections::BTreeSet<_> = answered.filter_map(|(item, _)| instrument.dimension_of(item)).collect();
        rule.flags(&view.answers, dimensions.len())
    });
    flagged.count()
}
