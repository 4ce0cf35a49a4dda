//! The yearly duty of learning hours of one person: what counted and why, what is missing, how much time is left, what still counts.
//!
//! Hours come from two places that may tell of the same activity: the learning register of the person's record, and records of development. An
//! activity that stands in both (same last day and title) counts once. How much of a form counts in a day or month is applied here again, over all
//! activities together, whoever credited them.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use serde::Serialize;

use super::credit::Counted;
use super::forms::{Form, Forms};
use super::{DevelopmentRecord, DevelopmentState};
use crate::index::learning_hours::{Account, Activity, Period, Reason, Way, still_counts, ways};
use crate::people::id::DevelopmentId;
use crate::people::record::LearningRecord;

/// Hours somebody was credited, with where that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Credited {
    /// Last day.
    pub on: NaiveDate,
    /// What it was.
    pub title: Arc<str>,
    /// Hours credited (JP).
    pub hours: Decimal,
    /// Code of the form, where a record of development says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<Arc<str>>,
    /// The record of development, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activity: Option<DevelopmentId>,
    /// Whether the learning register holds it.
    pub in_register: bool,
    /// Certificate or report.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Arc<str>>,
    /// What a rule counted the hours from, where one did.
    #[serde(skip)]
    pub from: Option<Counted>,
}

/// What somebody was credited, each activity once, by day and title.
///
/// INVARIANT (hours count once): an activity that both the register and a record of development tell of is one line; the register's hours count, as
/// it is what other rules read.
pub fn credited(register: Option<&[LearningRecord]>, activities: &[DevelopmentRecord]) -> Vec<Credited> {
    let key = |on: NaiveDate, title: &str| (on, title.trim().to_lowercase());
    let mut records: BTreeMap<(NaiveDate, String), Vec<&DevelopmentRecord>> = BTreeMap::new();
    for record in activities {
        if let DevelopmentState::Completed { on, .. } = &record.state {
            records.entry(key(*on, &record.title)).or_default().push(record);
        }
    }
    let mut lines = Vec::new();
    for entry in register.unwrap_or_default() {
        // the first record of the same day and title tells more about the entry; all others of the same key are the same activity
        let record = records.remove(&key(entry.completed, &entry.title)).and_then(|found| found.into_iter().next());
        let evidence = record.and_then(|record| match &record.state {
            DevelopmentState::Completed { evidence, .. } => evidence.clone(),
            _ => None,
        });
        lines.push(Credited {
            on: entry.completed,
            title: Arc::clone(&entry.title),
            hours: entry.hours,
            form: record.map(|record| Arc::clone(&record.form)),
            activity: record.map(|record| record.id.clone()),
            in_register: true,
            evidence,
            // other hours in the register are not what the rule counted
            from: record.filter(|record| hours_of(record) == Some(entry.hours)).and_then(|record| record.counted.clone()),
        });
    }
    for record in records.into_values().filter_map(|found| found.into_iter().next()) {
        if let DevelopmentState::Completed { on, hours, evidence } = &record.state {
            lines.push(Credited {
                on: *on,
                title: Arc::clone(&record.title),
                hours: *hours,
                form: Some(Arc::clone(&record.form)),
                activity: Some(record.id.clone()),
                in_register: false,
                evidence: evidence.clone(),
                from: record.counted.clone(),
            });
        }
    }
    lines.sort_by(|a, b| (a.on, &a.title).cmp(&(b.on, &b.title)));
    lines
}

fn hours_of(record: &DevelopmentRecord) -> Option<Decimal> {
    if let DevelopmentState::Completed { hours, .. } = record.state { Some(hours) } else { None }
}

/// Why hours count as they do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "because")]
pub enum Because {
    /// By the rule of the form.
    Rule {
        /// Whole, limited, in another year, later.
        #[serde(flatten)]
        reason: CountReason,
    },
    /// The form is not known, so that no limit can be applied: as credited.
    FormUnknown,
    /// The rules give no conversion for the form: as the agency credited.
    AgencyCredited,
}

