//! Expressions as noun phrases: what a value *is*, in words, with the number of its English verb.

use std::sync::Arc;

use rust_decimal::prelude::ToPrimitive;

use crate::legal::Language;
use crate::policy::expression::node::{Arithmetic, Function, Node, NodeKind};
use crate::policy::model::Parameter;
use crate::policy::types::Type;
use crate::policy::value::{FactIndex, Value};

use super::words::{self, BoundKind, pick};
use super::{Explainer, function};

/// How a list that stands newest first says so at the end of its label.
const NEWEST_FIRST: [&str; 9] = [
    ", yang terbaru lebih dulu",
    ", terbaru lebih dulu",
    ", mulai dari yang terbaru",
    ", dari yang terbaru",
    " (terbaru lebih dulu)",
    ", newest first",
    ", latest first",
    ", most recent first",
    " (newest first)",
];

/// The label of a list without the remark about its order, and whether it stands newest first.
fn list_label(label: &str) -> (&str, bool) {
    NEWEST_FIRST.iter().find_map(|end| label.strip_suffix(end)).map_or((label, false), |rest| (rest, true))
}

/// The English noun with its article.
pub(super) fn article(noun: &str) -> String {
    let first = noun.split([' ', ',']).next().unwrap_or(noun);
    if ["the", "a", "an", "each", "every", "all", "those", "one"].contains(&first.to_lowercase().as_str()) || noun.starts_with(['“', '('])
    {
        return noun.to_owned();
    }
    format!("the {noun}")
}

/// Whether the head of an English noun phrase is plural: `credit points under the old scheme` is, `share of staff` is not.
pub(super) fn plural_head(noun: &str) -> bool {
    const ENDS: [&str; 22] = [
        "of", "in", "for", "under", "the", "on", "at", "to", "from", "with", "as", "that", "who", "by", "during", "per", "without", "not",
        "held", "used", "absent", "since",
    ];
    let noun = noun.strip_prefix("the ").unwrap_or(noun);
    let mut head = "";
    for word in noun.split(' ') {
        if ENDS.contains(&word) || word.starts_with('(') || (!head.is_empty() && word.ends_with("ed")) {
            break;
        }
        head = word;
        if word.ends_with([',', ':']) {
            break;
        }
    }
    let head = head.trim_end_matches([',', ':']).to_lowercase();
    head == "people" || (head.ends_with('s') && !["ss", "us", "is"].iter().any(|end| head.ends_with(end)))
}

