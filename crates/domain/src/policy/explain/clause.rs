//! Conditions as clauses, affirmed or denied; idioms for the shapes that rules are made of.

use crate::legal::Language;
use crate::policy::document::Kind;
use crate::policy::expression::node::{Comparison, Function, Node, NodeKind, Quantifier};
use crate::policy::types::Type;
use crate::policy::value::Value;

use super::layout::Clause;
use super::words::pick;
use super::{Explainer, boolean, function};

/// A comparison with its constant or parameter on the right.
pub(super) fn ordered<'a>(operator: Comparison, left: &'a Node, right: &'a Node) -> (Comparison, &'a Node, &'a Node) {
    let fixed = |node: &Node| match node.kind {
        NodeKind::Constant(_) => 2,
        NodeKind::Parameter(_) => 1,
        _ => 0,
    };
    if fixed(left) > fixed(right) { (operator.flipped(), right, left) } else { (operator, left, right) }
}

/// Whether a node is the literal `null`.
pub(super) fn is_null(node: &Node) -> bool {
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

    /// A subject and its predicate; a subject that ends in an aside is closed with a comma.
    pub(super) fn with_subject(&self, subject: &Node, predicate: &str, bound: &[String]) -> String {
        self.with_words(&self.noun(subject, bound), predicate)
    }

    pub(super) fn with_words(&self, subject: &str, predicate: &str) -> String {
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

    pub(super) fn compare(&self, operator: Comparison, left: &Node, right: &Node, holds: bool, bound: &[String]) -> Clause {
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
    pub(super) fn existence(&self, subject: &Node, absent: bool, bound: &[String]) -> String {
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

    /// Whether the policy decides yes or no.
    pub(super) fn is_eligibility(&self) -> bool {
        self.policy.kind == Kind::Eligibility
    }
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
