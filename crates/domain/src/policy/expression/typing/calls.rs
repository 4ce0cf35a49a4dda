//! Calls: which function, which arguments, which result.

use super::super::function::{Outside, SIGNATURES, Shape, Signature, function_named};
use super::super::literal::{DurationProblem, parse_duration};
use super::super::node::{Function, Node, NodeKind};
use super::super::parser::shorten;
use super::super::suggest::{nearest, suggestion};
use super::super::syntax::{Arguments, Syntax, SyntaxKind, Word};
use super::fit::{item_type, unify};
use super::{Checker, Mismatch, folded};
use crate::policy::diagnostic::Span;
use crate::policy::types::Type;
use crate::policy::value::{Bound, Value};

/// What an argument must be.
#[derive(Clone, Copy, PartialEq)]
enum Want {
    Number,
    NumberOrDuration,
    Text,
    Date,
    DateOrText,
    Choice,
    Any,
}

impl Want {
    fn accepts(self, ty: &Type) -> bool {
        match (self, ty) {
            (_, Type::Any | Type::None) | (Want::Any, _) => true,
            (Want::Number | Want::NumberOrDuration, Type::Number(_)) => true,
            (Want::NumberOrDuration, Type::Months | Type::Days) => true,
            (Want::Text | Want::DateOrText, Type::Text) => true,
            (Want::Date | Want::DateOrText, Type::Date) => true,
            (Want::Choice, Type::Choice(scale)) => scale.ordered,
            _ => false,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Want::Number => "`number`",
            Want::NumberOrDuration => "`number` / `duration` / `days`",
            Want::Text => "`text`",
            Want::Date => "`date`",
            Want::DateOrText => "`date` / `text`",
            Want::Choice => "`ordered scale`",
            Want::Any => "`any`",
        }
    }
}

impl Checker<'_, '_> {
    pub(super) fn call(&mut self, name: &Word, arguments: &Arguments, span: Span) -> Option<Node> {
        match name.value.as_str() {
            "not" => return self.not(arguments, span),
            "outcome" => return self.outcome(arguments, span),
            _ => {}
        }
        let Some(signature) = function_named(&name.value) else {
            // still report what is wrong inside
            let values: Vec<&Syntax> = match arguments {
                Arguments::Positional(items) => items.iter().collect(),
                Arguments::Named(items) => items.iter().map(|(_, value)| value).collect(),
            };
            for value in values {
                self.node(value);
            }
            let found = shorten(&name.value);
            let known = SIGNATURES.iter().map(|s| s.name).chain(["not", "outcome"]);
            let (id, en) = suggestion(nearest(&name.value, known));
            self.error(
                "unknown-function",
                name.span,
                format!("fungsi `{found}` tidak dikenal{id}"),
                format!("the function `{found}` is not known{en}"),
            );
            return None;
        };
        match signature.shape {
            Shape::ListOrItems => self.over_list(signature, arguments, span),
            Shape::ListThenItems | Shape::Lists => self.lists(signature, arguments, span),
            Shape::Forms(forms) => {
                let bound = self.bind(signature, forms, arguments, span)?;
                self.form(signature, bound, span)
            }
        }
    }

    fn not(&mut self, arguments: &Arguments, span: Span) -> Option<Node> {
        let argument = match arguments {
            Arguments::Positional(items) if items.len() == 1 => items.first(),
            Arguments::Named(items) if items.len() == 1 && items.iter().all(|(name, _)| name.value == "negand") => {
                items.first().map(|(_, v)| v)
            }
            _ => None,
        };
        let Some(argument) = argument else {
            let types = self.argument_types(arguments)?;
            self.wrong_arguments("not", "not(negand)", &types, span);
            return None;
        };
        let x = self.node(argument)?;
        let x = self.truth(x, "not")?;
        Some(self.make(NodeKind::Not(Box::new(x)), Type::Boolean, span))
    }

    fn outcome(&mut self, arguments: &Arguments, span: Span) -> Option<Node> {
        let Arguments::Positional(items) = arguments else {
            let types = self.argument_types(arguments)?;
            self.wrong_arguments("outcome", "outcome(\"id\")", &types, span);
            return None;
        };
        let [Syntax { kind: SyntaxKind::Text(id), span: id_span }] = items.as_slice() else {
            let types = self.argument_types(arguments)?;
            self.wrong_arguments("outcome", "outcome(\"id\")", &types, span);
            return None;
        };
        match (self.scope.outcome)(id) {
            Some(ty) => Some(self.make(NodeKind::Outcome(id.as_str().into()), ty, span)),
            None => {
                let found = shorten(id);
                self.error(
                    "unknown-policy",
                    *id_span,
                    format!("kebijakan `{found}` tidak dikenal"),
                    format!("the policy `{found}` is not known"),
                );
                None
            }
        }
    }

