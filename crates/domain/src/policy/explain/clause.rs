//! Conditions as clauses, affirmed or denied; idioms for the shapes that rules are made of.

use crate::legal::Language;
use crate::policy::catalogue::ProtectedGround;
use crate::policy::document::Kind;
use crate::policy::expression::node::{Arithmetic, Comparison, Function, InTest, Node, NodeKind, Quantifier};
use crate::policy::types::Type;
use crate::policy::value::Value;

use super::layout::Clause;
use super::noun::{bound_kind, unit_of};
use super::words::{self, pick};
use super::{Explainer, boolean, function};

/// A comparison with its constant or parameter on the right.
fn ordered<'a>(operator: Comparison, left: &'a Node, right: &'a Node) -> (Comparison, &'a Node, &'a Node) {
    let fixed = |node: &Node| match node.kind {
        NodeKind::Constant(_) => 2,
        NodeKind::Parameter(_) => 1,
        _ => 0,
    };
    if fixed(left) > fixed(right) { (operator.flipped(), right, left) } else { (operator, left, right) }
}

/// Whether a node is the literal `null`.
fn is_null(node: &Node) -> bool {
    matches!(node.kind, NodeKind::Constant(Value::None))
}

/// Whether two trees say the same; places in the file do not count.
pub(super) fn same(a: &Node, b: &Node) -> bool {
    let children = (a.children(), b.children());
    let heads = match (&a.kind, &b.kind) {
        (NodeKind::Compare(x, ..), NodeKind::Compare(y, ..)) => x == y,
        (NodeKind::Arithmetic(x, ..), NodeKind::Arithmetic(y, ..)) => x == y,
        (NodeKind::Quantified(x, ..), NodeKind::Quantified(y, ..)) => x == y,
        (NodeKind::Call(x, _), NodeKind::Call(y, _)) => x == y,
        // tests and ranges hold more than their children; equal as a whole or not at all
        (NodeKind::In(..) | NodeKind::Range { .. }, _) => return a == b,
        (x, y) if children.0.is_empty() => return x == y,
        (x, y) => std::mem::discriminant(x) == std::mem::discriminant(y),
    };
    heads && children.0.len() == children.1.len() && children.0.iter().zip(&children.1).all(|(x, y)| same(x, y))
}

