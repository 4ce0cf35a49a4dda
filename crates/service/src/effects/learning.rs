//! Level 2, and every other change of the same people: before and after, person by person.

#![allow(clippy::float_arithmetic, reason = "statistics are f64; they are rounded before anybody sees them")]

use jenjang::development::effect::{Arm, PersonResult};
use jenjang::legal::{Label, Language};
use jenjang_statistics::fairness::{Selection, clopper_pearson};
use jenjang_statistics::surveys::Clarity;
use jenjang_statistics::training::{PairedT, Pairs, mcnemar, normalised_gain, paired_t, signed_ranks};

use super::report::Statement;
use super::words::{both, clarity, likely, moved, number, places, remark, statement, t, verdict};
use crate::evaluation::figures::{count, decimal, mean};

/// Fewer pairs than this: only how many went up and down.
pub(super) const FEWEST_PAIRS: usize = 5;
/// Fewer pairs than this: signed ranks, exactly; from here on a mean with a t interval too.
pub(super) const PAIRS_FOR_T: usize = 12;
/// Level of the intervals.
const LEVEL: f64 = 0.95;

/// Everything about tests and passes of the participants.
pub(super) fn statements(results: &[PersonResult]) -> Vec<Statement> {
    let trained: Vec<&PersonResult> = results.iter().filter(|result| result.arm == Arm::Trained).collect();
    let mut found = Vec::new();
    let percent = |result: &PersonResult, after: bool| {
        let test = result.test.as_ref()?;
        test.percent(if after { test.after } else { test.before }).map(decimal)
    };
    let tested: Vec<&&PersonResult> = trained.iter().filter(|result| result.test.is_some()).collect();
    let before: Vec<Option<f64>> = tested.iter().map(|result| percent(result, false)).collect();
    let after: Vec<Option<f64>> = tested.iter().map(|result| percent(result, true)).collect();
    if let Ok(pairs) = Pairs::of(&before, &after)
        && !tested.is_empty()
    {
        let what = Label::new("Nilai tes (persen dari maksimum)", "Test score (percent of the maximum)");
        found.extend(change(&pairs, &what));
        if pairs.len() >= FEWEST_PAIRS {
            found.extend(gain(&before, &after));
        }
    }
    found.extend(passes(&trained));
    found
}

/// A change of the same people.
pub(super) fn change(pairs: &Pairs, what: &Label) -> Vec<Statement> {
    let (n, dropped) = (pairs.len(), pairs.dropped());
    if n == 0 {
        let text = both(|l| match l {
            Language::Id => {
                format!("{}: tidak ada peserta dengan nilai sebelum dan sesudah; {dropped} hanya mempunyai satu nilai.", what.id)
            }
            Language::En => format!("{}: nobody has a value both before and after; {dropped} have only one.", what.en),
        });
        return vec![remark("no-pairs", text)];
    }
    if n < FEWEST_PAIRS {
        return vec![few(pairs, what)];
    }
    let Ok(t_test) = paired_t(pairs) else { return vec![few(pairs, what)] };
    if t_test.ci95.is_err() {
        return vec![all_alike(pairs, &t_test, what)];
    }
    let mut found = vec![if n < PAIRS_FOR_T { by_ranks(pairs, &t_test, what) } else { by_mean(pairs, &t_test, what) }];
    if let Ok(size) = t_test.g_av {
        let text = both(|l| {
            let size = number(-size, 2, l);
            match l {
                Language::Id => format!("Besarnya {size} simpangan baku (d_av dengan koreksi Hedges)."),
                Language::En => format!("Its size is {size} standard deviations (d_av with Hedges' correction)."),
            }
        });
        found.push(statement("effect-size", text, Some(-size), None, None, Some(n)));
    }
    found
}

/// `14 berpasangan; 3 tanpa pasangan tidak dihitung.`
fn counted(pairs: &Pairs, language: Language) -> String {
    let (n, dropped) = (pairs.len(), pairs.dropped());
    match (language, dropped) {
        (Language::Id, 0) => format!("{n} orang dengan kedua nilai."),
        (Language::En, 0) => format!("{n} people with both values."),
        (Language::Id, _) => format!("{n} orang dengan kedua nilai; {dropped} yang hanya mempunyai satu nilai tidak dihitung."),
        (Language::En, _) => format!("{n} people with both values; {dropped} with only one are left out."),
    }
}