    fn argument_types(&mut self, arguments: &Arguments) -> Option<Vec<Type>> {
        let nodes: Vec<Option<Node>> = match arguments {
            Arguments::Positional(items) => items.iter().map(|item| self.node(item)).collect(),
            Arguments::Named(items) => items.iter().map(|(_, item)| self.node(item)).collect(),
        };
        nodes.into_iter().map(|node| node.map(|n| n.ty)).collect()
    }

    /// The error for arguments that fit no form of a function.
    fn wrong_arguments(&mut self, name: &str, forms: &str, found: &[Type], span: Span) {
        let found: Vec<String> = found.iter().map(|ty| format!("`{ty}`")).collect();
        let (count, found) = (found.len(), found.join(", "));
        let (id, en) =
            if count == 0 { ("tanpa argumen".into(), "no arguments".into()) } else { (format!("({found})"), format!("({found})")) };
        self.error(
            "wrong-argument",
            span,
            format!("`{name}` dipanggil sebagai {forms}, ditemukan {id}"),
            format!("`{name}` is called as {forms}, found {en}"),
        );
    }

    /// Puts arguments in declared order.
    fn bind(&mut self, signature: &Signature, forms: &[&[&str]], arguments: &Arguments, span: Span) -> Option<Vec<Node>> {
        let required = |form: &[&str]| form.iter().filter(|p| !p.ends_with('?')).count();
        let chosen: Option<Vec<&Syntax>> = match arguments {
            Arguments::Positional(items) => {
                let fits = forms.iter().any(|form| (required(form)..=form.len()).contains(&items.len()));
                fits.then(|| items.iter().collect())
            }
            Arguments::Named(items) => forms.iter().find_map(|form| {
                let mut placed: Vec<Option<&Syntax>> = vec![None; form.len()];
                for (name, value) in items {
                    let at = form.iter().position(|p| p.trim_end_matches('?') == name.value)?;
                    if placed[at].replace(value).is_some() {
                        return None;
                    }
                }
                // optional parameters may only be left out at the end
                let given = placed.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
                let complete = given >= required(form);
                complete.then(|| placed.into_iter().take(given).collect::<Option<Vec<&Syntax>>>()).flatten()
            }),
        };
        let Some(chosen) = chosen else {
            let types = match arguments {
                Arguments::Positional(_) => self.argument_types(arguments)?,
                Arguments::Named(_) => self.argument_types(arguments)?,
            };
            let shown: Vec<String> = forms.iter().map(|form| format!("`{}({})`", signature.name, form.join(", "))).collect();
            self.wrong_arguments(signature.name, &shown.join(" / "), &types, span);
            return None;
        };
        let nodes: Vec<Option<Node>> = chosen.into_iter().map(|value| self.node(value)).collect();
        nodes.into_iter().collect()
    }

    fn wrong_type(&mut self, signature: &Signature, place: usize, expected: &str, found: &Type, span: Span) {
        let name = signature.name;
        let place = place + 1;
        self.error(
            "wrong-argument",
            span,
            format!("`{name}` membutuhkan {expected} sebagai argumen ke-{place}, ditemukan `{found}`"),
            format!("`{name}` expects {expected} as argument {place}, found `{found}`"),
        );
    }

