//! What about an indicator needs somebody's attention.

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;
use serde::Serialize;

use super::definition::{Indicator, Source};
use super::period::ReportingPeriod;
use super::reading::{Reading, current};
use crate::index::half_up;
use crate::legal::Label;
use crate::number::format_decimal;
use crate::people::id::IndicatorId;

/// What is the matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AlertKind {
    /// The figure is a matter of concern by the indicator's own rule.
    OffTrack,
    /// The period is over, and there is no figure.
    ReadingMissing,
    /// The reported and the calculated figure differ by more than allowed.
    Differs,
    /// There is no target.
    TargetMissing,
    /// Nobody else has looked at the figure.
    NotVerified,
    /// It is to be calculated from stored data, and could not be.
    NotCalculated,
}

/// One thing that needs attention.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Alert {
    /// The indicator.
    pub indicator: IndicatorId,
    /// The period.
    pub period: ReportingPeriod,
    /// What is the matter.
    pub kind: AlertKind,
    /// The sentence.
    pub message: Label,
}

/// Everything that needs attention on a day, by period, then in the order of [`AlertKind`].
///
/// A figure is missing once the declared days after its period have gone by; a target, from the day its period begins.
pub fn alerts(indicator: &Indicator, readings: &[Reading], today: NaiveDate) -> Vec<Alert> {
    let mut found = Vec::new();
    let mut period = indicator.since;
    while period.first_day() <= today && indicator.covers(period) {
        let before = found.len();
        of_period(indicator, readings, period, today, &mut found);
        if let Some(new) = found.get_mut(before..) {
            new.sort_by_key(|alert| alert.kind);
        }
        period = period.next();
    }
    found
}

fn of_period(indicator: &Indicator, readings: &[Reading], period: ReportingPeriod, today: NaiveDate, found: &mut Vec<Alert>) {
    let mut say =
        |kind, id: String, en: String| found.push(Alert { indicator: indicator.id.clone(), period, kind, message: Label::new(id, en) });
    let unit = &indicator.unit;
    let both = |figure: Decimal| {
        let text = format_decimal(indicator.shown(figure));
        (format!("{} {}", text.replace('.', ","), unit.id), format!("{text} {}", unit.en))
    };
    let target = indicator.targets.get(&period).copied();
    if target.is_none() {
        say(
            AlertKind::TargetMissing,
            format!("belum ada target untuk {period}; ditetapkan oleh analis kebijakan"),
            format!("there is no target for {period}; a policy analyst sets it"),
        );
    }
    let due = period.last_day().checked_add_days(Days::new(u64::from(indicator.due_days)));
    let Some(reading) = current(readings, period) else {
        if due.is_some_and(|due| today > due) {
            let since = due.map(|due| due.to_string()).unwrap_or_default();
            let who = match &indicator.source {
                Source::Reported => Label::new("pengelola kepegawaian atau analis kebijakan", "an HR officer or a policy analyst"),
                Source::Stored { .. } => {
                    Label::new("siapa pun dengan `indicator calculate`", "anybody in charge with `indicator calculate`")
                }
            };
            say(
                AlertKind::ReadingMissing,
                format!("belum ada angka untuk {period}, tenggat {since}; diisi oleh {}", who.id),
                format!("there is no figure for {period}, due on {since}; entered by {}", who.en),
            );
        }
        return;
    };
    if let Some(why) = reading.not_calculated.as_ref().filter(|_| matches!(indicator.source, Source::Stored { .. })) {
        say(AlertKind::NotCalculated, format!("tidak dapat dihitung: {}", why.id), format!("it could not be calculated: {}", why.en));
    }
    if let (true, Some(reported), Some(calculated)) = (reading.differs(indicator), &reading.reported, &reading.calculated) {
        let ((reported_id, reported_en), (calculated_id, calculated_en)) = (both(reported.value), both(calculated.value));
        say(
            AlertKind::Differs,
            format!("dilaporkan {reported_id}, dihitung {calculated_id}; selisih melebihi toleransi {}", indicator.tolerance),
            format!("reported {reported_en}, calculated {calculated_en}; they differ by more than the tolerance {}", indicator.tolerance),
        );
    }
    if !reading.is_verified() && due.is_some_and(|due| today > due) {
        say(
            AlertKind::NotVerified,
            format!("angka {period} belum diverifikasi orang lain"),
            format!("the figure of {period} was not verified by anybody else"),
        );
    }
    let (Some(value), Some(target)) = (reading.value(&indicator.source), target) else { return };
    if indicator.is_off_track(value, period) == Some(true) {
        let ((value_id, value_en), (target_id, target_en)) = (both(value), both(target));
        let achieved = indicator.achieved(value, period).map(|achieved| format_decimal(half_up(achieved, 2)));
        let (id, en) = achieved
            .map_or_else(Default::default, |text| (format!(", capaian {}%", text.replace('.', ",")), format!(", achievement {text}%")));
        say(
            AlertKind::OffTrack,
            format!("di luar jalur: {value_id} dari target {target_id}{id} (aturan: {})", indicator.off_track),
            format!("off track: {value_en} of a target of {target_en}{en} (rule: {})", indicator.off_track),
        );
    }
}
