//! Sets of values on one line: the domain of an input or subject, and what a test accepts of it.
//!
//! Every type is laid on the line of decimals: numbers stand for themselves, dates and durations for their days or months, choices for their rank,
//! truth values for 0 and 1, texts for their place in the list of texts the policy mentions (one place more stands for every other text).
//! A domain with a step holds only multiples of it, so that between 61 and 62 whole years there is nothing, and between 80 and 81 points there is.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use crate::policy::scale::{Choice, Scale};
use crate::policy::value::{Bound, Value};

/// A place between values: just before or just after a number, or past either end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cut {
    /// -1 below everything, 1 above everything, 0 at `value`.
    end: i8,
    value: Decimal,
    after: bool,
}

impl Cut {
    pub(super) const LOW: Cut = Cut { end: -1, value: Decimal::ZERO, after: false };
    pub(super) const HIGH: Cut = Cut { end: 1, value: Decimal::ZERO, after: false };

    pub(super) fn before(value: Decimal) -> Cut {
        Cut { end: 0, value, after: false }
    }

    pub(super) fn after(value: Decimal) -> Cut {
        Cut { end: 0, value, after: true }
    }

    /// The number the cut stands at, unless it is past an end.
    pub(super) fn value(self) -> Option<Decimal> {
        (self.end == 0).then_some(self.value)
    }
}

/// A set of values: stretches between cuts, ascending, apart from each other; and whether *none* belongs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Set {
    pub(super) none: bool,
    pub(super) spans: Vec<(Cut, Cut)>,
}

impl Set {
    pub(super) const EMPTY: Set = Set { none: false, spans: Vec::new() };

    pub(super) fn span(low: Cut, high: Cut) -> Set {
        Set { none: false, spans: if low < high { vec![(low, high)] } else { Vec::new() } }
    }

    pub(super) fn point(value: Decimal) -> Set {
        Set::span(Cut::before(value), Cut::after(value))
    }

    pub(super) fn only_none() -> Set {
        Set { none: true, spans: Vec::new() }
    }

    pub(super) fn is_empty(&self) -> bool {
        !self.none && self.spans.is_empty()
    }

    pub(super) fn union(&self, other: &Set) -> Set {
        let mut all: Vec<(Cut, Cut)> = self.spans.iter().chain(&other.spans).copied().collect();
        all.sort_unstable();
        let mut spans: Vec<(Cut, Cut)> = Vec::with_capacity(all.len());
        for (low, high) in all {
            match spans.last_mut() {
                Some(last) if low <= last.1 => last.1 = last.1.max(high),
                _ => spans.push((low, high)),
            }
        }
        Set { none: self.none || other.none, spans }
    }

    pub(super) fn intersection(&self, other: &Set) -> Set {
        let mut spans = Vec::new();
        let (mut i, mut j) = (0, 0);
        while let (Some(a), Some(b)) = (self.spans.get(i), other.spans.get(j)) {
            let (low, high) = (a.0.max(b.0), a.1.min(b.1));
            if low < high {
                spans.push((low, high));
            }
            if a.1 < b.1 { i += 1 } else { j += 1 }
        }
        Set { none: self.none && other.none, spans }
    }

    /// What of `self` is not in `other`.
    pub(super) fn minus(&self, other: &Set) -> Set {
        let mut gaps = Vec::with_capacity(other.spans.len() + 1);
        let mut from = Cut::LOW;
        for (low, high) in &other.spans {
            if from < *low {
                gaps.push((from, *low));
            }
            from = *high;
        }
        if from < Cut::HIGH {
            gaps.push((from, Cut::HIGH));
        }
        self.intersection(&Set { none: !other.none, spans: gaps })
    }

    pub(super) fn is_subset(&self, other: &Set) -> bool {
        self.minus(other).is_empty()
    }