    /// Functions over one list, or over items given one by one.
    fn over_list(&mut self, signature: &Signature, arguments: &Arguments, span: Span) -> Option<Node> {
        let argument = match arguments {
            Arguments::Positional(items) if items.len() == 1 => items.first(),
            Arguments::Named(items) if items.len() == 1 && items.iter().all(|(name, _)| name.value == "list") => {
                items.first().map(|(_, v)| v)
            }
            _ => None,
        };
        let single = match (arguments, argument) {
            (_, Some(Syntax { kind: SyntaxKind::List(items), .. })) => Err(items.as_slice()),
            (_, Some(value)) => Ok(value),
            (Arguments::Positional(items), None) if items.len() > 1 => Err(items.as_slice()),
            _ => {
                let types = self.argument_types(arguments)?;
                let shown = format!("`{0}(list)` / `{0}(a, b, …)`", signature.name);
                self.wrong_arguments(signature.name, &shown, &types, span);
                return None;
            }
        };
        let list = match single {
            Ok(value) => self.node(value)?,
            Err(items) => {
                let nodes: Vec<Option<Node>> = items.iter().map(|item| self.node(item)).collect();
                let nodes = nodes.into_iter().collect::<Option<Vec<Node>>>()?;
                let nodes = self.as_choices(nodes)?;
                for (place, node) in nodes.iter().enumerate() {
                    self.item_fits(signature, &node.ty, place, span)?;
                }
                let joined =
                    nodes.iter().try_fold(Type::None, |ty, node| unify(&ty, &node.ty).map_err(|mismatch| (mismatch, ty, node.ty.clone())));
                if let Err((mismatch, a, b)) = joined {
                    self.mismatch(mismatch, signature.name, &a, &b, span);
                    return None;
                }
                self.list(nodes, span, false)?
            }
        };
        let item = item_type(&list.ty);
        self.item_fits(signature, &item, 0, span)?;
        let ty = match signature.function {
            Function::All | Function::Any => Type::Boolean,
            _ => item,
        };
        Some(self.make(NodeKind::Call(signature.function, vec![list]), ty, span))
    }

    /// Whether a function over a list accepts items of a type.
    fn item_fits(&mut self, signature: &Signature, item: &Type, place: usize, span: Span) -> Option<()> {
        let (fits, expected) = match signature.function {
            Function::All | Function::Any => (matches!(item, Type::Boolean | Type::None | Type::Any), "`boolean`"),
            Function::Min | Function::Max => (item.is_ordered(), "`number` / `date` / `duration` / `text` / `ordered scale`"),
            _ => (matches!(item, Type::Number(_) | Type::None | Type::Any), "`number`"),
        };
        if fits {
            return Some(());
        }
        self.wrong_type(signature, place, expected, item, span);
        None
    }

    /// Functions over several lists, or a list and items.
    fn lists(&mut self, signature: &Signature, arguments: &Arguments, span: Span) -> Option<Node> {
        let values: Option<Vec<&Syntax>> = match arguments {
            Arguments::Positional(items) => {
                let least = if signature.shape == Shape::ListThenItems { 2 } else { 1 };
                (items.len() >= least).then(|| items.iter().collect())
            }
            Arguments::Named(items) => match (signature.shape, items.as_slice()) {
                (Shape::ListThenItems, [(a, list), (b, item)]) if a.value == "list" && b.value == "item" => Some(vec![list, item]),
                (Shape::ListThenItems, [(a, item), (b, list)]) if a.value == "item" && b.value == "list" => Some(vec![list, item]),
                _ => None,
            },
        };
        let Some(values) = values else {
            let types = self.argument_types(arguments)?;
            let shown = if signature.shape == Shape::Lists {
                format!("`{}(list, list, …)`", signature.name)
            } else {
                format!("`{}(list, item, …)`", signature.name)
            };
            self.wrong_arguments(signature.name, &shown, &types, span);
            return None;
        };
        let nodes: Vec<Option<Node>> = values.into_iter().map(|value| self.node(value)).collect();
        let nodes = nodes.into_iter().collect::<Option<Vec<Node>>>()?;
        let nodes = self.as_choices(nodes)?;
        let item = nodes.iter().enumerate().fold(Type::None, |joined, (at, node)| {
            let as_list = at == 0 || signature.shape == Shape::Lists;
            let item = if as_list { list_item(&node.ty) } else { node.ty.clone() };
            unify(&joined, &item).unwrap_or(Type::Any)
        });
        Some(self.make(NodeKind::Call(signature.function, nodes), Type::list(item), span))
    }

