//! Level 3: what others see months after, by role, before and after, and beside a comparison group.

#![allow(clippy::float_arithmetic, reason = "statistics are f64; they are rounded before anybody sees them")]

use std::collections::BTreeMap;

use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::development::effect::{Arm, Part, PersonResult, Phase, RaterRole, Valid};
use jenjang::index::half_up;
use jenjang::legal::{Label, Language};
use jenjang::people::id::UnitId;
use jenjang::policy::value::Value;
use jenjang_policy_files::Library;
use jenjang_statistics::training::{Effect, Means, Pairs, UNITS_FOR_P, paired_changes, unit_changes};

use super::learning::change;
use super::report::Statement;
use super::words::{both, clarity, likely, moved, number, places, remark, statement, t, verdict};
use crate::error::ServiceError;
use crate::evaluation::figures::{decimal, mean};
use crate::indicators::points;

/// The policy that names an index.
const LABELS: &str = "asn/training/impact";
/// Earlier rounds needed to see whether both groups went the same way.
const EARLIER_ROUNDS: usize = 2;

/// From how many people and anonymous raters figures are shown.
#[derive(Clone, Copy)]
pub(super) struct Least {
    pub(super) people: usize,
    pub(super) anonymous: usize,
}

/// The index of a part of the forms, by role and over all released roles, with its label.
pub(super) fn indices(
    results: &[PersonResult],
    part: Part,
    least: Least,
    library: &Library,
    day: NaiveDate,
) -> Result<Vec<Statement>, ServiceError> {
    let trained: Vec<&PersonResult> = results.iter().filter(|result| result.arm == Arm::Trained).collect();
    let mut found = Vec::new();
    let mut all = Valid::default();
    for role in RaterRole::ALL {
        let (mut answers, mut people, mut forms) = (Valid::default(), 0_usize, 0_usize);
        for result in &trained {
            let before = forms;
            for form in result.forms.iter().filter(|form| form.role == role && form.phase == Phase::After) {
                let counted = answers.count();
                answers.add_form(form, part);
                forms += usize::from(answers.count() > counted);
            }
            people += usize::from(forms > before);
        }
        if forms == 0 {
            continue;
        }
        // INVARIANT (what is not released is not scored): a role that is not shown is in no total
        let released = people >= least.people && (!role.is_anonymous() || forms >= least.anonymous);
        let label = role.label();
        if !released {
            let (people_at_least, code) = (least.people, "index-suppressed");
            let text = both(|l| match l {
                Language::Id => format!(
                    "Menurut {}: ada jawaban, tetapi tentang kurang dari {people_at_least} orang; tidak ditampilkan dan tidak dihitung.",
                    label.id
                ),
                Language::En => {
                    format!("By {}: there are answers, but about fewer than {people_at_least} people; neither shown nor counted.", label.en)
                }
            });
            found.push(remark(code, text));
            continue;
        }
        if role != RaterRole::Oneself {
            for result in &trained {
                for form in result.forms.iter().filter(|form| form.role == role && form.phase == Phase::After) {
                    all.add_form(form, part);
                }
            }
        }
        let asked: u64 = trained.iter().filter_map(|result| result.asked.get(&role)).map(|n| u64::from(*n)).sum();
        let Some(index) = answers.index() else { continue };
        let index = half_up(index, 2);
        let text = both(|l| {
            let (index, name) = (shown(index, l), label.get(l));
            let rate = if asked == 0 {
                t(l, "; berapa yang diminta tidak dicatat", "; how many were asked is not recorded").to_owned()
            } else {
                let asked_text = format!("{forms} {} {asked}", t(l, "dari", "of"));
                format!("; {} {asked_text}", t(l, "formulir kembali", "forms came back:"))
            };
            match l {
                Language::Id => format!("Menurut {name}: indeks {index} dari 100 tentang {people} orang{rate}."),
                Language::En => format!("By {name}: index {index} of 100 about {people} people{rate}."),
            }
        });
        found.push(Statement { value: Some(index), people: Some(people), ..remark("index-by-role", text) });
    }
    if let Some(index) = all.index() {
        found.push(overall(half_up(index, 2), part, library, day)?);
    }
    Ok(found)
}