    /// Whether the number belongs.
    pub(super) fn contains(&self, value: Decimal) -> bool {
        let cut = Cut::before(value);
        self.spans.iter().any(|(low, high)| *low <= cut && cut < *high)
    }

    pub(super) fn low(&self) -> Option<Cut> {
        self.spans.first().map(|span| span.0)
    }

    pub(super) fn high(&self) -> Option<Cut> {
        self.spans.last().map(|span| span.1)
    }
}

/// How values of a type are laid on the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    Date,
    Months,
    Days,
    Boolean,
    Choice(Arc<Scale>),
    /// The texts mentioned; the place after the last stands for any other text.
    Text(Vec<Arc<str>>),
}

/// Every value an input or subject can have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Domain {
    pub(super) kind: Kind,
    /// Distance of neighbouring values; none where the numbers are dense.
    pub(super) step: Option<Decimal>,
    /// All possible values.
    pub(super) full: Set,
}

/// The place of a date on the line.
pub(super) fn day_number(date: NaiveDate) -> Decimal {
    Decimal::from(date.num_days_from_ce())
}

impl Domain {
    /// The domain of these values; cuts are moved to the grid.
    pub(super) fn new(kind: Kind, step: Option<Decimal>, full: Set) -> Domain {
        let mut domain = Domain { kind, step, full: Set::EMPTY };
        domain.full = domain.on_grid(&full);
        domain
    }

    /// All numbers.
    #[cfg(test)]
    pub(super) fn numbers() -> Domain {
        Domain::new(Kind::Number, None, Set::span(Cut::LOW, Cut::HIGH))
    }

    /// Whole values between two, both included.
    pub(super) fn whole(kind: Kind, low: Option<i64>, high: Option<i64>) -> Domain {
        let low = low.map_or(Cut::LOW, |n| Cut::before(Decimal::from(n)));
        let high = high.map_or(Cut::HIGH, |n| Cut::after(Decimal::from(n)));
        Domain::new(kind, Some(Decimal::ONE), Set::span(low, high))
    }

    /// The set with every cut moved to just before a grid point, stretches without a grid point dropped.
    pub(super) fn on_grid(&self, set: &Set) -> Set {
        let Some(step) = self.step else { return set.clone() };
        let spans = set.spans.iter().map(|(low, high)| (grid_cut(*low, step), grid_cut(*high, step)));
        let mut moved = Set { none: set.none, spans: Vec::new() };
        for (low, high) in spans.filter(|(low, high)| low < high) {
            moved = match moved.spans.last_mut() {
                Some(last) if low <= last.1 => {
                    last.1 = last.1.max(high);
                    moved
                }
                _ => {
                    moved.spans.push((low, high));
                    moved
                }
            };
        }
        moved
    }

    /// The part of the domain in `set`.
    pub(super) fn within(&self, set: &Set) -> Set {
        self.on_grid(set).intersection(&self.full)
    }

    /// The part of the domain outside `set`.
    pub(super) fn outside(&self, set: &Set) -> Set {
        self.full.minus(&self.on_grid(set))
    }

    /// The place of a value, where it has one.
    pub(super) fn place(&self, value: &Value) -> Option<Decimal> {
        match (&self.kind, value) {
            (Kind::Number, Value::Number(n)) => Some(*n),
            (Kind::Date, Value::Date(date)) => Some(day_number(*date)),
            (Kind::Months, Value::Months(months)) => Some(Decimal::from(*months)),
            (Kind::Days, Value::Days(days)) => Some(Decimal::from(*days)),
            (Kind::Boolean, Value::Boolean(b)) => Some(Decimal::from(u8::from(*b))),
            (Kind::Choice(_), Value::Choice(choice)) => Some(Decimal::from(choice.rank())),
            (Kind::Text(texts), Value::Text(text)) => texts.iter().position(|t| t == text).map(Decimal::from),
            _ => None,
        }
    }