    /// Functions with declared parameters.
    fn form(&mut self, signature: &Signature, mut nodes: Vec<Node>, span: Span) -> Option<Node> {
        let function = signature.function;
        if matches!(
            function,
            Function::ListContains | Function::IndexOf | Function::InsertBefore | Function::StepsBetween | Function::Remove
        ) {
            nodes = self.as_choices(nodes)?;
        }
        let wants: &[Want] = match function {
            Function::Abs => &[Want::NumberOrDuration],
            Function::Floor
            | Function::Ceiling
            | Function::Modulo
            | Function::Even
            | Function::Odd
            | Function::Decimal
            | Function::RoundUp
            | Function::RoundDown
            | Function::RoundHalfUp
            | Function::RoundHalfDown => &[Want::Number, Want::Number],
            Function::Sublist | Function::Remove | Function::InsertBefore => &[Want::Any, Want::Number],
            Function::Date if nodes.len() == 1 => &[Want::DateOrText],
            Function::Date => &[Want::Number, Want::Number, Want::Number],
            Function::YearsAndMonthsDuration
            | Function::YearsBetween
            | Function::MonthsBetween
            | Function::DaysBetween
            | Function::DayOfYear => &[Want::Date, Want::Date],
            Function::Successor | Function::Predecessor | Function::StepsBetween => &[Want::Choice, Want::Choice],
            Function::StringLength
            | Function::UpperCase
            | Function::LowerCase
            | Function::Contains
            | Function::StartsWith
            | Function::EndsWith
            | Function::SubstringBefore
            | Function::SubstringAfter
            | Function::Range
            | Function::Duration => &[Want::Text, Want::Text],
            Function::Substring => &[Want::Text, Want::Number, Want::Number],
            Function::Number if matches!(nodes.first(), Some(Node { ty: Type::Number(_), .. })) => &[Want::Any, Want::Text, Want::Text],
            Function::Number => &[Want::Text, Want::Text, Want::Text],
            _ => &[],
        };
        for (place, node) in nodes.iter().enumerate() {
            let want = wants.get(place).copied().unwrap_or(Want::Any);
            if !want.accepts(&node.ty) {
                let found = node.ty.clone();
                self.wrong_type(signature, place, want.words(), &found, span);
                return None;
            }
        }
        if function == Function::Sublist
            && let Some(length) = nodes.get(2)
            && !Want::Number.accepts(&length.ty)
        {
            let found = length.ty.clone();
            self.wrong_type(signature, 2, Want::Number.words(), &found, span);
            return None;
        }
        self.meets(signature, &nodes, span)?;
        if matches!(function, Function::YearsBetween | Function::MonthsBetween | Function::YearsAndMonthsDuration) {
            self.needs_date_rounding(signature.name, span)?;
        }
        if function == Function::Duration {
            return self.duration(nodes, span);
        }
        let ty = result(function, &nodes);
        let node = self.make(NodeKind::Call(function, nodes), ty, span);
        match function {
            Function::Date | Function::Range => Some(self.fold_literal(node, signature, span)),
            _ => Some(node),
        }
    }

    /// Arguments that must meet each other.
    fn meets(&mut self, signature: &Signature, nodes: &[Node], span: Span) -> Option<()> {
        let pair = match (signature.function, nodes) {
            (Function::StepsBetween | Function::Modulo, [a, b]) => Some((a.ty.clone(), b.ty.clone())),
            (Function::ListContains | Function::IndexOf, [list, element]) => {
                let item = list_item(&list.ty);
                if unify(&item, &element.ty).is_err() {
                    let name = signature.name;
                    self.warning(
                        "never-equal",
                        span,
                        format!("`{name}` mencari `{}` dalam daftar `{item}`: tidak pernah ditemukan", element.ty),
                        format!("`{name}` looks for `{}` in a list of `{item}`: it is never found", element.ty),
                    );
                }
                None
            }
            _ => None,
        };
        if let Some((a, b)) = pair
            && let Err(mismatch) = unify(&a, &b)
            // a remainder of months by a plain number is fine, of months by points is not
            && (mismatch == Mismatch::Units || signature.function == Function::StepsBetween)
        {
            self.mismatch(mismatch, signature.name, &a, &b, span);
            return None;
        }
        Some(())
    }

    /// A call with literal arguments is its value; one that has none is reported.
    fn fold_literal(&mut self, node: Node, signature: &Signature, span: Span) -> Node {
        let NodeKind::Call(_, arguments) = &node.kind else { return node };
        let literal = arguments.iter().all(|a| matches!(a.kind, NodeKind::Constant(_)));
        let with_null = arguments.iter().any(|a| matches!(a.kind, NodeKind::Constant(Value::None)));
        if !literal {
            return node;
        }
        let shown: Vec<String> = arguments
            .iter()
            .filter_map(|a| if let NodeKind::Constant(v) = &a.kind { Some(shorten(&v.to_string())) } else { None })
            .collect();
        let mut node = folded(node);
        if let NodeKind::Constant(value) = &node.kind {
            match value {
                Value::None if !with_null => {
                    let call = format!("{}({})", signature.name, shown.join(", "));
                    self.no_value(
                        span,
                        format!("`{call}` tidak punya nilai, hasilnya selalu null"),
                        format!("`{call}` has no value, it is always null"),
                    );
                }
                Value::Range(range) => {
                    let end = |bound: &Bound| match bound {
                        Bound::Open => Type::Any,
                        Bound::Included(v) | Bound::Excluded(v) => type_of(v),
                    };
                    node.ty = Type::Range(Box::new(end(&range.low)));
                }
                _ => {}
            }
        }
        node
    }