/// The index over all released roles but the participants' own, with its label by the policy in force.
fn overall(index: Decimal, part: Part, library: &Library, day: NaiveDate) -> Result<Statement, ServiceError> {
    let label = match points(library, LABELS, &[("training.impact index", &index.to_string())], day)? {
        Some(Value::Choice(choice)) => Some(choice.label().clone()),
        _ => None,
    };
    let what = match part {
        Part::Behaviour => Label::new("perilaku", "behaviour"),
        Part::Impact => Label::new("dampak pada pekerjaan", "impact at work"),
    };
    let text = both(|l| {
        let (index, what) = (shown(index, l), what.get(l));
        let label = match (&label, l) {
            (Some(label), _) => format!(": {}", label.get(l).to_lowercase()),
            (None, Language::Id) => format!("; kebijakan `{LABELS}` tidak memberi predikat untuk nilai ini (hanya bilangan bulat)"),
            (None, Language::En) => format!("; policy `{LABELS}` has no label for this value (whole numbers only)"),
        };
        match l {
            Language::Id => format!("Indeks {what} menurut orang lain (penilaian diri tidak ikut): {index} dari 100{label}."),
            Language::En => format!("Index of {what} by others (self aside): {index} of 100{label}."),
        }
    });
    Ok(Statement { value: Some(index), ..remark("index", text) })
}

fn shown(value: Decimal, language: Language) -> String {
    let text = jenjang::number::format_decimal(value);
    if language == Language::Id { text.replace('.', ",") } else { text }
}

fn pairs_of(results: &[&PersonResult]) -> Option<Pairs> {
    let measured: Vec<(Option<f64>, Option<f64>)> = results
        .iter()
        .map(|result| (result.behaviour(Phase::Before).map(decimal), result.behaviour(Phase::After).map(decimal)))
        .filter(|(before, after)| before.is_some() || after.is_some())
        .collect();
    let (before, after): (Vec<_>, Vec<_>) = measured.into_iter().unzip();
    Pairs::of(&before, &after).ok()
}

/// How the comparison was declared.
#[derive(Clone, Debug)]
pub(super) struct Compared {
    pub(super) comparison: std::sync::Arc<str>,
    pub(super) by_unit: bool,
}

/// Change of behaviour: with a comparison group as an effect, without one as a change.
pub(super) fn changes(results: &[PersonResult], compared: Option<&Compared>, least: Least) -> Vec<Statement> {
    let arm = |arm: Arm| results.iter().filter(|result| result.arm == arm).collect::<Vec<_>>();
    let (trained, others) = (arm(Arm::Trained), arm(Arm::Comparison));
    let Some(pairs) = pairs_of(&trained).filter(|pairs| !pairs.is_empty()) else { return Vec::new() };
    let what = Label::new("Indeks perilaku menurut orang lain", "Index of behaviour by others");
    if pairs.len() < least.people {
        let (n, least) = (pairs.len(), least.people);
        let text = both(|l| match l {
            Language::Id => format!("{}: {n} orang dengan nilai sebelum dan sesudah; perubahan ditampilkan mulai {least} orang.", what.id),
            Language::En => format!("{}: {n} people with values before and after; a change is shown from {least} people on.", what.en),
        });
        return vec![remark("too-few-pairs", text)];
    }
    let (Some(compared), Some(control)) = (compared, pairs_of(&others).filter(|pairs| !pairs.is_empty())) else {
        return change(&pairs, &what);
    };
    if pairs.len() < least.people || control.len() < least.people {
        let (n, m, least) = (pairs.len(), control.len(), least.people);
        let text = both(|l| match l {
            Language::Id => format!(
                "Pembandingan memerlukan sedikitnya {least} orang di kedua pihak dengan nilai sebelum dan sesudah; ada {n} peserta dan {m} pembanding."
            ),
            Language::En => format!(
                "A comparison needs at least {least} people on both sides with values before and after; there are {n} participants and {m} others."
            ),
        });
        let mut found = change(&pairs, &what);
        found.push(remark("comparison-too-small", text));
        return found;
    }
    let mut found = vec![difference(&trained, &others, &pairs, &control, compared)];
    found.push(trend(&trained, &others));
    found
}

/// Means of the units of one side, of people with both values.
fn units(results: &[&PersonResult]) -> Option<Pairs> {
    let mut by_unit: BTreeMap<Option<&UnitId>, (Vec<f64>, Vec<f64>)> = BTreeMap::new();
    for result in results {
        if let (Some(before), Some(after)) = (result.behaviour(Phase::Before), result.behaviour(Phase::After)) {
            let unit = by_unit.entry(result.unit.as_ref()).or_default();
            unit.0.push(decimal(before));
            unit.1.push(decimal(after));
        }
    }
    let (before, after): (Vec<_>, Vec<_>) = by_unit.into_values().map(|(before, after)| (mean(before), mean(after))).unzip();
    Pairs::of(&before, &after).ok()
}