/// [`Reason`], in a shape that can stand inside another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "reason", content = "limit")]
pub enum CountReason {
    /// All of it.
    Whole,
    /// The limit of its day or month was reached; the most that counts, in JP.
    Limited(Decimal),
}

/// One activity with what it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct DutyLine {
    /// The activity.
    #[serde(flatten)]
    pub credited: Credited,
    /// What counts (JP).
    pub counted: Decimal,
    /// Why.
    #[serde(flatten)]
    pub because: Because,
}

/// How much of a limited form still counts this year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Room {
    /// Code of the form.
    pub form: Arc<str>,
    /// How much, in its unit.
    pub amount: Decimal,
}

/// The hours of one person in the calendar year of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct YearAccount {
    /// The year.
    pub year: i32,
    /// The day asked about; nothing later counts.
    pub as_of: NaiveDate,
    /// Activities of the year up to the day, by day and title.
    pub lines: Vec<DutyLine>,
    /// What counts altogether (JP).
    pub total: Decimal,
    /// Whether anybody consulted the learning register.
    pub register_consulted: bool,
    #[serde(skip)]
    activities: Vec<Activity>,
}

/// What a line of a limited form was, in units of the form, so that the limit can be applied to all of them together; with the hours that counted in
/// a day or month of another year and stay as they are. `Some(None)` where the form has no limit; `None` beyond the digits kept.
#[allow(clippy::option_option, reason = "the outer tells of digits, as everywhere here; the inner of the form")]
fn limited(line: &Credited, year: i32, forms: &Forms) -> Option<Option<(Vec<Activity>, Decimal)>> {
    let abroad = line.from.as_ref().is_some_and(|from| from.abroad);
    let Some(form) = line.form.as_deref().and_then(|form| forms.get(form)) else { return Some(None) };
    let rule = form.rule(abroad);
    let (Some(per_unit), Some(_)) = (rule.hours_per_unit, rule.limit) else { return Some(None) };
    let activity = |date, amount| Activity { date, form: Arc::clone(&form.code), amount, abroad };
    let Some(from) = &line.from else {
        return Some(Some((vec![activity(line.on, line.hours.checked_div(per_unit)?)], Decimal::ZERO)));
    };
    let (mut activities, mut beyond) = (Vec::new(), Decimal::ZERO);
    for (date, amount) in &from.amounts {
        if date.year() == year {
            activities.push(activity(*date, *amount));
        } else {
            beyond = beyond.checked_add(amount.checked_mul(per_unit)?)?;
        }
    }
    Some(Some((activities, beyond)))
}

/// Days of the year gone by, the day itself included, and days in the year.
pub fn elapsed(as_of: NaiveDate) -> (u32, u32) {
    let days = if as_of.leap_year() { 366 } else { 365 };
    (as_of.ordinal(), days)
}

impl YearAccount {
    /// Counts. `None` where numbers have more digits than can be kept.
    pub fn of(
        register: Option<&[LearningRecord]>,
        activities: &[DevelopmentRecord],
        as_of: NaiveDate,
        forms: &Forms,
    ) -> Option<YearAccount> {
        let year = as_of.year();
        let lines: Vec<Credited> =
            credited(register, activities).into_iter().filter(|line| line.on.year() == year && line.on <= as_of).collect();
        let mut given: Vec<Activity> = Vec::new();
        let mut places: Vec<usize> = Vec::new();
        let mut counted: BTreeMap<usize, (Decimal, Because)> = BTreeMap::new();
        for (place, line) in lines.iter().enumerate() {
            let Some((activities, beyond)) = limited(line, year, forms)? else { continue };
            counted.insert(place, (beyond, Because::Rule { reason: CountReason::Whole }));
            places.extend(activities.iter().map(|_| place));
            given.extend(activities);
        }
        let account = Account::of(&given, as_of, |form, abroad| forms.get(form).map(|form| form.rule(abroad)))?;
        for line in &account.lines {
            let (Some(place), Some(activity)) = (places.get(line.place), given.get(line.place)) else { continue };
            let Some((hours, because)) = counted.get_mut(place) else { continue };
            *hours = hours.checked_add(line.hours)?;
            if let Reason::Limited { limit, .. } = line.reason {
                let per_unit = forms.get(&activity.form).and_then(|form| form.rule(activity.abroad).hours_per_unit)?;
                *because = Because::Rule { reason: CountReason::Limited(limit.amount.checked_mul(per_unit)?.normalize()) };
            }
        }
        let mut total = Decimal::ZERO;
        let mut result = Vec::with_capacity(lines.len());
        for (place, credited) in lines.into_iter().enumerate() {
            let (hours, because) = counted.remove(&place).unwrap_or_else(|| {
                let because = match credited.form.as_deref().and_then(|form| forms.get(form)) {
                    None => Because::FormUnknown,
                    Some(form) if form.home.hours_per_unit.is_none() => Because::AgencyCredited,
                    Some(_) => Because::Rule { reason: CountReason::Whole },
                };
                (credited.hours, because)
            });
            total = total.checked_add(hours)?;
            result.push(DutyLine { credited, counted: hours.normalize(), because });
        }
        let total = total.normalize();
        Some(YearAccount { year, as_of, lines: result, total, register_consulted: register.is_some(), activities: given })
    }

