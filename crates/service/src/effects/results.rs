//! Level 4: results of the unit as series of indicators, and satisfaction of the public.

#![allow(clippy::float_arithmetic, reason = "statistics are f64; they are rounded before anybody sees them")]

use std::collections::BTreeSet;

use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::development::effect::Satisfaction;
use jenjang::indicator::reading::current;
use jenjang::indicator::{Indicator, Reading, ReportingPeriod};
use jenjang::legal::{Label, Language};
use jenjang::policy::value::Value;
use jenjang::survey::Results;
use jenjang_policy_files::Library;
use jenjang_statistics::distribution::t_margin;
use jenjang_statistics::fairness::Selection;
use jenjang_statistics::training::{POINTS_EACH_SIDE, Series, control_chart, segmented, usual_lags};

use super::report::Statement;
use super::words::{both, clarity, likely, moved, places, remark, statement, t, verdict};
use crate::error::ServiceError;
use crate::evaluation::figures::{count, decimal};
use crate::indicators::points;

/// The policy that grades satisfaction.
const GRADE: &str = "asn/index/satisfaction/grade-2017";
/// Place of the change of level among the coefficients of a segmented regression.
const LEVEL_CHANGE: usize = 2;

/// A point of a series.
struct Point<'a> {
    period: ReportingPeriod,
    value: Decimal,
    reading: &'a Reading,
}

/// An indicator around the days of a course: periods in which the course was held are neither before nor after.
pub(super) fn series(indicator: &Indicator, readings: &[Reading], first: NaiveDate, last: NaiveDate) -> Vec<Statement> {
    let periods: BTreeSet<ReportingPeriod> = readings.iter().map(|reading| reading.period).collect();
    let all: Vec<Point<'_>> = periods
        .into_iter()
        .filter_map(|period| {
            let reading = current(readings, period)?;
            Some(Point { period, value: reading.value(&indicator.source)?, reading })
        })
        .collect();
    let before: Vec<&Point<'_>> = all.iter().filter(|point| point.period.last_day() < first).collect();
    let after: Vec<&Point<'_>> = all.iter().filter(|point| point.period.first_day() > last).collect();
    let name = &indicator.name;
    if before.is_empty() || after.is_empty() {
        let (b, a) = (before.len(), after.len());
        let text = both(|l| match l {
            Language::Id => format!("{}: {b} angka sebelum dan {a} sesudah pelatihan; perlu keduanya.", name.id),
            Language::En => format!("{}: {b} figures before and {a} after the course; both are needed.", name.en),
        });
        return vec![remark("series-incomplete", text)];
    }
    let mut found = vec![chart(indicator, &before, &after)];
    if before.len() >= POINTS_EACH_SIDE && after.len() >= POINTS_EACH_SIDE {
        found.extend(level(indicator, &before, &after));
    } else {
        let (b, a) = (before.len(), after.len());
        let text = both(|l| match l {
            Language::Id => {
                format!("{}: {b} angka sebelum dan {a} sesudah; grafik saja, simpulan memerlukan {POINTS_EACH_SIDE} di tiap sisi.", name.id)
            }
            Language::En => {
                format!("{}: {b} figures before and {a} after; a chart only, a conclusion needs {POINTS_EACH_SIDE} on each side.", name.en)
            }
        });
        found.push(remark("chart-only", text));
    }
    found.extend(control(indicator, &before, &after));
    found
}

/// The figures themselves, for a chart.
fn chart(indicator: &Indicator, before: &[&Point<'_>], after: &[&Point<'_>]) -> Statement {
    let side = |points: &[&Point<'_>], l: Language| {
        let figure = |point: &&Point<'_>| {
            let value = jenjang::number::format_decimal(indicator.shown(point.value));
            format!("{} {}", point.period, if l == Language::Id { value.replace('.', ",") } else { value })
        };
        points.iter().map(figure).collect::<Vec<_>>().join("; ")
    };
    let text = both(|l| {
        let (name, unit) = (indicator.name.get(l), indicator.unit.get(l));
        format!("{name} ({unit}), {}: {}. {}: {}.", t(l, "sebelum", "before"), side(before, l), t(l, "Sesudah", "After"), side(after, l))
    });
    remark("series", text)
}