fn difference(trained: &[&PersonResult], others: &[&PersonResult], pairs: &Pairs, control: &Pairs, compared: &Compared) -> Statement {
    let by_unit = if compared.by_unit { units(trained).zip(units(others)) } else { None };
    let (effect, means, n): (Option<Effect>, _, _) = match &by_unit {
        Some((units, control_units)) => {
            (unit_changes(units, control_units).ok(), Means::of_pairs(units, control_units).ok(), Some((units.len(), control_units.len())))
        }
        None => (paired_changes(pairs, control).ok(), Means::of_pairs(pairs, control).ok(), None),
    };
    let Some(means) = means else { return remark("effect", Label::new("Tidak dapat dihitung.", "It cannot be calculated.")) };
    let interval = effect.and_then(|effect| effect.ci95.ok());
    let clear = effect.zip(interval).and_then(|(effect, interval)| clarity(effect.estimate, interval, effect.se, effect.df.ok()?));
    let places = places(interval);
    let (people, other_people) = (pairs.len(), control.len());
    let text = both(|l| {
        let (rose, trend) = (moved(means.change(), places, l), moved(means.trend(), places, l));
        let too = if (means.change() < 0.0) == (means.trend() < 0.0) {
            (t(l, "tetapi kelompok pembanding juga", "but the comparison group"), t(l, "", " too"))
        } else {
            (t(l, "sedangkan kelompok pembanding", "while the comparison group"), "")
        };
        let (about, likely) = (number(means.difference(), places, l), likely(interval, places, l));
        let verdict = clear.map_or("", |clear| verdict(clear, true, l));
        let units = n.map_or_else(String::new, |(units, control)| match l {
            Language::Id => format!(" Unit yang dibandingkan: {units} dan {control}."),
            Language::En => format!(" Units compared: {units} and {control}."),
        });
        let few = match n {
            Some((a, b)) if a.min(b) < UNITS_FOR_P => t(
                l,
                " Kurang dari empat unit di salah satu pihak, jadi tanpa rentang.",
                " Fewer than four units on one side, so there is no range.",
            ),
            _ => "",
        };
        let how = &compared.comparison;
        match l {
            Language::Id => format!(
                "Indeks perilaku peserta {rose}, {} {trend}; jadi pengaruh pelatihan sekitar {about}{likely}. {verdict}{few}{units} {people} peserta, {other_people} pembanding ({how}).",
                too.0
            ),
            Language::En => format!(
                "The participants' index of behaviour {rose}, {} {trend}{}; so the effect of the training is about {about}{likely}. {verdict}{few}{units} {people} participants, {other_people} others ({how}).",
                too.0, too.1
            ),
        }
    });
    let text = Label::new(text.id.replace("  ", " "), text.en.replace("  ", " "));
    statement("effect", text, Some(means.difference()), interval, clear, Some(people + other_people))
}

/// Whether both groups went the same way in the earlier rounds.
fn trend(trained: &[&PersonResult], others: &[&PersonResult]) -> Statement {
    let rounds = trained.iter().chain(others).map(|result| result.earlier.len()).max().unwrap_or(0);
    if rounds < EARLIER_ROUNDS {
        let text = Label::new(
            "Apakah kedua kelompok sebelumnya bergerak sejajar tidak dapat diperiksa: diperlukan nilai dua putaran sebelumnya.",
            "Whether both groups went the same way before cannot be checked: values of two earlier rounds are needed.",
        );
        return remark("trend-unknown", text);
    }
    let of = |results: &[&PersonResult], at: usize| {
        let value = |result: &&PersonResult, at: usize| result.earlier.get(at).copied().flatten().map(decimal);
        let before: Vec<_> = results.iter().map(|result| value(result, at)).collect();
        let after: Vec<_> = results.iter().map(|result| value(result, at + 1)).collect();
        Pairs::of(&before, &after)
    };
    let drifts: Vec<Effect> = (0..rounds - 1).filter_map(|at| paired_changes(&of(trained, at).ok()?, &of(others, at).ok()?).ok()).collect();
    if drifts.is_empty() {
        return remark(
            "trend-unknown",
            Label::new("Nilai putaran sebelumnya terlalu sedikit untuk diperiksa.", "There are too few values of earlier rounds to check."),
        );
    }
    if drifts.iter().any(Effect::exceeds_its_error) {
        return remark(
            "trend-differs",
            Label::new(
                "Peringatan: kedua kelompok sudah bergerak berbeda sebelum pelatihan, jadi pembandingan ini meragukan.",
                "Warning: both groups went different ways before the course already, so this comparison is doubtful.",
            ),
        );
    }
    remark(
        "trend-parallel",
        Label::new("Kedua kelompok bergerak sejajar pada putaran sebelumnya.", "Both groups went the same way in the earlier rounds."),
    )
}