    /// What is lacking to a duty; zero where it is met.
    pub fn lacking(&self, owed: Decimal) -> Decimal {
        owed.checked_sub(self.total).unwrap_or_default().max(Decimal::ZERO).normalize()
    }

    /// Days left in the year after the day asked about.
    pub fn days_left(&self) -> u32 {
        let (gone, all) = elapsed(self.as_of);
        all.saturating_sub(gone)
    }

    /// The forms that could fill `lacking` by themselves, at home, before the year ends.
    pub fn ways(&self, lacking: Decimal, forms: &Forms) -> Vec<Way> {
        ways(&self.activities, lacking, self.as_of, forms.all().iter().map(|form| (&*form.code, form.home)))
    }

    /// How much of a form that is limited by the month still counts in the month of the day asked about.
    pub fn rest_of_month(&self, form: &Form) -> Decimal {
        let Some(limit) = form.home.limit.filter(|limit| limit.period == Period::Month) else { return Decimal::ZERO };
        if self.as_of.succ_opt().is_none_or(|next| Period::Month.start(next) != Period::Month.start(self.as_of)) {
            return Decimal::ZERO;
        }
        let here = |activity: &&Activity| {
            *activity.form == *form.code && !activity.abroad && Period::Month.start(activity.date) == Period::Month.start(self.as_of)
        };
        let used: Option<Decimal> =
            self.activities.iter().filter(here).try_fold(Decimal::ZERO, |sum, activity| sum.checked_add(activity.amount));
        used.and_then(|used| limit.amount.checked_sub(used)).unwrap_or_default().max(Decimal::ZERO)
    }