    /// The value at a place.
    pub(super) fn value(&self, place: Decimal) -> Option<Value> {
        use rust_decimal::prelude::ToPrimitive;
        match &self.kind {
            Kind::Number => Some(Value::Number(place.normalize())),
            Kind::Date => NaiveDate::from_num_days_from_ce_opt(place.to_i32()?).map(Value::Date),
            Kind::Months => place.to_i32().map(Value::Months),
            Kind::Days => place.to_i64().map(Value::Days),
            Kind::Boolean => Some(Value::Boolean(!place.is_zero())),
            Kind::Choice(scale) => Choice::at(scale, place.to_u16()?).map(Value::Choice),
            Kind::Text(texts) => {
                let other = || texts.iter().map(|t| &**t).max_by_key(|t| t.len()).map_or("…".into(), |t| format!("{t}…").into());
                Some(Value::Text(texts.get(place.to_usize()?).cloned().unwrap_or_else(other)))
            }
        }
    }

    /// The set of values an end and another leave between them.
    pub(super) fn range(&self, low: &Bound, high: &Bound) -> Option<Set> {
        if matches!(self.kind, Kind::Text(_)) {
            return None;
        }
        let low = match low {
            Bound::Open => Cut::LOW,
            Bound::Included(value) => Cut::before(self.place(value)?),
            Bound::Excluded(value) => Cut::after(self.place(value)?),
        };
        let high = match high {
            Bound::Open => Cut::HIGH,
            Bound::Included(value) => Cut::after(self.place(value)?),
            Bound::Excluded(value) => Cut::before(self.place(value)?),
        };
        Some(self.within(&Set::span(low, high)))
    }

    /// One value of a set that reads well: an end that belongs, else something short between the ends; none only where nothing else is left.
    pub(super) fn example(&self, set: &Set) -> Option<Value> {
        let Some((low, high)) = set.spans.first().copied() else { return set.none.then_some(Value::None) };
        self.value(pick(low, high, self.step))
    }

    /// A set in the words of a table cell: `(80..81)`, `S1, D-IV`, `null`.
    pub(super) fn describe(&self, set: &Set) -> String {
        let mut parts: Vec<String> = Vec::new();
        for (low, high) in &set.spans {
            match &self.kind {
                Kind::Choice(_) | Kind::Boolean | Kind::Text(_) => self.describe_places(*low, *high, &mut parts),
                _ => parts.push(self.describe_span(*low, *high)),
            }
        }
        if set.none {
            parts.push("null".to_owned());
        }
        parts.join(", ")
    }

    fn describe_places(&self, low: Cut, high: Cut, parts: &mut Vec<String>) {
        let mut place = low.value().unwrap_or(Decimal::ZERO);
        while Cut::before(place) < high {
            let Some(value) = self.value(place) else { break };
            parts.push(if let Value::Text(text) = value { format!("\"{text}\"") } else { value.to_string() });
            place += Decimal::ONE;
        }
    }

    fn describe_span(&self, low: Cut, high: Cut) -> String {
        let one = self.step.unwrap_or(Decimal::ZERO);
        // on a grid every cut stands just before a value: the last value that belongs is one step lower
        let last = |cut: Cut| cut.value().and_then(|v| if self.step.is_some() { v.checked_sub(one) } else { Some(v) });
        let text = |place: Decimal| self.value(place).map_or_else(|| place.to_string(), |value| value.to_string());
        match (low.value(), last(high)) {
            (Some(a), Some(b)) if a == b => text(a),
            (Some(a), Some(b)) => {
                let open = if low.after { "(" } else { "[" };
                let close = if self.step.is_some() || high.after { "]" } else { ")" };
                format!("{open}{}..{}{close}", text(a), text(b))
            }
            (Some(a), None) => format!("{} {}", if low.after { ">" } else { ">=" }, text(a)),
            (None, Some(b)) => format!("{} {}", if self.step.is_some() || high.after { "<=" } else { "<" }, text(b)),
            (None, None) => "-".to_owned(),
        }
    }
}