impl Explainer<'_> {
    /// The condition, or its denial, as clauses.
    pub(super) fn clause(&self, node: &Node, holds: bool, bound: &[String]) -> Clause {
        let language = self.language;
        match &node.kind {
            NodeKind::Constant(Value::Boolean(value)) => Clause::say(if *value == holds {
                pick(language, "selalu terpenuhi", "it always holds")
            } else {
                pick(language, "tidak pernah terpenuhi", "it never holds")
            }),
            NodeKind::Not(inner) => self.clause(inner, !holds, bound),
            NodeKind::And(items) => self.connected(items, holds, holds, bound),
            NodeKind::Or(items) => self.connected(items, !holds, holds, bound),
            NodeKind::If(condition, then, otherwise) => Clause::Choose {
                when: Box::new(self.clause(condition, true, bound)),
                then: Box::new(self.clause(then, holds, bound)),
                otherwise: Box::new(self.clause(otherwise, holds, bound)),
            },
            NodeKind::Compare(operator, left, right) => self.compare(*operator, left, right, holds, bound),
            NodeKind::Between(subject, ..) | NodeKind::In(subject, _) => {
                let plural = self.is_plural(subject);
                match self.predicate(node, &subject.kind, plural, holds, bound) {
                    Some(predicate) => Clause::Say(self.with_subject(subject, &predicate, bound)),
                    None => self.truth(node, holds, bound),
                }
            }
            NodeKind::Quantified(quantifier, list, body) => Clause::Say(self.quantified(*quantifier, list, body, holds, bound)),
            NodeKind::Call(Function::All, arguments) if all_boolean(arguments) => self.connected(arguments, holds, holds, bound),
            NodeKind::Call(Function::Any, arguments) if all_boolean(arguments) => self.connected(arguments, !holds, holds, bound),
            NodeKind::Call(name, arguments) => match function::clause(*name, holds, language) {
                Some(template) => {
                    let words: Vec<String> = arguments.iter().map(|argument| self.noun(argument, bound)).collect();
                    Clause::Say(function::fill(template, &words, language))
                }
                None => self.truth(node, holds, bound),
            },
            _ => self.truth(node, holds, bound),
        }
    }

    /// A yes/no value as a clause.
    fn truth(&self, node: &Node, holds: bool, bound: &[String]) -> Clause {
        let language = self.language;
        Clause::Say(match &node.kind {
            NodeKind::Fact(fact) => boolean::clause(self.policy.catalogue.fact(*fact).label.get(language), holds, language),
            NodeKind::Definition(index) if node.ty == Type::Boolean => match self.policy.definitions.get(usize::from(*index)) {
                Some(definition) => {
                    let text = boolean::clause(definition.label.get(language), holds, language);
                    if self.inline {
                        let meaning = self.clause(&definition.node, true, &[]).inline(language);
                        format!("{text} ({} {meaning})", pick(language, "yaitu", "that is,"))
                    } else {
                        text
                    }
                }
                None => self.noun(node, bound),
            },
            NodeKind::Outcome(id) if node.ty == Type::Boolean => {
                let title = self.policy_title(id);
                match (language, holds) {
                    (Language::Id, true) => format!("syarat “{title}” terpenuhi"),
                    (Language::Id, false) => format!("syarat “{title}” tidak terpenuhi"),
                    (Language::En, true) => format!("the requirements of “{title}” are met"),
                    (Language::En, false) => format!("the requirements of “{title}” are not met"),
                }
            }
            NodeKind::Parameter(index) => match self.policy.parameters.get(usize::from(*index)) {
                Some(parameter) => {
                    let text = boolean::clause(parameter.label.get(language), holds, language);
                    match (parameter.values.as_slice(), self.on) {
                        // the setting's value still has to appear
                        ([_], _) | (_, Some(_)) => {
                            format!("{text} ({}: {})", pick(language, "ketentuan", "as set"), self.noun(node, bound))
                        }
                        _ => text,
                    }
                }
                None => self.noun(node, bound),
            },
            NodeKind::Table(index) => match self.policy.tables.get(usize::from(*index)) {
                Some(table) => {
                    let label = table.label.get(language);
                    match (language, holds) {
                        (Language::Id, true) => format!("tabel “{label}” menjawab ya"),
                        (Language::Id, false) => format!("tabel “{label}” menjawab tidak"),
                        (Language::En, true) => format!("the table “{label}” says yes"),
                        (Language::En, false) => format!("the table “{label}” says no"),
                    }
                }
                None => self.noun(node, bound),
            },
            _ => {
                let noun = self.noun(node, bound);
                match (language, holds) {
                    (Language::Id, true) => format!("{noun} bernilai “ya”"),
                    (Language::Id, false) => format!("{noun} bernilai “tidak”"),
                    (Language::En, true) => format!("the answer for {noun} is “yes”"),
                    (Language::En, false) => format!("the answer for {noun} is “no”"),
                }
            }
        })
    }

    /// `items` joined by *and* (`all`) or *or*, each affirmed or denied. Entries about the newest items of one list are said together,
    /// and so are an entry that asks whether something exists and the next one about the same thing.
    fn connected(&self, items: &[Node], all: bool, holds: bool, bound: &[String]) -> Clause {
        let mut clauses = Vec::new();
        let mut at = 0;
        while let Some(item) = items.get(at) {
            if let Some((text, used)) = self.newest_items(&items[at..], all, holds, bound) {
                clauses.push(Clause::Say(text));
                at += used;
                continue;
            }
            if let Some(text) = items.get(at + 1).and_then(|next| self.existence_and_more(item, next, all, holds, bound)) {
                clauses.push(Clause::Say(text));
                at += 2;
                continue;
            }
            let more = items.get(at + 2).and_then(|third| self.one_subject(item, third, all, holds, bound)).is_some();
            if let Some(text) = items.get(at + 1).filter(|_| !more).and_then(|next| self.one_subject(item, next, all, holds, bound)) {
                clauses.push(Clause::Say(text));
                at += 2;
                continue;
            }
            clauses.push(self.clause(item, holds, bound));
            at += 1;
        }
        match (clauses.len(), all) {
            (1, _) => clauses.remove(0),
            (_, true) => Clause::All(clauses),
            (_, false) => Clause::Any(clauses),
        }
    }

    /// What `x = null` (or its denial) speaks of, and whether it says that there is none.
    fn absence<'n>(&self, node: &'n Node, holds: bool) -> Option<(&'n Node, bool)> {
        let NodeKind::Compare(operator, left, right) = &node.kind else { return None };
        let (operator, subject, object) = ordered(*operator, left, right);
        let operator = if holds { operator } else { operator.negated() };
        match operator {
            Comparison::Equal if is_null(object) => Some((subject, true)),
            Comparison::NotEqual if is_null(object) => Some((subject, false)),
            _ => None,
        }
    }

    /// `x != null and x >= c` (x is on record and is …) and `x = null or x < c` (there is no x, or it is …) as one clause.
    fn existence_and_more(&self, first: &Node, second: &Node, all: bool, holds: bool, bound: &[String]) -> Option<String> {
        let (subject, _) = self.absence(first, holds).filter(|(_, absent)| *absent != all)?;
        let name = self.noun(subject, bound);
        let plural = self.is_plural(subject);
        let be = if plural { "are" } else { "is" };
        if let NodeKind::Compare(operator, left, right) = &second.kind {
            let (operator, left, right) = ordered(*operator, left, right);
            let operator = if holds { operator } else { operator.negated() };
            let then = Some(pick(self.language, "tanggal itu", "then")).map(str::to_owned);
            let since = self.elapsed(operator, left, right, then.as_deref().map(|t| (subject, t)), bound);
            let since = since.or_else(|| self.moved(operator, left, right, then.as_deref().map(|t| (subject, t)), bound));
            if let Some(text) = since {
                return Some(match (self.language, all) {
                    (Language::Id, true) => format!("{name} ada dan {text}"),
                    (Language::Id, false) => format!("tidak ada {name} atau, jika ada, {text}"),
                    (Language::En, true) => format!("{name} {be} on record and {text}"),
                    (Language::En, false) => format!("{}, or {text}", self.existence(subject, true, bound)),
                });
            }
        }
        if !same(self.about(second)?, subject) {
            return None;
        }
        let predicate = self.predicate(second, &subject.kind, plural, holds, bound)?;
        Some(match (self.language, all) {
            (Language::Id, true) => self.with_words(&name, &format!("ada dan {predicate}")),
            (Language::Id, false) => format!("tidak ada {name} atau, jika ada, {predicate}"),
            (Language::En, true) => self.with_words(&name, &format!("{be} on record and {predicate}")),
            (Language::En, false) => {
                format!("{}, or {} {predicate}", self.existence(subject, true, bound), if plural { "they" } else { "it" })
            }
        })
    }

    /// What a comparison, range or membership test speaks of.
    fn about<'n>(&self, node: &'n Node) -> Option<&'n Node> {
        match &node.kind {
            NodeKind::Not(inner) => self.about(inner),
            NodeKind::Compare(operator, left, right) => Some(ordered(*operator, left, right).1),
            NodeKind::Between(left, ..) | NodeKind::In(left, _) => Some(left),
            _ => None,
        }
    }

    /// `x >= a and x <= b`: one subject, two predicates.
    fn one_subject(&self, first: &Node, second: &Node, all: bool, holds: bool, bound: &[String]) -> Option<String> {
        let (subject, other) = (self.about(first)?, self.about(second)?);
        let special = |node: &Node| {
            matches!(
                node.kind,
                NodeKind::Call(Function::YearsBetween | Function::MonthsBetween | Function::DaysBetween | Function::StepsBetween, _)
            )
        };
        if !same(subject, other) || special(subject) || self.absence(first, holds).is_some() || self.absence(second, holds).is_some() {
            return None;
        }
        let plural = self.is_plural(subject);
        let predicates = [first, second].map(|node| self.predicate(node, &subject.kind, plural, holds, bound));
        let [Some(a), Some(b)] = predicates else { return None };
        let b = match b.split_once(' ') {
            Some(("is" | "are", rest)) if self.language == Language::En => rest.to_owned(),
            _ => b,
        };
        let word = if all { pick(self.language, "dan", "and") } else { pick(self.language, "atau", "or") };
        Some(self.with_subject(subject, &format!("{a} {word} {b}"), bound))
    }

    /// `list[1] >= c and list[2] >= c` about a list that stands newest first: one clause about the most recent ones.
    fn newest_items(&self, items: &[Node], all: bool, holds: bool, bound: &[String]) -> Option<(String, usize)> {
        let parts = |node: &Node, place: u64| -> Option<(Comparison, Node, Node)> {
            let NodeKind::Compare(operator, left, right) = &node.kind else { return None };
            let (operator, subject, object) = ordered(*operator, left, right);
            let NodeKind::Item(list, index) = &subject.kind else { return None };
            let NodeKind::Constant(Value::Number(n)) = &index.kind else { return None };
            (*n == rust_decimal::Decimal::from(place) && self.newest_first(list) && !is_null(object))
                .then(|| (operator, (**list).clone(), object.clone()))
        };
        let (operator, list, object) = parts(items.first()?, 1)?;
        let mut count = 1;
        while let Some((op, l, o)) = items.get(count).and_then(|node| parts(node, count as u64 + 1)) {
            if op != operator || !same(&l, &list) || !same(&o, &object) {
                break;
            }
            count += 1;
        }
        if count < 2 {
            return None;
        }
        let item_type = match &list.ty {
            Type::List { item, .. } => (**item).clone(),
            other => other.clone(),
        };
        let subject = Node { kind: NodeKind::Local(0), ty: item_type, span: list.span };
        let predicate = self.comparison_predicate(if holds { operator } else { operator.negated() }, &subject, &object, false, bound);
        let name = self.noun(&list, bound);
        let bare = name.strip_prefix("the ").unwrap_or(&name);
        let text = match (self.language, all) {
            (Language::Id, true) => format!("masing-masing dari {count} {name} terbaru {predicate}"),
            (Language::Id, false) => format!("sekurang-kurangnya satu dari {count} {name} terbaru {predicate}"),
            (Language::En, true) => format!("each of the {count} most recent {bare} {predicate}"),
            (Language::En, false) => format!("at least one of the {count} most recent {bare} {predicate}"),
        };
        Some((text, count))
    }

    /// A subject and its predicate; a subject that ends in an aside is closed with a comma.
    fn with_subject(&self, subject: &Node, predicate: &str, bound: &[String]) -> String {
        self.with_words(&self.noun(subject, bound), predicate)
    }

    fn with_words(&self, subject: &str, predicate: &str) -> String {
        let aside = subject.rfind(", ").is_some_and(|at| !subject[at..].contains([')', ']']));
        let enumeration = [", dan ", ", and ", ", atau ", ", or "].iter().any(|mark| subject.contains(mark));
        if outside_parentheses(subject, ';') {
            format!("({subject}) {predicate}")
        } else if aside && !enumeration {
            format!("{subject}, {predicate}")
        } else {
            format!("{subject} {predicate}")
        }
    }

    fn compare(&self, operator: Comparison, left: &Node, right: &Node, holds: bool, bound: &[String]) -> Clause {
        let language = self.language;
        let (operator, subject, object) = ordered(operator, left, right);
        let operator = if holds { operator } else { operator.negated() };
        if is_null(object) {
            return Clause::Say(self.existence(subject, operator == Comparison::Equal, bound));
        }
        if let (NodeKind::Constant(Value::Boolean(value)), Comparison::Equal | Comparison::NotEqual) = (&object.kind, operator) {
            return self.clause(subject, *value == (operator == Comparison::Equal), bound);
        }
        if subject.ty == Type::Boolean && object.ty == Type::Boolean {
            let (a, b) = (self.clause(subject, true, bound).inline(language), self.clause(object, true, bound).inline(language));
            let equal = operator == Comparison::Equal;
            return Clause::Say(match (language, equal) {
                (Language::Id, true) => format!("({a}) dan ({b}) keduanya benar atau keduanya tidak"),
                (Language::Id, false) => format!("tepat satu yang benar: ({a}) atau ({b})"),
                (Language::En, true) => format!("({a}) and ({b}) are both true or both false"),
                (Language::En, false) => format!("exactly one is true: ({a}) or ({b})"),
            });
        }
        let idiom = self
            .elapsed(operator, subject, object, None, bound)
            .or_else(|| self.moved(operator, subject, object, None, bound))
            .or_else(|| self.levels(operator, subject, object, bound));
        if let Some(text) = idiom {
            return Clause::Say(text);
        }
        let predicate = self.comparison_predicate(operator, subject, object, self.is_plural(subject), bound);
        Clause::Say(self.with_subject(subject, &predicate, bound))
    }

    /// `x = null` and `x != null`.
    fn existence(&self, subject: &Node, absent: bool, bound: &[String]) -> String {
        let name = self.noun(subject, bound);
        let bare = name.strip_prefix("the ").unwrap_or(&name);
        match (self.language, absent) {
            (Language::Id, true) => format!("tidak ada {name}"),
            (Language::Id, false) => format!("ada {name}"),
            (Language::En, true) if self.is_plural(subject) => format!("there are no {bare}"),
            (Language::En, true) => format!("there is no {bare}"),
            (Language::En, false) if self.is_plural(subject) => format!("there are {bare} on record"),
            (Language::En, false) => format!("{name} is on record"),
        }
    }

    /// `years between(x, as of) >= n`: at least n years have passed since x. Whole units, so only `>=` and `<` may drop the word *full*.
    /// With `known`, a moment named just before is said with that word.
    fn elapsed(
        &self,
        operator: Comparison,
        subject: &Node,
        object: &Node,
        known: Option<(&Node, &str)>,
        bound: &[String],
    ) -> Option<String> {
        let NodeKind::Call(function, arguments) = &subject.kind else { return None };
        let unit = match function {
            Function::YearsBetween => "years",
            Function::MonthsBetween => "months",
            Function::DaysBetween => "days",
            _ => return None,
        };
        let [from, to] = arguments.as_slice() else { return None };
        let until_now = to.kind == NodeKind::AsOf;
        if !until_now && from.kind != NodeKind::AsOf {
            return None;
        }
        let language = self.language;
        let exact = matches!(operator, Comparison::GreaterOrEqual | Comparison::Less) || unit == "days";
        let moment = if until_now { from } else { to };
        let moment = match known {
            Some((subject, word)) if same(subject, moment) => word.to_owned(),
            Some(_) => return None,
            None => self.noun(moment, bound),
        };
        let mut amount = self.amount(object, Some(unit), bound);
        let counted = matches!(object.kind, NodeKind::Constant(_))
            || matches!(&object.kind, NodeKind::Parameter(_)) && amount.starts_with(|c: char| c.is_ascii_digit());
        if counted && !exact {
            amount = match language {
                Language::Id => format!("{amount} penuh"),
                Language::En => amount.replacen(' ', " full ", 1),
            };
        }
        let one = language == Language::En && (amount.starts_with("1 ") || !counted);
        let quantity = how_much(operator, &amount, language);
        Some(match (until_now, language) {
            (true, Language::Id) if operator == Comparison::Less => format!("belum lewat {amount} sejak {moment}"),
            (true, Language::Id) => format!("telah lewat {quantity} sejak {moment}"),
            (true, Language::En) => format!("{quantity} {} passed since {moment}", if one { "has" } else { "have" }),
            (false, Language::Id) => format!("masih tersisa {quantity} sampai {moment}"),
            (false, Language::En) => format!("{quantity} {} until {moment}", if one { "remains" } else { "remain" }),
        })
    }

    /// A date of birth moved by an age: the day on which that age is reached.
    pub(super) fn age_day(&self, date: &Node, duration: &Node, bound: &[String]) -> Option<String> {
        let NodeKind::Fact(fact) = &date.kind else { return None };
        if self.policy.catalogue.fact(*fact).protected != Some(ProtectedGround::Age) || duration.ty != Type::Months {
            return None;
        }
        let year = |node: &Node| matches!(node.kind, NodeKind::Constant(Value::Months(12)));
        // `1 year × maximum age`: the factor is the age
        let amount = match &duration.kind {
            NodeKind::Arithmetic(Arithmetic::Multiply, a, b) if year(a) => self.amount(b, Some("years"), bound),
            NodeKind::Arithmetic(Arithmetic::Multiply, a, b) if year(b) => self.amount(a, Some("years"), bound),
            _ => self.noun(duration, bound),
        };
        let counted = amount.starts_with(|c: char| c.is_ascii_digit());
        Some(match (counted, self.language) {
            (true, Language::Id) => format!("hari genap berusia {amount}"),
            (false, Language::Id) => format!("hari tercapainya {amount}"),
            (true, Language::En) => format!("the day on which the age of {amount} is reached"),
            (false, Language::En) => format!("the day on which {amount} is reached"),
        })
    }

    /// `x + 2 years < as of`: more than 2 years have passed since x. A date of birth plus an age is the day that age is reached.
    fn moved(&self, operator: Comparison, subject: &Node, object: &Node, known: Option<(&Node, &str)>, bound: &[String]) -> Option<String> {
        let language = self.language;
        let sum = |node: &Node| matches!(node.kind, NodeKind::Arithmetic(Arithmetic::Add, ..));
        let (operator, sum, moment) = match (sum(subject), sum(object)) {
            (true, false) => (operator, subject, object),
            (false, true) => (operator.flipped(), object, subject),
            _ => return None,
        };
        let NodeKind::Arithmetic(_, left, right) = &sum.kind else { return None };
        if left.ty != Type::Date || right.ty != Type::Months || moment.ty != Type::Date {
            return None;
        }
        if let Some(reached) = self.age_day(left, right, bound) {
            let predicate = match language {
                Language::Id => indonesian_predicate(operator.flipped(), Shape::Day, &reached, "", false),
                Language::En => english_predicate(operator.flipped(), Shape::Day, &reached, "is", false),
            };
            return Some(format!("{} {predicate}", self.noun(moment, bound)));
        }
        let amount = self.noun(right, bound);
        let from = match known {
            Some((subject, word)) if same(subject, left) => word.to_owned(),
            Some(_) => return None,
            None => self.noun(left, bound),
        };
        let quantity = how_much(operator.flipped(), &amount, language);
        let one = amount.starts_with("1 ") && !amount.contains(" and ");
        Some(match (moment.kind == NodeKind::AsOf, language) {
            (true, Language::Id) if operator == Comparison::Greater => format!("belum lewat {amount} sejak {from}"),
            (true, Language::Id) => format!("telah lewat {quantity} sejak {from}"),
            (true, Language::En) => format!("{quantity} {} passed since {from}", if one { "has" } else { "have" }),
            (false, Language::Id) => format!("{} {quantity} setelah {from}", self.noun(moment, bound)),
            (false, Language::En) => format!("{} is {quantity} after {from}", self.noun(moment, bound)),
        })
    }

    /// `steps between(a, b) >= n`: b is at least n levels above a.
    fn levels(&self, operator: Comparison, subject: &Node, object: &Node, bound: &[String]) -> Option<String> {
        let NodeKind::Call(Function::StepsBetween, arguments) = &subject.kind else { return None };
        let [low, high] = arguments.as_slice() else { return None };
        let negative = matches!(&object.kind, NodeKind::Constant(Value::Number(n)) if n.is_sign_negative() || n.is_zero())
            || matches!(object.kind, NodeKind::Negate(_));
        if negative {
            return None;
        }
        let amount = self.amount(object, Some("levels"), bound);
        let (low, high) = (self.noun(low, bound), self.noun(high, bound));
        Some(match (operator, self.language) {
            (Comparison::GreaterOrEqual, Language::Id) => format!("{high} sekurang-kurangnya {amount} di atas {low}"),
            (Comparison::Greater, Language::Id) => format!("{high} lebih dari {amount} di atas {low}"),
            (Comparison::LessOrEqual, Language::Id) => format!("{high} paling tinggi {amount} di atas {low}"),
            (Comparison::Less, Language::Id) => format!("{high} kurang dari {amount} di atas {low}"),
            (Comparison::Equal, Language::Id) => format!("{high} tepat {amount} di atas {low}"),
            (Comparison::NotEqual, Language::Id) => format!("{high} tidak tepat {amount} di atas {low}"),
            (Comparison::GreaterOrEqual, Language::En) => format!("{high} is at least {amount} above {low}"),
            (Comparison::Greater, Language::En) => format!("{high} is more than {amount} above {low}"),
            (Comparison::LessOrEqual, Language::En) => format!("{high} is at most {amount} above {low}"),
            (Comparison::Less, Language::En) => format!("{high} is less than {amount} above {low}"),
            (Comparison::Equal, Language::En) => format!("{high} is exactly {amount} above {low}"),
            (Comparison::NotEqual, Language::En) => format!("{high} is not exactly {amount} above {low}"),
        })
    }

    fn quantified(&self, quantifier: Quantifier, list: &Node, body: &Node, holds: bool, bound: &[String]) -> String {
        let language = self.language;
        let inner = self.bind(bound);
        let list = self.noun(list, bound);
        let head = match (quantifier, holds, language) {
            (Quantifier::Some, true, Language::Id) => format!("sekurang-kurangnya satu dari {list}"),
            (Quantifier::Some, false, Language::Id) => format!("tidak satu pun dari {list}"),
            (Quantifier::Every, true, Language::Id) => format!("setiap unsur dari {list}"),
            (Quantifier::Every, false, Language::Id) => format!("tidak setiap unsur dari {list}"),
            (Quantifier::Some, true, Language::En) => format!("at least one of {list}"),
            (Quantifier::Some, false, Language::En) => format!("none of {list}"),
            (Quantifier::Every, true, Language::En) => format!("each of {list}"),
            (Quantifier::Every, false, Language::En) => format!("not every one of {list}"),
        };
        let local = NodeKind::Local(u8::try_from(bound.len()).unwrap_or(u8::MAX));
        if let Some(predicate) = self.predicate(body, &local, false, true, &inner) {
            return format!("{head} {predicate}");
        }
        let name = inner.last().map_or("", String::as_str);
        let text = self.clause(body, true, &inner).inline(language);
        match language {
            Language::Id => format!("{head} (disebut “{name}”) memenuhi syarat berikut ({text})"),
            Language::En => format!("{head} (called “{name}”) satisfies the following ({text})"),
        }
    }

    /// What `node` says of `subject`, without naming it; `None` where it does not speak of it alone.
    pub(super) fn predicate(&self, node: &Node, subject: &NodeKind, plural: bool, holds: bool, bound: &[String]) -> Option<String> {
        let language = self.language;
        let be = if plural { "are" } else { "is" };
        match &node.kind {
            NodeKind::Not(inner) => self.predicate(inner, subject, plural, !holds, bound),
            NodeKind::Compare(operator, left, right) => {
                let (operator, left, right) = ordered(*operator, left, right);
                let operator = if holds { operator } else { operator.negated() };
                if left.kind != *subject || right.children().iter().any(|child| child.kind == *subject) {
                    return None;
                }
                if is_null(right) {
                    return Some(match (operator == Comparison::Equal, language) {
                        (true, Language::Id) => "tidak ada".to_owned(),
                        (false, Language::Id) => "ada".to_owned(),
                        (true, Language::En) => format!("{be} absent"),
                        (false, Language::En) => format!("{be} on record"),
                    });
                }
                if right.ty == Type::Boolean || matches!(right.kind, NodeKind::Constant(Value::Boolean(_))) {
                    return None;
                }
                Some(self.comparison_predicate(operator, left, right, plural, bound))
            }
            NodeKind::Between(left, low, high) if left.kind == *subject => {
                let unit = [&**left, &**low, &**high].iter().find_map(|n| unit_of(&n.ty));
                let end = |n: &Node| Some((self.amount(n, unit, bound), bound_kind(n), true));
                let range = words::range_text(end(low), end(high), language);
                Some(match (language, holds) {
                    (Language::Id, true) => format!("berada dalam rentang {range}"),
                    (Language::Id, false) => format!("berada di luar rentang {range}"),
                    (Language::En, true) => format!("{be} in the range {range}"),
                    (Language::En, false) => format!("{be} outside the range {range}"),
                })
            }
            NodeKind::In(left, tests) if left.kind == *subject => Some(self.membership(left, tests, be, holds, bound)),
            _ => None,
        }
    }

    fn membership(&self, subject: &Node, tests: &[InTest], be: &str, holds: bool, bound: &[String]) -> String {
        let language = self.language;
        let plain = |test: &InTest| matches!(test, InTest::Compare(Comparison::Equal, _));
        if tests.iter().all(plain) {
            let options: Vec<String> = tests
                .iter()
                .filter_map(|test| match test {
                    InTest::Compare(_, node) if is_null(node) => Some(pick(language, "tidak ada", "none").to_owned()),
                    InTest::Compare(_, node) => Some(self.amount(node, unit_of(&subject.ty), bound)),
                    _ => None,
                })
                .collect();
            return match (language, holds) {
                (Language::Id, true) => format!("adalah {}", words::or(&options, language)),
                (Language::Id, false) => format!("bukan {}", words::join(&options, "maupun")),
                (Language::En, true) => format!("{be} {}", words::or(&options, language)),
                (Language::En, false) if options.len() > 1 => format!("{be} neither {}", words::join(&options, "nor")),
                (Language::En, false) => format!("{be} not {}", words::or(&options, language)),
            };
        }
        let options: Vec<String> = tests
            .iter()
            .map(|test| match test {
                InTest::Compare(_, node) if is_null(node) => pick(language, "tidak ada", "is absent").to_owned(),
                InTest::Compare(operator, node) => self.comparison_predicate(*operator, subject, node, be == "are", bound),
                InTest::Range { low, high } => {
                    let unit = unit_of(&subject.ty);
                    let end = |end: &Option<(Node, bool)>| end.as_ref().map(|(n, i)| (self.amount(n, unit, bound), bound_kind(n), *i));
                    let range = words::range_text(end(low), end(high), language);
                    match language {
                        Language::Id => format!("berada dalam rentang {range}"),
                        Language::En => format!("{be} in the range {range}"),
                    }
                }
                InTest::Member(node) => match language {
                    Language::Id => format!("termasuk dalam {}", self.noun(node, bound)),
                    Language::En => format!("{be} one of {}", self.noun(node, bound)),
                },
            })
            .collect();
        match (language, holds, options.as_slice()) {
            (_, true, _) => words::or(&options, language),
            (Language::Id, false, [only]) => format!("tidak {only}"),
            (Language::Id, false, _) => format!("tidak memenuhi satu pun dari: {}", options.join("; ")),
            (Language::En, false, [only]) => match only.strip_prefix(be) {
                Some(rest) => format!("{be} not{rest}"),
                None => format!("does not satisfy: {only}"),
            },
            (Language::En, false, _) => format!("satisfies none of these: {}", options.join("; ")),
        }
    }

    /// `is at least 4 years`, `paling tinggi Penata (III/c)`: the predicate of a comparison, without its subject.
    fn comparison_predicate(&self, operator: Comparison, subject: &Node, object: &Node, plural: bool, bound: &[String]) -> String {
        let unit = unit_of(&subject.ty).or(unit_of(&object.ty));
        let text = self.amount(object, unit, bound);
        let constant = matches!(object.kind, NodeKind::Constant(_) | NodeKind::Parameter(_));
        let be = if plural { "are" } else { "is" };
        let kind = match (&subject.ty, &object.ty) {
            (Type::Date, _) | (_, Type::Date) => Shape::Day,
            (Type::Choice(_), _) | (_, Type::Choice(_)) if constant => Shape::Level,
            (Type::Choice(_), _) | (_, Type::Choice(_)) => Shape::LevelOf,
            (Type::Number(_) | Type::Months | Type::Days, _) | (_, Type::Number(_) | Type::Months | Type::Days) => Shape::Amount,
            _ => Shape::Other,
        };
        match self.language {
            Language::Id => indonesian_predicate(operator, kind, &text, self.most(subject, unit), constant),
            Language::En => english_predicate(operator, kind, &text, be, constant),
        }
    }

    /// The Indonesian word for an upper bound: `paling lama` of time, `paling tinggi` of age and of plain scores, else `paling banyak`.
    fn most(&self, subject: &Node, unit: Option<&str>) -> &'static str {
        let age =
            matches!(&subject.kind, NodeKind::Fact(fact) if self.policy.catalogue.fact(*fact).protected == Some(ProtectedGround::Age));
        let counts = match &subject.kind {
            NodeKind::Fact(fact) => {
                let label = self.policy.catalogue.fact(*fact).label.id.to_lowercase();
                label.starts_with("jumlah") || label.starts_with("banyak")
            }
            NodeKind::Call(Function::Count, _) => true,
            _ => false,
        };
        match unit {
            _ if age => "paling tinggi",
            None if counts => "paling banyak",
            Some("years" | "months" | "days" | "weeks" | "hours") => "paling lama",
            None | Some("share" | "levels" | "percent") => "paling tinggi",
            Some(_) => "paling banyak",
        }
    }

    /// Whether the policy decides yes or no.
    pub(super) fn is_eligibility(&self) -> bool {
        self.policy.kind == Kind::Eligibility
    }
}