fn few(pairs: &Pairs, what: &Label) -> Statement {
    let (up, same, down) = pairs.directions();
    let text = both(|l| {
        let counted = counted(pairs, l);
        match l {
            Language::Id => format!("{}: {up} naik, {same} tetap, {down} turun; terlalu sedikit untuk angka lain. {counted}", what.id),
            Language::En => format!("{}: {up} up, {same} unchanged, {down} down; too few for any other figure. {counted}", what.en),
        }
    });
    Statement { people: Some(pairs.len()), ..remark("directions", text) }
}

fn all_alike(pairs: &Pairs, found: &PairedT, what: &Label) -> Statement {
    let text = both(|l| {
        let (moved, counted) = (moved(found.change(), 2, l), counted(pairs, l));
        match l {
            Language::Id => format!("{}: semua {moved}; rentang tidak dapat dihitung karena perubahannya sama. {counted}", what.id),
            Language::En => format!("{}: everybody {moved}; there is no range, because all changes are equal. {counted}", what.en),
        }
    });
    statement("change", text, Some(found.change()), None, None, Some(pairs.len()))
}

fn by_mean(pairs: &Pairs, found: &PairedT, what: &Label) -> Statement {
    let interval = found.ci95.map(|(low, high)| (0.0 - high, 0.0 - low)).ok();
    let mut clear = interval.and_then(|interval| clarity(found.change(), interval, found.se, found.df));
    // where ranks do not see what the mean sees, a few large changes may carry it
    let ranks = signed_ranks(pairs).and_then(|ranks| ranks.p()).ok();
    let doubted = clear == Some(Clarity::Clear) && ranks.is_some_and(|p| p.two_sided >= 1.0 - LEVEL);
    if doubted {
        clear = Some(Clarity::Suggestive);
    }
    let (before, after) = pairs.means().unwrap_or_default();
    let places = places(interval);
    let text = both(|l| {
        let (moved, likely, counted) = (moved(found.change(), places, l), likely(interval, places, l), counted(pairs, l));
        let (from, to) = (number(before, places, l), number(after, places, l));
        let verdict = clear.map_or("", |clear| verdict(clear, false, l));
        let doubt = if doubted {
            t(
                l,
                " Beberapa perubahan besar memengaruhi rata-rata: uji peringkat tidak melihatnya.",
                " A few large changes carry the mean: a test of ranks does not see it.",
            )
        } else {
            ""
        };
        match l {
            Language::Id => format!("{}: rata-rata {moved} (dari {from} ke {to}){likely}. {verdict}{doubt} {counted}", what.id),
            Language::En => format!("{}: the mean {moved} (from {from} to {to}){likely}. {verdict}{doubt} {counted}", what.en),
        }
    });
    statement("change", text, Some(found.change()), interval, clear, Some(pairs.len()))
}

fn by_ranks(pairs: &Pairs, found: &PairedT, what: &Label) -> Statement {
    let changes: Vec<f64> = pairs.differences().iter().map(|d| 0.0 - d).collect();
    let (middle, interval) = (middle_change(&changes), rank_interval(&changes));
    let clear = interval.and_then(|interval| clarity(middle, interval, found.se, found.df));
    let places = places(interval);
    let text = both(|l| {
        let (moved, likely, counted) = (moved(middle, places, l), likely(interval, places, l), counted(pairs, l));
        let verdict = match clear {
            Some(clear) => verdict(clear, false, l),
            None => t(l, "Terlalu sedikit orang untuk rentang.", "Too few people for a range."),
        };
        match l {
            Language::Id => format!("{}: perubahan tengahnya {moved}{likely}. {verdict} {counted}", what.id),
            Language::En => format!("{}: the middle change {moved}{likely}. {verdict} {counted}", what.en),
        }
    });
    statement("change", text, Some(middle), interval, clear, Some(pairs.len()))
}

/// Means of every two changes, and of every change with itself (Walsh), in order.
fn walsh(changes: &[f64]) -> Vec<f64> {
    let mut all: Vec<f64> =
        changes.iter().enumerate().flat_map(|(i, x)| changes.iter().skip(i).map(move |y| f64::midpoint(*x, *y))).collect();
    all.sort_by(f64::total_cmp);
    all
}