/// The change of level at the course, above the trend that was there (interrupted time series).
fn level(indicator: &Indicator, before: &[&Point<'_>], after: &[&Point<'_>]) -> Option<Statement> {
    let first = before.first()?.period;
    let since = |period: ReportingPeriod| {
        let mut steps = 0_usize;
        let mut at = first;
        while at < period {
            at = at.next();
            steps += 1;
        }
        count(steps)
    };
    let points: Vec<(&&Point<'_>, f64)> = before.iter().map(|point| (point, 0.0)).chain(after.iter().map(|point| (point, 1.0))).collect();
    let time: Vec<f64> = points.iter().map(|(point, _)| since(point.period)).collect();
    let policy: Vec<f64> = points.iter().map(|(_, policy)| *policy).collect();
    let y: Vec<f64> = points.iter().map(|(point, _)| decimal(point.value)).collect();
    let fit = segmented(&Series { time: &time, policy: &policy, y: &y }, usual_lags(y.len())).ok()?;
    let (estimate, se, df) = (*fit.coefficients.get(LEVEL_CHANGE)?, *fit.se_newey_west.get(LEVEL_CHANGE)?, count(fit.df));
    let margin = t_margin(0.95, df).ok()? * se;
    let interval = (estimate - margin, estimate + margin);
    let clear = if se > 0.0 { clarity(estimate, interval, se, df) } else { None };
    let places = places(Some(interval));
    let n = y.len();
    let text = both(|l| {
        let (moved, likely) = (moved(estimate, places, l), likely(Some(interval), places, l));
        let (name, verdict) = (indicator.name.get(l), clear.map_or("", |clear| verdict(clear, false, l)));
        match l {
            Language::Id => format!(
                "{name}: setelah kecenderungan sebelumnya diperhitungkan, tingkatnya {moved} sejak pelatihan{likely}. {verdict} Tanpa unit pembanding ini perubahan, bukan bukti sebab. {n} periode."
            ),
            Language::En => format!(
                "{name}: beyond the trend before, the level {moved} from the course on{likely}. {verdict} Without units to compare with this is a change, not proof of a cause. {n} periods."
            ),
        }
    });
    Some(statement("level-change", text, Some(estimate), Some(interval), clear, None))
}

/// Periods outside the limits that the periods before the course set, where the figure is a share of counts.
fn control(indicator: &Indicator, before: &[&Point<'_>], after: &[&Point<'_>]) -> Option<Statement> {
    let counts = |point: &&&Point<'_>| {
        let (part, whole) = indicator.formula(point.period)?.share.as_ref()?;
        let inputs = &point.reading.reported.as_ref()?.inputs;
        let (part, whole) = (u64::try_from(*inputs.get(part)?).ok()?, u64::try_from(*inputs.get(whole)?).ok()?);
        Selection::try_new(part, whole).ok()
    };
    let all: Vec<&&Point<'_>> = before.iter().chain(after).collect();
    let samples: Vec<Selection> = all.iter().filter_map(counts).collect();
    // limits without all periods would be limits of something else
    if samples.len() != all.len() {
        return None;
    }
    let chart = control_chart(&samples).ok()?;
    let outside: Vec<String> = chart.outside.iter().filter_map(|at| all.get(*at)).map(|point| point.period.to_string()).collect();
    let name = &indicator.name;
    let text = both(|l| {
        let name = name.get(l);
        if outside.is_empty() {
            return match l {
                Language::Id => format!("{name}: tidak ada periode di luar batas kendali."),
                Language::En => format!("{name}: no period is outside the control limits."),
            };
        }
        let periods = outside.join(", ");
        match l {
            Language::Id => format!("{name}: di luar batas kendali pada {periods}."),
            Language::En => format!("{name}: outside the control limits in {periods}."),
        }
    });
    Some(remark("control-chart", text))
}