/// `at least 4 years`, `kurang dari 4 tahun`.
fn how_much(operator: Comparison, amount: &str, language: Language) -> String {
    let word = match operator {
        Comparison::GreaterOrEqual => pick(language, "sekurang-kurangnya", "at least"),
        Comparison::Greater => pick(language, "lebih dari", "more than"),
        Comparison::LessOrEqual => pick(language, "paling lama", "at most"),
        Comparison::Less => pick(language, "kurang dari", "less than"),
        Comparison::Equal => pick(language, "tepat", "exactly"),
        Comparison::NotEqual => pick(language, "tidak tepat", "not exactly"),
    };
    format!("{word} {amount}")
}

/// Whether a mark stands outside every pair of parentheses.
fn outside_parentheses(text: &str, mark: char) -> bool {
    let mut depth = 0_u32;
    text.chars().any(|c| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == mark && depth == 0
    })
}

fn all_boolean(arguments: &[Node]) -> bool {
    arguments.len() > 1 && arguments.iter().all(|argument| argument.ty == Type::Boolean)
}

/// How a comparison is spoken.
#[derive(Clone, Copy)]
enum Shape {
    Day,
    /// A choice against a named choice.
    Level,
    /// A choice against another value.
    LevelOf,
    Amount,
    Other,
}