/// The middle of the Walsh means (Hodges and Lehmann): the change that belongs to signed ranks.
fn middle_change(changes: &[f64]) -> f64 {
    jenjang_statistics::descriptive::median(&walsh(changes)).unwrap_or(f64::NAN)
}

/// All shifts that the signed-rank test would not reject: the interval that belongs to it. `None` where so few people give no end.
fn rank_interval(changes: &[f64]) -> Option<(f64, f64)> {
    let mut ends = walsh(changes);
    ends.dedup_by(|a, b| (*a - *b).abs() < 1e-12);
    let kept = |shift: f64| {
        let shifted: Vec<Option<f64>> = changes.iter().map(|change| Some(change - shift)).collect();
        let pairs = Pairs::of(&vec![Some(0.0); shifted.len()], &shifted).ok();
        // all changes equal to the shift: nothing speaks against it
        pairs.and_then(|pairs| signed_ranks(&pairs).and_then(|ranks| ranks.p()).ok()).is_none_or(|p| p.two_sided > 1.0 - LEVEL)
    };
    let (first, last) = (*ends.first()?, *ends.last()?);
    if kept(first - 1.0) || kept(last + 1.0) {
        return None;
    }
    let between: Vec<f64> = ends.windows(2).filter_map(|two| Some(f64::midpoint(*two.first()?, *two.last()?))).collect();
    let low = between.iter().position(|shift| kept(*shift));
    let high = between.iter().rposition(|shift| kept(*shift));
    match (low, high) {
        (Some(low), Some(high)) => Some((*ends.get(low)?, *ends.get(high + 1)?)),
        // only a single value is left
        _ => {
            let middle = middle_change(changes);
            Some((middle, middle))
        }
    }
}

fn gain(before: &[Option<f64>], after: &[Option<f64>]) -> Option<Statement> {
    let gains: Vec<_> = before.iter().zip(after).filter_map(|(x, y)| Some(normalised_gain((*x)?, (*y)?, 100.0))).collect();
    let nothing = gains.iter().filter(|gain| gain.is_err()).count();
    let known: Vec<f64> = gains.into_iter().flatten().collect();
    if known.len() < FEWEST_PAIRS {
        return None;
    }
    let (n, gain) = (known.len(), 100.0 * mean(known)?);
    let text = both(|l| {
        let gain = number(gain, 0, l);
        match l {
            Language::Id => {
                format!("Dari yang masih dapat dicapai, rata-rata {gain}% tercapai (Hake); {n} orang, {nothing} sudah sempurna sebelumnya.")
            }
            Language::En => {
                format!("Of what was still to be gained, {gain}% was on average (Hake); {n} people, {nothing} were perfect before.")
            }
        }
    });
    Some(statement("normalised-gain", text, Some(gain), None, None, Some(n)))
}

fn passes(trained: &[&PersonResult]) -> Vec<Statement> {
    let both_known: Vec<(bool, bool)> = trained.iter().filter_map(|result| Some((result.passed_before?, result.passed?))).collect();
    if both_known.is_empty() {
        return after_alone(trained);
    }
    let with = |wanted: (bool, bool)| both_known.iter().filter(|pair| **pair == wanted).map(|_| 1_u64).sum::<u64>();
    let (gained, lost) = (with((false, true)), with((true, false)));
    let n = both_known.len();
    let (before, after) = (with((true, true)) + lost, with((true, true)) + gained);
    let clear = if n < FEWEST_PAIRS { None } else { changed(gained, lost) };
    let text = both(|l| {
        let verdict = clear.map_or("", |clear| verdict(clear, false, l));
        match l {
            Language::Id => format!(
                "Lulus: {before} dari {n} sebelum, {after} dari {n} sesudah; {gained} menjadi lulus, {lost} menjadi tidak lulus. {verdict}"
            ),
            Language::En => {
                format!("Passed: {before} of {n} before, {after} of {n} after; {gained} came to pass, {lost} no longer do. {verdict}")
            }
        }
    });
    let text = Label::new(text.id.trim_end(), text.en.trim_end());
    vec![statement("passes", text, None, None, clear, Some(n))]
}

