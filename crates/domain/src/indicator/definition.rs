//! What an indicator is: unit, direction, formula, baseline, targets, and when its figure is a matter of concern.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::period::{PeriodKind, ReportingPeriod};
use crate::index::half_up;
use crate::legal::{Label, LegalReference};
use crate::people::id::{IndicatorId, UnitId};
use crate::policy::expression::standalone::{Variable, standalone};
use crate::policy::types::Type;
use crate::policy::value::Value;
use crate::record::{Kept, Kind};

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// More is better.
    Up,
    /// Less is better.
    Down,
}

impl Direction {
    /// The word in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::Up => "up",
            Direction::Down => "down",
        }
    }

    /// What people read.
    pub fn label(self) -> Label {
        match self {
            Direction::Up => Label::new("makin tinggi makin baik", "more is better"),
            Direction::Down => Label::new("makin rendah makin baik", "less is better"),
        }
    }

    /// Whether `value` is better than `other`, or the same.
    pub fn reaches(self, value: Decimal, other: Decimal) -> bool {
        match self {
            Direction::Up => value >= other,
            Direction::Down => value <= other,
        }
    }
}

/// Where its figures come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "from")]
pub enum Source {
    /// Somebody reports it; where the formula names parts, the figure is calculated from the parts reported too.
    Reported,
    /// Calculated from stored data; somebody may report a figure beside it.
    Stored {
        /// Name of the calculation.
        calculation: Arc<str>,
        /// What it is asked about, where it can be asked about several things: a survey, with an index after a stroke.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<Arc<str>>,
    },
}

/// One version of the formula by which a figure follows from its parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Formula {
    /// Its number, 1 for the first.
    pub version: u32,
    /// The first period it holds for.
    pub from: ReportingPeriod,
    /// The parts, by the name they have in the expression.
    pub inputs: BTreeMap<Arc<str>, Label>,
    /// The figure, an expression over the parts.
    pub value: Arc<str>,
    /// Where the figure is a share of counts: the part counted and the part it is counted among, for a control chart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<(Arc<str>, Arc<str>)>,
}

/// An indicator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Indicator {
    /// Its id.
    pub id: IndicatorId,
    /// What it is called.
    pub name: Label,
    /// What its figures are in: `%`, `JP`, `hari`.
    pub unit: Label,
    /// Which way is better.
    pub direction: Direction,
    /// How often there is a figure.
    pub period: PeriodKind,
    /// Where its figures come from.
    #[serde(flatten)]
    pub source: Source,
    /// The policy it watches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Arc<str>>,
    /// Whose figure it is: the unit and all under it; the whole service where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<UnitId>,
    /// The formulas, in the order of their first periods.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub formulas: Vec<Formula>,
    /// Achievement in percent, an expression over `realised`, `target` and `baseline`.
    pub achievement: Arc<str>,
    /// When the figure is a matter of concern, an expression over `achievement`, `realised`, `target` and `baseline`.
    pub off_track: Arc<str>,
    /// Decimal places shown, rounded half up.
    pub places: u32,
    /// By how much a reported figure may differ from the calculated one.
    pub tolerance: Decimal,
    /// Days after the end of a period until its figure is missing.
    pub due_days: u32,
    /// Where it stood before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Decimal>,
    /// Targets by period.
    #[serde(default)]
    pub targets: BTreeMap<ReportingPeriod, Decimal>,
    /// The first period with a figure.
    pub since: ReportingPeriod,
    /// The last one, of an indicator that was ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<ReportingPeriod>,
    /// The rule it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<LegalReference>,
}

/// Something wrong with a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Stable code.
    pub code: &'static str,
    /// The key it is in: `targets`, `formulas`.
    pub key: &'static str,
    /// The sentence.
    pub message: Label,
}

/// The achievement of an indicator of which more is better, unless it says otherwise: realised by target, in percent, never cut at 100.
pub const ACHIEVEMENT_UP: &str = "realised / target * 100";

/// Names an achievement may use.
const ACHIEVEMENT_NAMES: [&str; 3] = ["realised", "target", "baseline"];
/// Names a rule for concern may use.
const OFF_TRACK_NAMES: [&str; 4] = ["achievement", "realised", "target", "baseline"];