fn indonesian_predicate(operator: Comparison, shape: Shape, text: &str, most: &str, constant: bool) -> String {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    match (shape, operator) {
        (Shape::Day, Equal) => format!("jatuh tepat pada {text}"),
        (Shape::Day, NotEqual) => format!("tidak jatuh tepat pada {text}"),
        (Shape::Day, Less) => format!("jatuh sebelum {text}"),
        (Shape::Day, LessOrEqual) => format!("jatuh paling lambat pada {text}"),
        (Shape::Day, Greater) => format!("jatuh setelah {text}"),
        (Shape::Day, GreaterOrEqual) => format!("jatuh pada atau setelah {text}"),
        (Shape::Level, Equal) => format!("adalah {text}"),
        (Shape::Level, NotEqual) => format!("bukan {text}"),
        (Shape::LevelOf, Equal) => format!("sama dengan {text}"),
        (Shape::LevelOf, NotEqual) => format!("berbeda dengan {text}"),
        (Shape::Level | Shape::LevelOf, Less) => format!("lebih rendah daripada {text}"),
        (Shape::Level | Shape::LevelOf, Greater) => format!("lebih tinggi daripada {text}"),
        (Shape::Level, LessOrEqual) => format!("paling tinggi {text}"),
        (Shape::Level, GreaterOrEqual) => format!("sekurang-kurangnya {text}"),
        (Shape::LevelOf, LessOrEqual) => format!("tidak lebih tinggi daripada {text}"),
        (Shape::LevelOf, GreaterOrEqual) => format!("tidak lebih rendah daripada {text}"),
        (Shape::Amount, Equal) if constant => format!("tepat {text}"),
        (Shape::Amount, NotEqual) if constant => format!("tidak tepat {text}"),
        (Shape::Amount, Equal) => format!("sama dengan {text}"),
        (Shape::Amount, NotEqual) => format!("tidak sama dengan {text}"),
        (_, Equal) => format!("adalah {text}"),
        (_, NotEqual) => format!("bukan {text}"),
        (_, Less) => format!("kurang dari {text}"),
        (_, LessOrEqual) => format!("{most} {text}"),
        (_, Greater) => format!("lebih dari {text}"),
        (_, GreaterOrEqual) => format!("sekurang-kurangnya {text}"),
    }
}