/// Satisfaction of the public, by unit and period, each element a ninth, with the index somebody printed beside it.
pub(super) fn satisfaction(figures: &[&Satisfaction], library: &Library, day: NaiveDate) -> Result<Vec<Statement>, ServiceError> {
    let mut ordered: Vec<&&Satisfaction> = figures.iter().collect();
    ordered.sort_by(|a, b| (&a.unit, a.period).cmp(&(&b.unit, b.period)));
    let mut found = Vec::new();
    for figure in ordered {
        let Some(index) = figure.index() else { continue };
        let grade = match points(library, GRADE, &[("satisfaction.index", &index.to_string())], day)? {
            Some(Value::Choice(choice)) => Some(choice.code().to_string()),
            _ => None,
        };
        let shown = |value: Decimal, l: Language| if l == Language::Id { value.to_string().replace('.', ",") } else { value.to_string() };
        let text = both(|l| {
            let grade = grade.as_ref().map_or_else(String::new, |grade| format!(" ({grade})"));
            let printed = match figure.printed {
                Some(printed) if printed != index => {
                    format!("; {} {}", t(l, "yang dicetak", "printed was"), shown(printed, l))
                }
                _ => String::new(),
            };
            let (unit, period, n) = (&figure.unit, figure.period, figure.respondents);
            match l {
                Language::Id => format!("Kepuasan masyarakat {unit} {period}: {}{grade}{printed}; {n} responden.", shown(index, l)),
                Language::En => format!("Public satisfaction {unit} {period}: {}{grade}{printed}; {n} respondents.", shown(index, l)),
            }
        });
        found.push(Statement { value: Some(index), people: usize::try_from(figure.respondents).ok(), ..remark("satisfaction", text) });
    }
    if found.len() > 1 {
        found.push(remark(
            "satisfaction-change",
            Label::new(
                "Selisih antarperiode adalah perubahan: banyak hal lain ikut memengaruhi kepuasan.",
                "A difference between periods is a change: much else moves satisfaction too.",
            ),
        ));
    }
    Ok(found)
}

/// What an anonymous survey about the course has published: its indices, and how many answered.
pub(super) fn survey(results: &Results) -> Vec<Statement> {
    let answered = results.answered;
    let said = |l: Language| match (results.invited, l) {
        (Some(invited), Language::Id) => format!("{answered} menjawab dari {invited}"),
        (Some(invited), Language::En) => format!("{answered} answered of {invited}"),
        (None, Language::Id) => format!("{answered} menjawab"),
        (None, Language::En) => format!("{answered} answered"),
    };
    let weak = |l: Language| if results.indicative { t(l, "; bersifat petunjuk", "; indicative") } else { "" };
    let people = usize::try_from(answered).ok();
    let shown: Vec<Statement> = results
        .indices
        .iter()
        .filter_map(|index| Some((index, index.total?)))
        .map(|(index, total)| {
            let text = both(|l| {
                let value = jenjang::number::format_decimal(total);
                let value = if l == Language::Id { value.replace('.', ",") } else { value };
                let (title, label) = (results.title.get(l), index.label.get(l));
                format!("{} \u{201c}{title}\u{201d}, {label}: {value}; {}{}.", t(l, "Survei", "Survey"), said(l), weak(l))
            });
            Statement { value: Some(total), people, ..remark("survey", text) }
        })
        .collect();
    if !shown.is_empty() {
        return shown;
    }
    let text = both(|l| {
        let title = results.title.get(l);
        match l {
            Language::Id => format!("Survei \u{201c}{title}\u{201d}: {}; terlalu sedikit untuk ditampilkan.", said(l)),
            Language::En => format!("Survey \u{201c}{title}\u{201d}: {}; too few to show.", said(l)),
        }
    });
    vec![Statement { people, ..remark("survey", text) }]
}