/// The cut just before the first multiple of `step` at or after `cut`.
fn grid_cut(cut: Cut, step: Decimal) -> Cut {
    let Some(value) = cut.value() else { return cut };
    let aligned = value.checked_div(step).map(|q| q.ceil()).and_then(|q| q.checked_mul(step));
    match aligned {
        Some(aligned) if cut.after && aligned == value => Cut::before(aligned.checked_add(step).unwrap_or(aligned)),
        Some(aligned) => Cut::before(aligned),
        None => cut,
    }
}

/// A number between two cuts, the end itself where it belongs.
fn pick(low: Cut, high: Cut, step: Option<Decimal>) -> Decimal {
    let one = step.unwrap_or(Decimal::ONE);
    match (low.value(), high.value()) {
        (None, None) => Decimal::ZERO,
        (Some(a), _) if !low.after => a,
        (_, Some(b)) if high.after => b,
        (Some(a), None) => a.checked_add(one).unwrap_or(a),
        (None, Some(b)) => b.checked_sub(one).unwrap_or(b),
        (Some(a), Some(b)) => {
            let middle = b.checked_sub(a).and_then(|gap| gap.checked_div(Decimal::TWO)).and_then(|half| a.checked_add(half)).unwrap_or(a);
            (0..=28).map(|places| middle.round_dp(places)).find(|n| a < *n && *n < b).unwrap_or(middle)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn dec(text: &str) -> Decimal {
        crate::number::parse_decimal(text).unwrap()
    }

    #[test]
    fn between_80_and_81_there_is_80_5_but_no_whole_number() {
        let hole = Set::span(Cut::after(dec("80")), Cut::before(dec("81")));
        let points = Domain::numbers();
        assert_eq!(points.example(&points.within(&hole)), Some(Value::Number(dec("80.5"))));
        assert_eq!(points.describe(&hole), "(80..81)");
        let years = Domain::whole(Kind::Number, Some(0), Some(60));
        assert!(years.within(&hole).is_empty());
        let cents = Domain::new(Kind::Number, Some(dec("0.01")), Set::span(Cut::LOW, Cut::HIGH));
        assert_eq!(cents.describe(&cents.within(&hole)), "[80.01..80.99]");
    }

    proptest! {
        #[test]
        fn sets_behave_as_sets(a in spans(), b in spans(), x in -3i64..14, half in any::<bool>()) {
            let value = Decimal::from(x) + if half { dec("0.5") } else { Decimal::ZERO };
            let (in_a, in_b) = (a.contains(value), b.contains(value));
            prop_assert_eq!(a.union(&b).contains(value), in_a || in_b);
            prop_assert_eq!(a.intersection(&b).contains(value), in_a && in_b);
            prop_assert_eq!(a.minus(&b).contains(value), in_a && !in_b);
            prop_assert_eq!(a.is_subset(&a.union(&b)), true);
            let grid = Domain::whole(Kind::Number, Some(-100), Some(100));
            if !half {
                prop_assert_eq!(grid.within(&a).contains(value), in_a);
                prop_assert_eq!(grid.outside(&a).contains(value), !in_a);
            }
            let dense = Domain::numbers();
            if let Some(Value::Number(n)) = dense.example(&a) {
                prop_assert!(a.contains(n));
            }
        }
    }

    fn spans() -> impl Strategy<Value = Set> {
        prop::collection::vec((0i64..10, 0i64..5, any::<bool>(), any::<bool>()), 0..5).prop_map(|parts| {
            parts.into_iter().fold(Set::EMPTY, |set, (low, length, from, to)| {
                let (a, b) = (Decimal::from(low), Decimal::from(low + length));
                let low = if from { Cut::after(a) } else { Cut::before(a) };
                let high = if to { Cut::after(b) } else { Cut::before(b) };
                set.union(&Set::span(low, high))
            })
        })
    }
}