fn english_predicate(operator: Comparison, shape: Shape, text: &str, be: &str, constant: bool) -> String {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    match (shape, operator) {
        (Shape::Day, Equal) => format!("{be} {text}"),
        (Shape::Day, NotEqual) => format!("{be} not {text}"),
        (Shape::Day, Less) => format!("{be} before {text}"),
        (Shape::Day, LessOrEqual) => format!("{be} no later than {text}"),
        (Shape::Day, Greater) => format!("{be} after {text}"),
        (Shape::Day, GreaterOrEqual) => format!("{be} on or after {text}"),
        (Shape::Level, Equal) => format!("{be} {text}"),
        (Shape::Level, NotEqual) => format!("{be} not {text}"),
        (Shape::LevelOf, Equal) => format!("{be} the same as {text}"),
        (Shape::LevelOf, NotEqual) => format!("{be} not the same as {text}"),
        (Shape::Level | Shape::LevelOf, Less) => format!("{be} lower than {text}"),
        (Shape::Level | Shape::LevelOf, Greater) => format!("{be} higher than {text}"),
        (Shape::Level, LessOrEqual) if text.contains(" or ") => format!("{be} at most {text}"),
        (Shape::Level, GreaterOrEqual) if text.contains(" or ") => format!("{be} at least {text}"),
        (Shape::Level, LessOrEqual) => format!("{be} {text} or lower"),
        (Shape::Level, GreaterOrEqual) => format!("{be} {text} or higher"),
        (Shape::LevelOf, LessOrEqual) => format!("{be} no higher than {text}"),
        (Shape::LevelOf, GreaterOrEqual) => format!("{be} no lower than {text}"),
        (Shape::Amount, Equal) if constant => format!("{be} exactly {text}"),
        (Shape::Amount, NotEqual) if constant => format!("{be} not exactly {text}"),
        (Shape::Amount, Equal) => format!("{be} equal to {text}"),
        (Shape::Amount, NotEqual) => format!("{be} not equal to {text}"),
        (_, Equal) => format!("{be} {text}"),
        (_, NotEqual) => format!("{be} not {text}"),
        (_, Less) => format!("{be} less than {text}"),
        (_, LessOrEqual) => format!("{be} at most {text}"),
        (_, Greater) => format!("{be} more than {text}"),
        (_, GreaterOrEqual) => format!("{be} at least {text}"),
    }
}