    /// How much of each limited form still counts this year.
    pub fn room(&self, forms: &Forms) -> Vec<Room> {
        let of = |form: &Form| {
            let amount = still_counts(&self.activities, &form.code, form.home.limit?, self.as_of)?;
            Some(Room { form: Arc::clone(&form.code), amount: amount.normalize() })
        };
        forms.all().iter().filter_map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::learning_hours::{FormRule, Limit};
    use crate::legal::{Certainty, Label};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn forms() -> Forms {
        let form = |code: &str, hours: Option<i64>, limit: Option<(i64, Period)>| {
            let rule = FormRule {
                hours_per_unit: hours.map(Decimal::from),
                limit: limit.map(|(amount, period)| Limit { amount: Decimal::from(amount), period }),
                divisible: code != "C1",
            };
            let label = Label::same(code);
            Form { code: code.into(), label, unit: None, home: rule, abroad: rule, reference: None, certainty: Certainty::Secondary }
        };
        let day = Some((3, Period::Day));
        [form("B3", Some(1), None), form("C1", Some(2), Some((2, Period::Month))), form("C3", Some(1), day), form("KL12", None, None)]
            .into_iter()
            .collect()
    }

    fn entry(on: &str, hours: &str, title: &str) -> LearningRecord {
        LearningRecord { completed: day(on), hours: d(hours), title: title.into() }
    }

    fn done(id: &str, on: &str, form: &str, hours: &str, title: &str) -> DevelopmentRecord {
        DevelopmentRecord {
            id: id.parse().unwrap(),
            person: "p".parse().unwrap(),
            form: form.into(),
            title: title.into(),
            competency: None,
            counted: None,
            state: DevelopmentState::Completed { on: day(on), hours: d(hours), evidence: Some("sertifikat".into()) },
        }
    }

    #[test]
    fn an_activity_in_both_places_counts_once() {
        let register = [entry("2026-02-03", "8", "Bimtek keuangan"), entry("2026-03-01", "4", "Seminar")];
        let activities = [done("a", "2026-02-03", "B3", "8", "bimtek KEUANGAN"), done("b", "2026-04-01", "B3", "3", "Lain")];
        let account = YearAccount::of(Some(&register), &activities, day("2026-06-30"), &forms()).unwrap();
        assert_eq!(account.total, d("15"));
        let first = &account.lines[0];
        assert_eq!((first.credited.form.as_deref(), first.credited.in_register), (Some("B3"), true));
        assert_eq!(first.credited.evidence.as_deref(), Some("sertifikat"));
        assert_eq!(account.lines[1].because, Because::FormUnknown);
        assert!(!account.lines[2].credited.in_register);
        assert_eq!(account.lacking(d("20")), d("5"));
    }

    #[test]
    fn limits_hold_over_all_activities_of_a_month_or_day() {
        let activities = [
            done("a", "2026-03-02", "C1", "4", "Coaching"),
            done("b", "2026-03-20", "c1", "4", "Coaching lanjutan"),
            done("c", "2026-03-20", "C3", "5", "Daring"),
            done("d", "2026-03-21", "KL12", "6", "Lainnya"),
        ];
        let account = YearAccount::of(None, &activities, day("2026-12-31"), &forms()).unwrap();
        let counted: Vec<(Decimal, Because)> = account.lines.iter().map(|line| (line.counted, line.because)).collect();
        let limited = |most: &str| Because::Rule { reason: CountReason::Limited(d(most)) };
        assert_eq!(
            counted,
            [
                (d("4"), Because::Rule { reason: CountReason::Whole }),
                (d("0"), limited("4")),
                (d("3"), limited("3")),
                (d("6"), Because::AgencyCredited),
            ]
        );
        assert_eq!((account.total, account.register_consulted), (d("13"), false));
    }

    #[test]
    fn what_a_rule_counted_over_several_days_stays_as_it_was_counted() {
        let mut week = done("a", "2026-03-06", "C3", "6", "Daring sepekan");
        week.counted = Some(Counted { abroad: false, amounts: [(day("2026-03-02"), d("3")), (day("2026-03-03"), d("3"))].into() });
        let other = done("b", "2026-03-03", "C3", "2", "Daring lain");
        let account = YearAccount::of(None, &[week.clone(), other], day("2026-03-31"), &forms()).unwrap();
        // two on 3 March by hand, so that one of the three of the week is too many
        assert_eq!(account.total, d("6"));
        let register = [entry("2026-03-06", "5", "daring sepekan")];
        let account = YearAccount::of(Some(&register), &[week], day("2026-03-31"), &forms()).unwrap();
        assert_eq!(account.total, d("3"), "the register says 5 on one day, which takes 3");
    }

    #[test]
    fn what_still_counts_and_how_long() {
        let activities = [done("a", "2026-11-02", "C1", "2", "Coaching"), done("b", "2025-11-02", "B3", "9", "Tahun lalu")];
        let account = YearAccount::of(None, &activities, day("2026-11-20"), &forms()).unwrap();
        assert_eq!((account.total, account.days_left()), (d("2"), 41));
        let room = account.room(&forms());
        assert_eq!(room[0], Room { form: "C1".into(), amount: d("3") });
        let codes: Vec<_> = account.ways(d("18"), &forms()).into_iter().map(|way| way.form).collect();
        assert_eq!(codes, [Arc::<str>::from("B3"), Arc::from("C3")]);
        assert_eq!(elapsed(day("2028-12-31")), (366, 366));
    }
}