impl Explainer<'_> {
    /// A label as a noun inside a sentence.
    pub(super) fn label_noun(&self, label: &crate::legal::Label) -> String {
        let text = words::inside(list_label(label.get(self.language)).0);
        match self.language {
            Language::Id => text,
            Language::En => article(&text),
        }
    }

    /// What the expression's value is called. `bound` holds the spoken names of quantifier variables.
    pub(super) fn noun(&self, node: &Node, bound: &[String]) -> String {
        let language = self.language;
        match &node.kind {
            NodeKind::Constant(Value::Choice(choice)) => choice_name(choice.label().get(language)),
            NodeKind::Constant(value) => words::value(value, unit_of(&node.ty), language),
            NodeKind::Fact(fact) => self.fact_noun(*fact),
            NodeKind::AsOf => pick(language, "tanggal keputusan", "the decision date").to_owned(),
            NodeKind::Parameter(index) => match self.policy.parameters.get(usize::from(*index)) {
                Some(parameter) => self.parameter_noun(parameter),
                None => pick(language, "ketentuan yang tidak dikenal", "an unknown setting").to_owned(),
            },
            NodeKind::Definition(index) => match self.policy.definitions.get(usize::from(*index)) {
                Some(definition) if self.inline => {
                    let label = self.label_noun(&definition.label);
                    format!("{label} ({} {})", pick(language, "yaitu", "that is,"), self.noun(&definition.node, &[]))
                }
                Some(definition) => self.label_noun(&definition.label),
                None => pick(language, "pengertian yang tidak dikenal", "an unknown definition").to_owned(),
            },
            NodeKind::Table(index) => match self.policy.tables.get(usize::from(*index)) {
                Some(table) => self.label_noun(&table.label),
                None => pick(language, "tabel yang tidak dikenal", "an unknown table").to_owned(),
            },
            NodeKind::Score => pick(language, "nilai akhir", "the total score").to_owned(),
            NodeKind::Outcome(id) => format!("{} “{}”", pick(language, "hasil", "the result of"), self.policy_title(id)),
            NodeKind::Local(index) => {
                bound.get(usize::from(*index)).cloned().unwrap_or_else(|| pick(language, "unsur itu", "that item").to_owned())
            }
            NodeKind::Not(_)
            | NodeKind::And(_)
            | NodeKind::Or(_)
            | NodeKind::Compare(..)
            | NodeKind::Between(..)
            | NodeKind::In(..)
            | NodeKind::Quantified(..) => {
                format!("{} {}", pick(language, "apakah", "whether"), self.clause(node, true, bound).inline(language))
            }
            NodeKind::Arithmetic(operator, left, right) => self.arithmetic(*operator, left, right, bound),
            NodeKind::Negate(inner) => match &inner.kind {
                NodeKind::Constant(_) => format!("minus {}", self.noun(inner, bound)),
                _ => format!("{} {}", pick(language, "negatif dari", "minus"), self.operand(inner, bound)),
            },
            NodeKind::If(..) => self.choice_noun(node, bound),
            NodeKind::Filter(list, condition) => self.filter_noun(list, condition, bound),
            NodeKind::Item(list, place) => self.item_noun(list, place, bound),
            NodeKind::List(items) if items.is_empty() => pick(language, "daftar kosong", "an empty list").to_owned(),
            NodeKind::List(items) => words::and(&items.iter().map(|item| self.noun(item, bound)).collect::<Vec<_>>(), language),
            NodeKind::Range { low, high } => {
                let end =
                    |end: &Option<(Box<Node>, bool)>| end.as_ref().map(|(n, included)| (self.noun(n, bound), bound_kind(n), *included));
                words::range_text(end(low), end(high), language)
            }
            NodeKind::Call(function, arguments) => self.call_noun(*function, arguments, bound),
        }
    }

    /// A noun phrase in parentheses where it is itself a calculation.
    fn operand(&self, node: &Node, bound: &[String]) -> String {
        let text = self.noun(node, bound);
        match &node.kind {
            NodeKind::Arithmetic(..) | NodeKind::If(..) | NodeKind::Negate(_) => format!("({text})"),
            // a name with an aside is held together
            NodeKind::Fact(_) | NodeKind::Definition(_) | NodeKind::Table(_) if text.contains(", ") && !text.contains('“') => {
                match text.strip_prefix("the ") {
                    Some(bare) if self.language == Language::En => format!("the “{bare}”"),
                    _ => format!("“{text}”"),
                }
            }
            _ => text,
        }
    }

    /// A noun phrase in parentheses where it is itself a choice; calculations stand as they are.
    fn operand_plain(&self, node: &Node, bound: &[String]) -> String {
        if matches!(node.kind, NodeKind::Arithmetic(..) | NodeKind::Negate(_)) { self.noun(node, bound) } else { self.operand(node, bound) }
    }

    /// A constant or noun as the other side of a comparison, with the unit that side has.
    pub(super) fn amount(&self, node: &Node, unit: Option<&str>, bound: &[String]) -> String {
        match &node.kind {
            NodeKind::Constant(value @ Value::Number(_)) => words::value(value, unit_of(&node.ty).or(unit), self.language),
            NodeKind::Negate(inner) if matches!(inner.kind, NodeKind::Constant(_)) => format!("minus {}", self.amount(inner, unit, bound)),
            _ => self.noun(node, bound),
        }
    }

    fn fact_noun(&self, fact: FactIndex) -> String {
        self.label_noun(&self.policy.catalogue.fact(fact).label)
    }

    /// The title of another policy, or its id where it is not at hand.
    pub(super) fn policy_title(&self, id: &Arc<str>) -> String {
        if self.policy.id == *id {
            return self.policy.title.get(self.language).to_owned();
        }
        self.others.and_then(|set| set.get(id)).map_or_else(|| id.to_string(), |policy| policy.title.get(self.language).to_owned())
    }

    /// A parameter: its value where it has only one or a day is given, else its label (with its history where nothing follows the sentence).
    fn parameter_noun(&self, parameter: &Parameter) -> String {
        let unit = unit_of(&parameter.ty);
        if let Some(day) = self.on {
            return match crate::policy::model::in_force(&parameter.values, day, chrono::NaiveDate::MAX) {
                Some(entry) => words::value(&entry.value, unit, self.language),
                None => format!(
                    "{} ({} {})",
                    self.label_noun(&parameter.label),
                    pick(self.language, "tidak ada nilai pada", "no value on"),
                    words::date(day, self.language)
                ),
            };
        }
        match parameter.values.as_slice() {
            [only] => words::value(&only.value, unit, self.language),
            _ if self.inline => {
                let history: Vec<String> = parameter
                    .values
                    .iter()
                    .map(|entry| {
                        format!(
                            "{} {}",
                            words::value(&entry.value, unit, self.language),
                            words::period(&super::history::binding(entry, &parameter.values), self.language)
                        )
                    })
                    .collect();
                format!("{} ({})", self.label_noun(&parameter.label), history.join("; "))
            }
            _ => self.label_noun(&parameter.label),
        }
    }

    fn arithmetic(&self, operator: Arithmetic, left: &Node, right: &Node, bound: &[String]) -> String {
        let language = self.language;
        let duration = |node: &Node| matches!(node.ty, Type::Months | Type::Days);
        if let Some(day) = self.age_day(left, right, bound).filter(|_| operator == Arithmetic::Add) {
            return day;
        }
        if left.ty == Type::Date && duration(right) {
            let word = match operator {
                Arithmetic::Subtract => pick(language, "sebelum", "before"),
                _ => pick(language, "setelah", "after"),
            };
            return format!("{} {word} {}", self.operand(right, bound), self.operand(left, bound));
        }
        if duration(left) && right.ty == Type::Date {
            return format!("{} {} {}", self.operand(left, bound), pick(language, "setelah", "after"), self.operand(right, bound));
        }
        if operator == Arithmetic::Subtract && left.ty == Type::Date && right.ty == Type::Date {
            return match language {
                Language::Id => format!("jumlah hari dari {} sampai {}", self.operand(right, bound), self.operand(left, bound)),
                Language::En => format!("the number of days from {} to {}", self.operand(right, bound), self.operand(left, bound)),
            };
        }
        let word = match operator {
            Arithmetic::Add => pick(language, "ditambah", "plus"),
            Arithmetic::Subtract => pick(language, "dikurangi", "minus"),
            Arithmetic::Multiply => pick(language, "dikali", "times"),
            Arithmetic::Divide => pick(language, "dibagi", "divided by"),
            Arithmetic::Power => pick(language, "dipangkatkan", "to the power of"),
        };
        // a chain of sums or of products needs no parentheses on its left
        let same_level = |inner: Arithmetic| match operator {
            Arithmetic::Add | Arithmetic::Subtract => matches!(inner, Arithmetic::Add | Arithmetic::Subtract),
            Arithmetic::Multiply | Arithmetic::Divide => matches!(inner, Arithmetic::Multiply | Arithmetic::Divide),
            Arithmetic::Power => false,
        };
        let first = match &left.kind {
            NodeKind::Arithmetic(inner, ..) if same_level(*inner) => self.noun(left, bound),
            _ => self.operand(left, bound),
        };
        format!("{first} {word} {}", self.operand(right, bound))
    }

    /// `A jika …; B jika …; selain itu C`.
    fn choice_noun(&self, node: &Node, bound: &[String]) -> String {
        let language = self.language;
        let mut parts = Vec::new();
        let mut rest = node;
        while let NodeKind::If(condition, then, otherwise) = &rest.kind {
            let when = self.clause(condition, true, bound).inline(language);
            parts.push(format!("{} {} {when}", self.operand_plain(then, bound), pick(language, "jika", "if")));
            rest = otherwise;
        }
        format!("{}; {} {}", parts.join("; "), pick(language, "selain itu", "otherwise"), self.operand_plain(rest, bound))
    }

    fn filter_noun(&self, list: &Node, condition: &Node, bound: &[String]) -> String {
        let language = self.language;
        let inner = self.bind(bound);
        let list = self.noun(list, bound);
        let local = NodeKind::Local(u8::try_from(bound.len()).unwrap_or(u8::MAX));
        match self.predicate(condition, &local, true, true, &inner) {
            Some(predicate) => match language {
                Language::Id => format!("{list} yang {predicate}"),
                Language::En => format!("those of {list} that {predicate}"),
            },
            None => {
                let text = self.clause(condition, true, &inner).inline(language);
                match language {
                    Language::Id => format!("{list} yang memenuhi syarat berikut ({text})"),
                    Language::En => format!("those of {list} for which the following holds ({text})"),
                }
            }
        }
    }

    /// The names of bound variables with one more.
    pub(super) fn bind(&self, bound: &[String]) -> Vec<String> {
        let mut inner = bound.to_vec();
        inner.push(match (bound.len(), self.language) {
            (0, Language::Id) => "unsur itu".to_owned(),
            (0, Language::En) => "that item".to_owned(),
            (depth, Language::Id) => format!("unsur dalam tingkat {}", depth + 1),
            (depth, Language::En) => format!("the inner item of level {}", depth + 1),
        });
        inner
    }

    fn item_noun(&self, list: &Node, place: &Node, bound: &[String]) -> String {
        let language = self.language;
        let newest = self.newest_first(list);
        let name = self.noun(list, bound);
        let place = match &place.kind {
            NodeKind::Constant(Value::Number(n)) => n.to_i64(),
            NodeKind::Negate(inner) => match &inner.kind {
                NodeKind::Constant(Value::Number(n)) => n.to_i64().map(|n| -n),
                _ => None,
            },
            _ => None,
        }
        .ok_or(place);
        match (place, newest, language) {
            (Ok(1), true, Language::Id) => format!("{name} yang terbaru"),
            (Ok(1), true, Language::En) => format!("the most recent of {name}"),
            (Ok(-1), true, Language::Id) => format!("{name} yang paling lama"),
            (Ok(-1), true, Language::En) => format!("the oldest of {name}"),
            (Ok(n), true, Language::Id) if n > 0 => format!("{name} {} dari yang terbaru", words::ordinal(n.unsigned_abs(), language)),
            (Ok(n), true, Language::En) if n > 0 => format!("the {} most recent of {name}", words::ordinal(n.unsigned_abs(), language)),
            (Ok(-1), false, Language::Id) => format!("unsur terakhir dari {name}"),
            (Ok(-1), false, Language::En) => format!("the last of {name}"),
            (Ok(n), _, Language::Id) if n > 0 => format!("unsur {} dari {name}", words::ordinal(n.unsigned_abs(), language)),
            (Ok(n), _, Language::En) if n > 0 => format!("the {} of {name}", words::ordinal(n.unsigned_abs(), language)),
            (Ok(n), _, Language::Id) => format!("unsur {} dari belakang dalam {name}", words::ordinal(n.unsigned_abs(), language)),
            (Ok(n), _, Language::En) => format!("the {} from the end of {name}", words::ordinal(n.unsigned_abs(), language)),
            (Err(node), _, Language::Id) => format!("unsur {name} pada urutan {}", self.operand(node, bound)),
            (Err(node), _, Language::En) => format!("the item of {name} at position {}", self.operand(node, bound)),
        }
    }

    /// Whether a list says of itself that it stands newest first.
    pub(super) fn newest_first(&self, list: &Node) -> bool {
        match &list.kind {
            NodeKind::Fact(fact) => list_label(self.policy.catalogue.fact(*fact).label.get(self.language)).1,
            NodeKind::Definition(index) => {
                self.policy.definitions.get(usize::from(*index)).is_some_and(|d| list_label(d.label.get(self.language)).1)
            }
            _ => false,
        }
    }

    fn call_noun(&self, function: Function, arguments: &[Node], bound: &[String]) -> String {
        let words: Vec<String> = match (function, arguments) {
            // `min([a, b])` and `min(a, b)` read the same
            (Function::Count | Function::Sum | Function::Min | Function::Max | Function::Mean | Function::Median, [only]) => {
                match &only.kind {
                    NodeKind::List(items) => items.iter().map(|item| self.operand(item, bound)).collect(),
                    _ => vec![self.noun(only, bound)],
                }
            }
            _ => arguments.iter().map(|argument| self.operand(argument, bound)).collect(),
        };
        // `decimal(x, 0)` rounds to a whole number like `decimal(x)`
        let whole = matches!(arguments, [_, Node { kind: NodeKind::Constant(Value::Number(n)), .. }] if n.is_zero());
        let rounds = matches!(
            function,
            Function::Decimal
                | Function::Floor
                | Function::Ceiling
                | Function::RoundUp
                | Function::RoundDown
                | Function::RoundHalfUp
                | Function::RoundHalfDown
        );
        let count = if whole && rounds { 1 } else { arguments.len() };
        function::fill(function::noun(function, count, self.language), &words, self.language)
    }

    /// Whether the English verb after this noun is plural.
    pub(super) fn is_plural(&self, node: &Node) -> bool {
        if self.language == Language::Id {
            return false;
        }
        match &node.kind {
            NodeKind::Fact(_) | NodeKind::Definition(_) | NodeKind::Table(_) => {
                let text = match &node.kind {
                    NodeKind::Fact(fact) => self.fact_noun(*fact),
                    NodeKind::Definition(index) => {
                        self.policy.definitions.get(usize::from(*index)).map_or_else(String::new, |d| self.label_noun(&d.label))
                    }
                    NodeKind::Table(index) => {
                        self.policy.tables.get(usize::from(*index)).map_or_else(String::new, |t| self.label_noun(&t.label))
                    }
                    _ => String::new(),
                };
                plural_head(&text)
            }
            NodeKind::List(_) | NodeKind::Filter(..) => true,
            _ => false,
        }
    }
}

/// A choice in a sentence: one that reads like a phrase of the sentence is set in quotation marks.
pub(super) fn choice_name(label: &str) -> String {
    let phrase = label.contains(' ') && label.starts_with(|c: char| c.is_lowercase());
    if phrase { format!("“{label}”") } else { label.to_owned() }
}

/// The unit of a number type.
pub(super) fn unit_of(ty: &Type) -> Option<&str> {
    match ty {
        Type::Number(Some(unit)) => Some(unit),
        _ => None,
    }
}

/// How a bound of this expression is spoken of.
pub(super) fn bound_kind(node: &Node) -> BoundKind {
    match &node.ty {
        Type::Date => BoundKind::Day,
        Type::Choice(_) => BoundKind::Level,
        _ => BoundKind::Amount,
    }
}
