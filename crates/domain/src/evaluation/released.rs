//! What may be kept of somebody's scores once a cycle is closed: what its readers may know, and nothing else.

use super::edition::without;
use super::instrument::Instrument;
use super::scheme::Scheme;
use super::scoring::{Detail, DimensionScore, ScoreSheet, rule_of, total};
use super::shown::{DimensionBounds, Ends};
use crate::number::ratio::Ratio;

/// The sheet without raters and without any figure that no report shows.
///
/// A mean that readers see as a band stands at the band's inner edge; numbers of raters are the thresholds they reach; distributions stay only
/// where they are shown, as what lies above, at and below the middle; nothing is left of groups that are hidden but that they answered.
// INVARIANT (kept is shown): every report and every later withdrawal reads the same from this sheet as from the exact one
pub fn released(scheme: &Scheme, instrument: &Instrument, sheet: &ScoreSheet) -> ScoreSheet {
    let mut next = sheet.clone().cut();
    let ends = Ends::of(scheme, instrument);
    for dimension in &mut next.dimensions {
        coarsen(scheme, instrument, ends.as_ref(), dimension);
    }
    let shown = |place: &usize| next.dimensions.iter().flat_map(|d| &d.composite.blocks).any(|block| block.groups.contains(place));
    let shown: Vec<bool> = (0..next.answered.len()).map(|place| shown(&place)).collect();
    next.answered.iter_mut().zip(shown).filter(|(_, shown)| !shown).for_each(|(count, _)| *count = 0);
    total(&mut next, rule_of(scheme).coverage);
    next
}

fn coarsen(scheme: &Scheme, instrument: &Instrument, ends: Option<&Ends>, dimension: &mut DimensionScore) {
    let composite = &mut dimension.composite;
    let Some((ends, bounds)) = ends.and_then(|ends| Some((ends, DimensionBounds::of(ends, composite)?))) else {
        // too fine to add exactly: nothing of it is shown
        composite.blocks.clear();
        composite.score = None;
        dimension.details.clear();
        return;
    };
    let mut moved = false;
    for ((block, bounds), detail) in composite.blocks.iter_mut().zip(&bounds.blocks).zip(&mut dimension.details) {
        if bounds.low == bounds.high {
            *detail = detail.take().map(|detail| in_three(instrument, &detail));
        } else {
            block.mean = ends.inner_edge(*bounds);
            *detail = None;
            moved = true;
        }
        if !block.identified {
            block.raters = scheme.raters_band(block.raters);
        }
    }
    if moved {
        *composite = without(composite, scheme, &|_| false);
    }
}

/// How often answers lie above, at and below the middle of the scale, each at one anchor.
fn in_three(instrument: &Instrument, detail: &Detail) -> Detail {
    let scale = instrument.scale();
    let side = |place: usize| {
        let value = scale.anchors.get(place).map(|anchor| Ratio::from(anchor.value).plus(Ratio::from(anchor.value)));
        value.flatten().map(|twice| twice.cmp(&Ratio::from(scale.minimum + scale.maximum)))
    };
    let mut counts = vec![0; detail.counts.len()];
    for (place, count) in detail.counts.iter().enumerate() {
        // the first anchor of the same side stands for all of them
        let first = (0..=place).find(|first| side(*first) == side(place)).unwrap_or(place);
        if let Some(sum) = counts.get_mut(first) {
            *sum += count;
        }
    }
    Detail { counts }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::edition::withdraw;
    use super::super::fixture::{instrument, scheme, sheet, with_comment};
    use super::super::report::Reporting;
    use super::*;
    use crate::people::id::RaterGroupCode;

    /// Everything readers see, of the sheet and of every edition that withdraws some groups.
    fn everything(sheet: &ScoreSheet) -> Vec<String> {
        let (scheme, instrument) = (scheme(), instrument());
        let codes = ["superior", "peer", "subordinate"].map(|code| code.parse::<RaterGroupCode>().unwrap());
        let reports = |sheet: &ScoreSheet| {
            let reporting = Reporting { scheme: &scheme, instrument: &instrument, sheet, precision: None };
            format!("{:?} {:?} {:?}", reporting.for_ratee(), reporting.for_superior(), reporting.for_hr(Default::default()))
        };
        let subset = |bits: usize| -> Vec<RaterGroupCode> { (0..3).filter(|at| bits >> at & 1 == 1).map(|at| codes[at].clone()).collect() };
        let later = (1..8).map(|bits| reports(&withdraw(&scheme, sheet, &subset(bits)).unwrap()));
        std::iter::once(reports(sheet)).chain(later).collect()
    }

    fn answers() -> impl Strategy<Value = [i64; 4]> {
        // at the ends more often than not, where bands are
        prop_oneof![Just([5; 4]), Just([1; 4]), prop::array::uniform4(0i64..=5), prop::array::uniform4(4i64..=5)]
    }

    proptest! {
        #[test]
        fn what_is_kept_says_what_the_reports_say(
            superior in prop::option::of(answers()),
            own in prop::option::of(answers()),
            peers in prop::collection::vec(answers(), 0..7),
            subordinates in prop::collection::vec(answers(), 0..7),
        ) {
            let mut responses = Vec::new();
            responses.extend(superior.map(|answers| with_comment("s", "superior", answers, "tegas")));
            responses.extend(own.map(|answers| with_comment("x", "self", answers, "")));
            let raters = |group: &'static str, all: Vec<[i64; 4]>| {
                all.into_iter().enumerate().map(move |(at, answers)| with_comment(&format!("{group}{at}"), group, answers, &format!("{group} {at}")))
            };
            responses.extend(raters("peer", peers));
            responses.extend(raters("subordinate", subordinates));
            let exact = sheet(&responses);
            let kept = released(&scheme(), &instrument(), &exact);
            prop_assert_eq!(everything(&kept), everything(&exact));
            prop_assert_eq!(released(&scheme(), &instrument(), &kept), kept, "twice is once");
        }
    }

    #[test]
    fn nothing_of_a_hidden_or_unanimous_group_is_kept() {
        let two = |values: [i64; 4]| [with_comment("u1", "subordinate", values, "rahasia"), with_comment("u2", "subordinate", values, "")];
        let kept = |hidden: [i64; 4]| {
            let mut responses = vec![with_comment("s", "superior", [4; 4], "")];
            responses.extend(two(hidden));
            released(&scheme(), &instrument(), &sheet(&responses))
        };
        assert_eq!(kept([1; 4]), kept([5; 4]), "two subordinates alone are hidden, whatever they answered");
        let agreed = |peers: [[i64; 4]; 3]| {
            let mut responses = vec![with_comment("s", "superior", [4; 4], "")];
            responses.extend(peers.into_iter().enumerate().map(|(at, values)| with_comment(&format!("p{at}"), "peer", values, "")));
            released(&scheme(), &instrument(), &sheet(&responses))
        };
        assert_eq!(agreed([[5; 4]; 3]), agreed([[5; 4], [5; 4], [5, 4, 5, 4]]), "five throughout looks like almost five throughout");
    }
}
