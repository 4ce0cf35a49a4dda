//! Dated values: which entries came, went or changed.

use chrono::NaiveDate;

use super::ChangeKind;
use super::differ::{Differ, Field, Place, Shown, both, period_words, reference_words};
use crate::legal::Language;
use crate::policy::explain::words;
use crate::policy::model::{Dated, in_force};

/// Two histories entry by entry: in both, in old only, in new only; places in the lists.
pub(super) struct Paired {
    pub(super) both: Vec<(usize, usize)>,
    pub(super) gone: Vec<usize>,
    pub(super) fresh: Vec<usize>,
}

/// Puts entries together that start and were made on the same day, else those that start on the same day.
pub(super) fn pair<T>(old: &[Dated<T>], new: &[Dated<T>]) -> Paired {
    let mut taken = vec![false; new.len()];
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let mut left: Vec<usize> = (0..old.len()).collect();
    for exact in [true, false] {
        left.retain(|i| {
            let (from, decided) = (old[*i].period.from, old[*i].decided);
            let fits = |entry: &Dated<T>| entry.period.from == from && (!exact || entry.decided == decided);
            match new.iter().enumerate().position(|(j, entry)| !taken[j] && fits(entry)) {
                Some(j) => {
                    taken[j] = true;
                    pairs.push((*i, j));
                    false
                }
                None => true,
            }
        });
    }
    pairs.sort_unstable();
    let fresh = (0..new.len()).filter(|j| !taken[*j]).collect();
    Paired { both: pairs, gone: left, fresh }
}

/// The end of an entry where it says more than the start of the next one does.
fn own_end<T>(entry: &Dated<T>, history: &[Dated<T>]) -> Option<NaiveDate> {
    entry.period.to.filter(|to| !history.iter().any(|other| other.period.from == Some(*to)))
}

/// Where an entry stands: `values[2026-10-01]`.
pub(super) fn entry_name<T>(list: &str, entry: &Dated<T>) -> String {
    format!("{list}[{}]", entry.period.from.map_or_else(String::new, |from| from.to_string()))
}

/// A history and how its values are said.
pub(super) struct Side<'s, T> {
    pub(super) entries: &'s [Dated<T>],
    pub(super) say: &'s dyn Fn(&T, Language) -> String,
}

impl Differ<'_> {
    /// Compares two histories of plain values.
    pub(super) fn history<T: PartialEq>(&mut self, place: &Place, list: &str, old: Side<'_, T>, new: Side<'_, T>) {
        let Side { entries: old, say: say_old } = old;
        let Side { entries: new, say: say_new } = new;
        let paired = pair(old, new);
        for entry in paired.gone.iter().map(|i| &old[*i]) {
            let shown = Shown {
                before: Some(both(|l| say_old(&entry.value, l))),
                after: None,
                period: Some(entry.period),
                reference: entry.reference.clone(),
            };
            self.push(ChangeKind::Removed, place, Some(Field::new(entry_name(list, entry), "", "")), shown);
        }
        for (i, j) in paired.both {
            let (before, after) = (&old[i], &new[j]);
            let texts = (both(|l| say_old(&before.value, l)), both(|l| say_new(&after.value, l)));
            if before.value != after.value || texts.0 != texts.1 {
                let shown =
                    Shown { before: Some(texts.0), after: Some(texts.1), period: Some(after.period), reference: after.reference.clone() };
                self.push(ChangeKind::Changed, place, Some(Field::new(entry_name(list, after), "", "")), shown);
            }
            self.entry_marks(place, list, (old, before), (new, after));
        }
        for entry in paired.fresh.iter().map(|j| &new[*j]) {
            // what was in force that day before: `4 years → 3 years from 1 October 2026`
            let was = entry.period.from.and_then(|from| in_force(old, from, NaiveDate::MAX));
            let shown = Shown {
                before: was.map(|was| both(|l| say_old(&was.value, l))),
                after: Some(both(|l| say_new(&entry.value, l))),
                period: Some(entry.period),
                reference: entry.reference.clone(),
            };
            self.push(ChangeKind::Added, place, Some(Field::new(entry_name(list, entry), "", "")), shown);
        }
    }

    /// Compares where two entries come from, when they were made and how long they bind.
    pub(super) fn entry_marks<T>(&mut self, place: &Place, list: &str, old: (&[Dated<T>], &Dated<T>), new: (&[Dated<T>], &Dated<T>)) {
        let ((old, before), (new, after)) = (old, new);
        let name = entry_name(list, after);
        let field = |part: &str, id: &str, en: &str| {
            let label = both(|language| {
                let from = after.period.from.map_or_else(String::new, |from| {
                    format!(" {} {}", words::pick(language, "nilai sejak", "of the value since"), words::date(from, language))
                });
                format!("{}{from}", words::pick(language, id, en))
            });
            Field { name: format!("{name}.{part}"), label }
        };
        let words_of = |entry: &Dated<T>| entry.reference.as_ref().map(reference_words);
        self.field(place, field("reference", "dasar", "basis"), words_of(before), words_of(after));
        let day = |day| Some(both(|language| words::date(day, language)));
        self.field(place, field("decided", "tanggal penetapan", "date of making"), day(before.decided), day(after.decided));
        if own_end(before, old) != own_end(after, new) {
            let (a, b) = (Some(period_words(&before.period)), Some(period_words(&after.period)));
            self.field(place, field("to", "masa berlaku", "period"), a, b);
        }
    }
}