/// McNemar's question as an interval: the share of those who changed for the better, against a half.
fn changed(gained: u64, lost: u64) -> Option<Clarity> {
    // nobody changed: there is nothing to see
    if mcnemar(gained, lost).is_err() {
        return Some(Clarity::NotVisible);
    }
    let share = Selection::try_new(gained, gained + lost).ok()?;
    let (low, high) = clopper_pearson(share, LEVEL).ok()?;
    let n = count(usize::try_from(gained + lost).ok()?);
    clarity(share.rate().ok()? - 0.5, (low - 0.5, high - 0.5), 0.5 / n.sqrt(), f64::INFINITY)
}

fn after_alone(trained: &[&PersonResult]) -> Vec<Statement> {
    let known: Vec<bool> = trained.iter().filter_map(|result| result.passed).collect();
    let (n, passed) = (known.len(), known.iter().filter(|passed| **passed).count());
    if n < FEWEST_PAIRS {
        return Vec::new();
    }
    let text = both(|l| match l {
        Language::Id => format!("Lulus: {passed} dari {n}; sebelum pelatihan tidak diukur, jadi bukan perubahan."),
        Language::En => format!("Passed: {passed} of {n}; not measured before the course, so this is no change."),
    });
    vec![Statement { people: Some(n), ..remark("passes-after", text) }]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(before: &[f64], after: &[f64]) -> Pairs {
        let some = |values: &[f64]| values.iter().copied().map(Some).collect::<Vec<_>>();
        Pairs::of(&some(before), &some(after)).unwrap()
    }

    /// Hollander and Wolfe, depression scores under a tranquiliser: R's `wilcox.test(..., conf.int = TRUE)` prints -0.786 to -0.010, estimate -0.46.
    #[expect(clippy::approx_constant, reason = "a measurement of 3.14, not π")]
    #[test]
    fn the_interval_of_signed_ranks_is_that_of_r() {
        let before = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30];
        let after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
        let changes: Vec<f64> = before.iter().zip(after).map(|(x, y)| y - x).collect();
        let (low, high) = rank_interval(&changes).unwrap();
        assert!((low - -0.786).abs() < 1e-9 && (high - -0.010).abs() < 1e-9, "{low} {high}");
        assert!((middle_change(&changes) - -0.46).abs() < 1e-9);
    }

    #[test]
    fn five_people_have_no_range() {
        assert_eq!(rank_interval(&[1.0, 2.0, 3.5, 4.0, 6.0]), None);
        let found = change(&pairs(&[1.0, 1.0, 1.0, 1.0, 1.0], &[2.0, 3.0, 4.5, 5.0, 7.0]), &Label::same("x"));
        assert_eq!((found[0].code, found[0].interval, found[0].clarity), ("change", None, None));
        assert!(found[0].text.en.contains("Too few people for a range"), "{}", found[0].text.en);
    }

    #[test]
    fn four_people_are_only_counted() {
        let found = change(&pairs(&[1.0, 2.0, 3.0, 4.0], &[2.0, 2.0, 1.0, 9.0]), &Label::same("x"));
        assert_eq!(found.len(), 1);
        assert_eq!(&*found[0].text.en, "x: 2 up, 1 unchanged, 1 down; too few for any other figure. 4 people with both values.");
        assert_eq!(found[0].value, None);
    }

    #[test]
    fn equal_changes_have_no_range_and_never_a_p_of_zero() {
        let found = change(&pairs(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], &[3.0, 4.0, 5.0, 6.0, 7.0, 8.0]), &Label::same("x"));
        assert_eq!((found.len(), found[0].interval, found[0].clarity), (1, None, None));
    }

    #[test]
    fn no_text_says_effect_or_p_or_significant() {
        let before: Vec<f64> = (0..14).map(f64::from).collect();
        let after: Vec<f64> = before.iter().enumerate().map(|(i, x)| x + 3.0 + f64::from(u8::try_from(i % 3).unwrap())).collect();
        let found = change(&pairs(&before, &after), &Label::new("Nilai", "Score"));
        assert_eq!(found[0].clarity, Some("clear"));
        for said in &found {
            for word in ["effect", "pengaruh", "significan", "signifikan", "p =", "p <"] {
                assert!(!said.text.en.contains(word) && !said.text.id.contains(word), "{:?}", said.text);
            }
        }
    }

    #[test]
    fn nobody_who_changed_is_no_visible_change() {
        assert_eq!(changed(0, 0), Some(Clarity::NotVisible));
        assert_eq!(changed(12, 1), Some(Clarity::Clear));
        assert_ne!(changed(3, 2), Some(Clarity::Clear));
    }
}