    /// The kind of a literal duration is known at once, that of another text when it is read.
    fn duration(&mut self, nodes: Vec<Node>, span: Span) -> Option<Node> {
        if let [Node { kind: NodeKind::Constant(Value::Text(text)), .. }] = nodes.as_slice() {
            return match parse_duration(text) {
                Ok(value) => {
                    let ty = type_of(&value);
                    Some(self.make(NodeKind::Constant(value), ty, span))
                }
                Err(DurationProblem::Hours) => {
                    self.outside(Outside::Hours, span);
                    None
                }
                Err(DurationProblem::Invalid) => {
                    let found = shorten(text);
                    self.no_value(
                        span,
                        format!("`{found}` bukan durasi, seharusnya seperti `P1Y6M` atau `P30D`"),
                        format!("`{found}` is no duration, expected something like `P1Y6M` or `P30D`"),
                    );
                    Some(self.make(NodeKind::Constant(Value::None), Type::None, span))
                }
            };
        }
        Some(self.make(NodeKind::Call(Function::Duration, nodes), Type::Any, span))
    }
}

/// The items of a type used as a list.
fn list_item(ty: &Type) -> Type {
    match ty {
        Type::None => Type::None,
        other => item_type(other),
    }
}

/// The type of a known value; lists and ranges by their parts.
pub(in super::super) fn type_of(value: &Value) -> Type {
    match value {
        Value::Missing => Type::Any,
        Value::None => Type::None,
        Value::Boolean(_) => Type::Boolean,
        Value::Number(_) => Type::NUMBER,
        Value::Text(_) => Type::Text,
        Value::Date(_) => Type::Date,
        Value::Months(_) => Type::Months,
        Value::Days(_) => Type::Days,
        Value::Choice(choice) => Type::Choice(choice.scale().clone()),
        Value::List(items) => {
            let item = items.iter().try_fold(Type::None, |ty, item| unify(&ty, &type_of(item))).unwrap_or(Type::Any);
            Type::list(if items.is_empty() { Type::Any } else { item })
        }
        Value::Range(range) => {
            let end = |bound: &Bound| match bound {
                Bound::Open => Type::None,
                Bound::Included(v) | Bound::Excluded(v) => type_of(v),
            };
            Type::Range(Box::new(unify(&end(&range.low), &end(&range.high)).unwrap_or(Type::Any)))
        }
    }
}

/// The type a function gives for arguments that fit.
fn result(function: Function, nodes: &[Node]) -> Type {
    let first = nodes.first().map_or(Type::Any, |node| node.ty.clone());
    let named = |unit: &str| Type::Number(Some(unit.into()));
    match function {
        Function::Even | Function::Odd | Function::ListContains | Function::Contains | Function::StartsWith | Function::EndsWith => {
            Type::Boolean
        }
        Function::Count | Function::StringLength | Function::Number | Function::DayOfYear => Type::NUMBER,
        Function::IndexOf => Type::list(Type::NUMBER),
        Function::Sublist | Function::Remove | Function::Reverse | Function::DistinctValues => match first {
            Type::List { item, max } => Type::List { item, max },
            Type::None => Type::None,
            single => Type::list(single),
        },
        Function::InsertBefore => {
            let item = nodes.get(2).map_or(Type::Any, |node| node.ty.clone());
            Type::list(unify(&list_item(&first), &item).unwrap_or(Type::Any))
        }
        Function::Flatten => Type::list(flat(&first)),
        Function::Date => Type::Date,
        Function::YearsAndMonthsDuration => Type::Months,
        Function::YearsBetween => named("years"),
        Function::MonthsBetween => named("months"),
        Function::DaysBetween => named("days"),
        Function::StepsBetween => named("levels"),
        Function::UpperCase
        | Function::LowerCase
        | Function::Substring
        | Function::SubstringBefore
        | Function::SubstringAfter
        | Function::String => Type::Text,
        Function::Range => Type::Range(Box::new(Type::Any)),
        // rounding, remainders, steps on a scale keep what they are given
        _ => first,
    }
}

fn flat(ty: &Type) -> Type {
    match ty {
        Type::List { item, .. } => flat(item),
        Type::None => Type::Any,
        other => other.clone(),
    }
}