impl Indicator {
    /// Everything wrong with it, in the order of its keys.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut say = |code, key, id: String, en: String| faults.push(Fault { code, key, message: Label::new(id, en) });
        let kind = self.period;
        let named = |period: ReportingPeriod| {
            let (found, expected) = (period.kind().label(), kind.label());
            (
                format!("periode `{period}` adalah {}, diharapkan {}", found.id, expected.id),
                format!("period `{period}` is a {}, expected a {}", found.en, expected.en),
            )
        };
        for (key, period) in [("since", Some(self.since)), ("until", self.until)] {
            if let Some(period) = period.filter(|period| period.kind() != kind) {
                let (id, en) = named(period);
                say("period-kind", key, id, en);
            }
        }
        if let Some(until) = self.until.filter(|until| until.kind() == kind && *until < self.since) {
            say(
                "empty-period",
                "until",
                format!("berakhir `{until}`, sebelum periode pertama `{}`", self.since),
                format!("it ends with `{until}`, before its first period `{}`", self.since),
            );
        }
        for period in self.targets.keys().filter(|period| period.kind() != kind) {
            let (id, en) = named(*period);
            say("period-kind", "targets", id, en);
        }
        if self.tolerance < Decimal::ZERO {
            let found = self.tolerance;
            say(
                "tolerance",
                "tolerance",
                format!("toleransi {found}, diharapkan nol atau lebih"),
                format!("the tolerance is {found}, expected zero or more"),
            );
        }
        let mut before: Option<&Formula> = None;
        for formula in &self.formulas {
            let version = formula.version;
            if formula.from.kind() != kind {
                let (id, en) = named(formula.from);
                say("period-kind", "formulas", id, en);
            }
            if before.is_some_and(|earlier| earlier.from >= formula.from || earlier.version >= version) {
                say(
                    "formula-order",
                    "formulas",
                    format!("rumus versi {version} tidak mulai sesudah versi sebelumnya"),
                    format!("formula version {version} does not begin after the version before"),
                );
            }
            let names: Vec<&str> = formula.inputs.keys().map(AsRef::as_ref).collect();
            if names.is_empty() {
                say(
                    "formula-inputs",
                    "formulas",
                    format!("rumus versi {version} tanpa unsur, diharapkan sedikitnya satu dalam `inputs`"),
                    format!("formula version {version} has no parts, expected at least one in `inputs`"),
                );
            } else if let Err(message) = checked(&formula.value, &names, Wanted::Number) {
                say("expression", "formulas", message.id.to_string(), message.en.to_string());
            }
            if let Some((part, whole)) = &formula.share {
                for name in [part, whole].into_iter().filter(|name| !formula.inputs.contains_key(*name)) {
                    say(
                        "formula-inputs",
                        "formulas",
                        format!("`share` menyebut `{name}`, yang bukan unsur rumus"),
                        format!("`share` names `{name}`, which is no part of the formula"),
                    );
                }
            }
            before = Some(formula);
        }
        if matches!(self.source, Source::Stored { .. }) && !self.formulas.is_empty() {
            say(
                "formula-and-calculation",
                "formulas",
                "indikator dihitung dari data tersimpan, rumus dari unsur tidak dipakai".to_owned(),
                "the indicator is calculated from stored data, a formula over parts is not used".to_owned(),
            );
        }
        if let Err(message) = checked(&self.achievement, &ACHIEVEMENT_NAMES, Wanted::Number) {
            say("expression", "achievement", message.id.to_string(), message.en.to_string());
        }
        if let Err(message) = checked(&self.off_track, &OFF_TRACK_NAMES, Wanted::Condition) {
            say("expression", "off-track", message.id.to_string(), message.en.to_string());
        }
        faults
    }

    /// The formula that holds for a period.
    pub fn formula(&self, period: ReportingPeriod) -> Option<&Formula> {
        self.formulas.iter().rev().find(|formula| formula.from <= period)
    }

    /// Whether it has figures for this period.
    pub fn covers(&self, period: ReportingPeriod) -> bool {
        period.kind() == self.period && period >= self.since && self.until.is_none_or(|until| period <= until)
    }

    /// Achievement in percent, unrounded and not cut; `None` without a target or where the formula gives no number.
    pub fn achieved(&self, realised: Decimal, period: ReportingPeriod) -> Option<Decimal> {
        let target = *self.targets.get(&period)?;
        match value(&self.achievement, &self.known(realised, Some(target)))? {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Whether the figure is a matter of concern by the indicator's own rule; `None` where the rule cannot say.
    pub fn is_off_track(&self, realised: Decimal, period: ReportingPeriod) -> Option<bool> {
        let achieved = self.achieved(realised, period);
        let mut variables = self.known(realised, self.targets.get(&period).copied());
        variables.push(number("achievement", achieved));
        match value(&self.off_track, &variables)? {
            Value::Boolean(truth) => Some(truth),
            _ => None,
        }
    }

    /// A figure as it is shown: rounded half up to the declared places.
    pub fn shown(&self, figure: Decimal) -> Decimal {
        half_up(figure, self.places)
    }

    fn known(&self, realised: Decimal, target: Option<Decimal>) -> Vec<Variable> {
        vec![number("realised", Some(realised)), number("target", target), number("baseline", self.baseline)]
    }
}

impl Formula {
    /// The figure that follows from its parts, unrounded.
    ///
    /// # Errors
    /// A part that is missing or unknown; an expression without a number (a division by zero).
    pub fn calculate(&self, inputs: &BTreeMap<Arc<str>, Decimal>) -> Result<Decimal, Label> {
        if let Some(stranger) = inputs.keys().find(|name| !self.inputs.contains_key(*name)) {
            let names = self.inputs.keys().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            return Err(Label::new(
                format!("rumus tidak mempunyai unsur `{stranger}`, diharapkan {names}"),
                format!("the formula has no part `{stranger}`, expected {names}"),
            ));
        }
        if let Some((missing, label)) = self.inputs.iter().find(|(name, _)| !inputs.contains_key(*name)) {
            return Err(Label::new(
                format!("unsur `{missing}` ({}) belum diisi", label.id),
                format!("the part `{missing}` ({}) is missing", label.en),
            ));
        }
        let variables: Vec<Variable> = inputs.iter().map(|(name, value)| number(name, Some(*value))).collect();
        match value(&self.value, &variables) {
            Some(Value::Number(number)) => Ok(number),
            _ => Err(Label::new(
                format!("rumus `{}` tidak menghasilkan angka dari unsur ini (misalnya pembagi nol)", self.value),
                format!("the formula `{}` gives no number of these parts (such as a division by zero)", self.value),
            )),
        }
    }
}

fn number(name: &str, value: Option<Decimal>) -> Variable {
    Variable { name: name.into(), value: value.map_or(Value::Missing, Value::Number), ty: Type::Number(None) }
}

/// The value of an expression that was checked before; `None` where it is missing or none.
fn value(text: &str, variables: &[Variable]) -> Option<Value> {
    standalone(text, variables, &BTreeMap::new(), None).ok().map(|evaluated| evaluated.value)
}

/// What an expression is to give.
#[derive(Clone, Copy)]
enum Wanted {
    Number,
    Condition,
}

/// Reads and types an expression over numbers of these names.
fn checked(text: &str, names: &[&str], wanted: Wanted) -> Result<(), Label> {
    let variables: Vec<Variable> = names.iter().map(|name| number(name, None)).collect();
    let evaluated = standalone(text, &variables, &BTreeMap::new(), None)
        .map_err(|problems| problems.first().map_or_else(|| Label::same(text), |problem| problem.message.clone()))?;
    match (wanted, evaluated.ty) {
        (Wanted::Number, Type::Number(_)) | (Wanted::Condition, Type::Boolean) => Ok(()),
        (Wanted::Condition, _) => Err(Label::new(
            format!("`{text}` bukan syarat, diharapkan perbandingan seperti `achievement < 90`"),
            format!("`{text}` is no condition, expected a comparison such as `achievement < 90`"),
        )),
        (Wanted::Number, _) => Err(Label::new(
            format!("`{text}` bukan angka, diharapkan ekspresi seperti `{ACHIEVEMENT_UP}`"),
            format!("`{text}` is no number, expected an expression such as `{ACHIEVEMENT_UP}`"),
        )),
    }
}

impl Kept for Indicator {
    const KIND: Kind = Kind::Indicator;

    fn key(&self) -> Arc<str> {
        self.id.as_str().into()
    }

    fn parent(&self) -> Option<Arc<str>> {
        self.policy.clone()
    }
}
