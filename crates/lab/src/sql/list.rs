//! Lists: a column for each place, and how many places are taken. Everything over them is written out place by place.

use jenjang::policy::expression::node::{Arithmetic, Function, Node, NodeKind, Quantifier};
use jenjang::policy::types::Type;
use jenjang::policy::value::Value;

use rust_decimal::Decimal;

use super::term::{Term, Test, Width, all_of, any_of, atom, every, joint_none, some};
use super::writer::Writer;
use crate::LabError;

/// One place of a list.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// Whether the list has it; absent where always so.
    pub(super) present: Option<String>,
    pub(super) term: Term,
}

impl Item {
    /// A condition over the item, as it counts for the whole list.
    pub(super) fn counted(&self, test: Test, quantifier: Quantifier) -> Test {
        match (&self.present, quantifier) {
            (None, _) => test,
            (Some(present), Quantifier::Some) => every(vec![Test::plain(present.clone(), false), test]),
            (Some(present), Quantifier::Every) => some(vec![Test::plain(format!("NOT {}", atom(present)), false), test]),
        }
    }

    fn known_none(&self) -> Option<String> {
        let none = self.term.none.clone()?;
        Some(all_of(&self.present.clone().into_iter().chain([none]).collect::<Vec<_>>()))
    }

    fn untold(&self) -> Option<String> {
        let untold = self.term.untold()?;
        Some(all_of(&self.present.clone().into_iter().chain([untold]).collect::<Vec<_>>()))
    }
}

/// A list whose places are known, whoever it belongs to.
#[derive(Clone, Debug)]
pub(super) struct List {
    pub(super) items: Vec<Item>,
    pub(super) none: Option<String>,
    /// Nobody said what is in it; never NULL.
    pub(super) missing: Option<String>,
    /// The items there are come first.
    packed: bool,
}

impl List {
    /// A condition over the items, unless there is no list.
    pub(super) fn guarded(&self, test: Test) -> Test {
        match (&self.missing, &self.none) {
            (None, None) => test,
            (missing, none) => {
                let silent = |sql: &str, if_none: &str| {
                    let mut whens = String::new();
                    if let Some(none) = none {
                        whens += &format!(" WHEN {none} THEN {if_none}");
                    }
                    if let Some(missing) = missing {
                        whens += &format!(" WHEN {missing} THEN NULL");
                    }
                    format!("CASE{whens} ELSE {sql} END")
                };
                let yes = silent(&test.yes, "FALSE");
                let maybe = silent(&test.maybe, "TRUE");
                let of_items = test.none.map(|inner| match missing {
                    Some(missing) => format!("NOT {} AND {}", atom(missing), atom(&inner)),
                    None => inner,
                });
                let none = match (none, of_items) {
                    (None, None) => None,
                    (a, b) => Some(any_of(&a.clone().into_iter().chain(b.map(|b| format!("COALESCE({b}, FALSE)"))).collect::<Vec<_>>())),
                };
                Test { yes, maybe, none, missing: test.missing || missing.is_some() }
            }
        }
    }
}

impl Writer<'_> {
    /// The places of a list.
    pub(super) fn list(&mut self, node: &Node) -> Result<List, LabError> {
        match &node.kind {
            NodeKind::Fact(index) if matches!(node.ty, Type::List { .. }) => {
                let fact = self.catalogue.fact(*index);
                let (Type::List { item, .. }, None) = (&fact.ty, &fact.derive) else {
                    return Err(self.refused("daftar yang diturunkan", "a derived list"));
                };
                let column = self.fact_column(*index);
                let count = self.reads(format!("{column}_count"));
                let none = fact.can_be_none.then(|| self.reads(format!("{column}_none")));
                let width = super::load::width_of(fact, item);
                let items = (1..=super::load::places(fact)).map(|place| {
                    let sql = self.reads(format!("{column}_{place}"));
                    let none = Some(self.reads(format!("{column}_{place}_none")));
                    Item { present: Some(format!("{count} >= {place}")), term: Term { none, width, ..Term::new(sql) } }
                });
                let items = items.collect();
                let missing = match &none {
                    Some(none) => format!("({count} IS NULL AND NOT {none})"),
                    None => format!("{count} IS NULL"),
                };
                Ok(List { items, none, missing: Some(missing), packed: true })
            }
            NodeKind::List(nodes) => {
                let items =
                    nodes.iter().map(|node| Ok(Item { present: None, term: self.value(node)? })).collect::<Result<_, LabError>>()?;
                Ok(List { items, none: None, missing: None, packed: true })
            }
            NodeKind::Constant(Value::List(values)) => {
                let ty = match &node.ty {
                    Type::List { item, .. } => (**item).clone(),
                    _ => Type::Any,
                };
                let items = values.iter().map(|value| Ok(Item { present: None, term: self.constant(value, &ty)? }));
                Ok(List { items: items.collect::<Result<_, LabError>>()?, none: None, missing: None, packed: true })
            }
            NodeKind::Filter(list, condition) => {
                let list = self.list(list)?;
                let mut missing: Vec<String> = list.missing.clone().into_iter().collect();
                let mut items = Vec::new();
                for item in &list.items {
                    self.locals.push(item.term.clone());
                    let test = self.test(condition);
                    self.locals.pop();
                    let test = item.counted(test?, Quantifier::Some);
                    let test = self.shorter("item kept", test);
                    if test.missing {
                        missing.push(format!("{} IS NULL", atom(&test.yes)));
                    }
                    let kept = if test.missing { format!("{} IS TRUE", atom(&test.yes)) } else { test.yes };
                    items.push(Item { present: Some(kept), term: item.term.clone() });
                }
                let unsaid = any_of(&missing);
                let missing = match (&list.none, missing.is_empty()) {
                    (_, true) => None,
                    (None, false) => Some(unsaid),
                    (Some(none), false) => Some(format!("(NOT {} AND ({unsaid}))", atom(none))),
                };
                Ok(List { items, none: list.none, missing, packed: false })
            }
            NodeKind::Call(Function::Concatenate | Function::Append, arguments) => {
                let append = matches!(&node.kind, NodeKind::Call(Function::Append, _));
                let mut joined = List { items: Vec::new(), none: None, missing: None, packed: false };
                let (mut missing, mut nones) = (Vec::new(), Vec::new());
                for (at, argument) in arguments.iter().enumerate() {
                    if append && at > 0 {
                        joined.items.push(Item { present: None, term: self.value(argument)? });
                        continue;
                    }
                    let list = self.list(argument)?;
                    missing.extend(list.missing);
                    nones.extend(list.none);
                    joined.items.extend(list.items);
                }
                if !nones.is_empty() {
                    return Err(self.refused("penggabungan daftar yang mungkin tidak ada", "joining lists that may be none"));
                }
                joined.missing = (!missing.is_empty()).then(|| any_of(&missing));
                Ok(joined)
            }
            _ if !matches!(node.ty, Type::List { .. } | Type::Any | Type::None) => {
                // one value stands for the list of it
                let term = self.value(node)?;
                let (none, missing) = (term.none.clone(), term.untold());
                let term = Term { none: None, missing: false, ..term };
                Ok(List { items: vec![Item { present: None, term }], none, missing, packed: true })
            }
            _ => Err(self.refused("daftar yang dibuat begini", "a list made in this way")),
        }
    }

    /// `list[n]`.
    pub(super) fn item(&mut self, list: &Node, index: &Node) -> Result<Term, LabError> {
        let ty = node_item(&list.ty);
        let name = match &list.kind {
            NodeKind::Fact(index) => self.catalogue.fact(*index).name.to_string(),
            _ => "list".to_owned(),
        };
        let list = self.list(list)?;
        let at = match &index.kind {
            NodeKind::Constant(Value::Number(n)) if n.is_integer() => i64::try_from(n.mantissa()).ok(),
            _ => None,
        };
        let Some(at) = at else { return Err(self.refused("nomor urut yang dihitung", "a place that is computed")) };
        let place = |n: i64| usize::try_from(n - 1).ok();
        let length = i64::try_from(list.items.len()).unwrap_or(i64::MAX);
        // whoever comes first decides
        let order: Vec<&Item> = match at {
            1 => list.items.iter().collect(),
            -1 => list.items.iter().rev().collect(),
            n if list.packed && n > 0 => place(n).and_then(|n| list.items.get(n)).into_iter().collect(),
            n if list.items.iter().all(|item| item.present.is_none()) && n < 0 => {
                place(length + n + 1).and_then(|n| list.items.get(n)).into_iter().collect()
            }
            _ => return Err(self.refused("nomor urut dalam daftar tersaring", "this place of a list")),
        };
        let order: Vec<&Item> = if list.packed && at == 1 { order.into_iter().take(1).collect() } else { order };
        let terms: Vec<&Term> = order.iter().map(|item| &item.term).collect();
        let (sqls, width) = self.alike(&terms)?;
        let (mut values, mut nones) = (String::new(), String::new());
        if let Some(missing) = &list.missing {
            values += &format!(" WHEN {missing} THEN NULL");
            nones += &format!(" WHEN {missing} THEN FALSE");
        }
        if let Some(none) = &list.none {
            values = format!(" WHEN {none} THEN NULL{values}");
            nones = format!(" WHEN {none} THEN TRUE{nones}");
        }
        let (mut last, mut last_none) = ("NULL".to_owned(), "TRUE".to_owned());
        for (item, sql) in order.iter().zip(&sqls) {
            let none = item.term.none.clone().unwrap_or_else(|| "FALSE".to_owned());
            match &item.present {
                Some(present) => {
                    values += &format!(" WHEN {present} THEN {sql}");
                    nones += &format!(" WHEN {present} THEN {none}");
                }
                None => {
                    (last, last_none) = (sql.clone(), none);
                    break;
                }
            }
        }
        let case = |whens: &str, last: &str| if whens.is_empty() { last.to_owned() } else { format!("CASE{whens} ELSE {last} END") };
        let missing = list.missing.is_some() || order.iter().any(|item| item.term.missing);
        let none = case(&nones, &last_none);
        let none = (none != "FALSE").then_some(none);
        if values.is_empty() && last == "NULL" {
            return Ok(Term::none());
        }
        let term = Term { sql: case(&values, &last), none, missing, width, integer: false, constant: None };
        let name = format!("{name} item {}", if at < 0 { "last".to_owned() } else { at.to_string() });
        self.bind(&name, &ty, term, None)
    }

    /// Functions over the items of one list.
    pub(super) fn over_list(&mut self, function: Function, node: &Node) -> Result<Term, LabError> {
        let ty = node_item(&node.ty);
        let list = self.list(node)?;
        if function == Function::Mean {
            let total = self.folded(Function::Sum, &list, &ty)?;
            let count = self.folded(Function::Count, &list, &ty)?;
            return self.numbers(Arithmetic::Divide, &total, &count);
        }
        self.folded(function, &list, &ty)
    }

    fn folded(&mut self, function: Function, list: &List, ty: &Type) -> Result<Term, LabError> {
        let empty = list.items.is_empty();
        let simple = list.missing.is_none() && list.none.is_none() && list.items.iter().all(|item| item.present.is_none());
        if empty && function != Function::Count {
            return Ok(Term::none());
        }
        let terms: Vec<&Term> = list.items.iter().map(|item| &item.term).collect();
        if simple && terms.iter().any(|term| term.is_missing()) {
            return Ok(Term::missing());
        }
        if simple && function != Function::Count {
            if terms.iter().any(|term| term.is_none()) {
                return self.no_value(&terms);
            }
            if function == Function::Sum {
                let mut total = (*terms.first().ok_or_else(|| self.refused("daftar kosong", "an empty list"))?).clone();
                for term in terms.iter().skip(1) {
                    total = self.numbers(Arithmetic::Add, &total, term)?;
                }
                return Ok(total);
            }
        }
        let unsaid: Vec<String> = list.missing.clone().into_iter().chain(list.items.iter().filter_map(Item::untold)).collect();
        let nones: Vec<String> = list.items.iter().filter_map(Item::known_none).collect();
        let present: Vec<String> = list.items.iter().filter_map(|item| item.present.clone()).collect();
        let nobody = if present.len() == list.items.len() && !empty { Some(format!("NOT ({})", any_of(&present))) } else { None };
        let (value, width, integer) = match function {
            Function::Count => {
                let one = |item: &Item| match &item.present {
                    Some(present) => format!("CASE WHEN {present} THEN 1 ELSE 0 END"),
                    None => "1".to_owned(),
                };
                let parts: Vec<String> = list.items.iter().map(one).collect();
                (
                    if parts.is_empty() { "0".to_owned() } else { parts.join(" + ") },
                    Some(Width::up_to(Some(Decimal::from(list.items.len())), 0)),
                    true,
                )
            }
            Function::Sum => {
                let (sqls, width) = self.alike(&terms)?;
                let one = |(item, sql): (&Item, &String)| match &item.present {
                    Some(present) => format!("CASE WHEN {present} THEN {sql} ELSE 0 END"),
                    None => atom(sql),
                };
                let parts: Vec<String> = list.items.iter().zip(&sqls).map(one).collect();
                let width = width.map(|width| Width::up_to(width.most.checked_mul(Decimal::from(list.items.len())), width.places));
                (parts.join(" + "), width, false)
            }
            _ => {
                let (sqls, width) = self.alike(&terms)?;
                let ranked = if let Type::Choice(scale) = ty { Some(scale) } else { None };
                let mut parts = Vec::new();
                for (item, sql) in list.items.iter().zip(&sqls) {
                    let sql = match ranked {
                        Some(scale) => self.rank(&item.term, scale),
                        None => sql.clone(),
                    };
                    parts.push(match &item.present {
                        Some(present) => format!("CASE WHEN {present} THEN {sql} END"),
                        None => sql,
                    });
                }
                let name = if function == Function::Min { "LEAST" } else { "GREATEST" };
                let best = if parts.len() == 1 { parts.concat() } else { format!("{name}({})", parts.join(", ")) };
                let best = match ranked {
                    Some(scale) => {
                        let codes =
                            scale.values.iter().enumerate().map(|(at, value)| format!("WHEN {at} THEN {}", self.dialect.text(&value.code)));
                        format!("CASE {best} {} END", codes.collect::<Vec<_>>().join(" "))
                    }
                    None => best,
                };
                (best, width, false)
            }
        };
        if simple && function == Function::Count && unsaid.is_empty() {
            return Ok(Term { missing: false, width, integer, ..Term::new(value) });
        }
        if simple && function != Function::Count {
            // LEAST and GREATEST pass over what is NULL
            let sql = match Self::all_known(&terms) {
                Some(known) => format!("CASE WHEN {known} THEN {value} END"),
                None => value,
            };
            let missing = terms.iter().any(|term| term.missing);
            return Ok(Term { sql, none: joint_none(&terms), missing, width, integer, constant: None });
        }
        let without: Vec<String> = match function {
            Function::Count => Vec::new(),
            _ => nones.into_iter().chain(nobody).collect(),
        };
        let (mut values, mut none_whens) = (String::new(), String::new());
        if let Some(none) = &list.none {
            values += &format!(" WHEN {none} THEN NULL");
            none_whens += &format!(" WHEN {none} THEN TRUE");
        }
        if !unsaid.is_empty() {
            let unsaid = any_of(&unsaid);
            values += &format!(" WHEN {unsaid} THEN NULL");
            none_whens += &format!(" WHEN {unsaid} THEN FALSE");
        }
        if !without.is_empty() {
            values += &format!(" WHEN {} THEN NULL", any_of(&without));
        }
        let sql = if values.is_empty() { value } else { format!("CASE{values} ELSE {value} END") };
        let none = match (list.none.is_some() || !without.is_empty(), none_whens.is_empty()) {
            (false, _) => None,
            (true, true) => Some(any_of(&without)),
            (true, false) => Some(format!("CASE{none_whens} ELSE {} END", any_of(&without))),
        };
        let term = Term { sql, none, missing: !unsaid.is_empty(), width, integer, constant: None };
        let of = if function == Function::Count { Type::NUMBER } else { ty.clone() };
        let name = match function {
            Function::Count => "count",
            Function::Sum => "sum",
            Function::Min => "least",
            _ => "greatest",
        };
        self.bind(name, &of, term, None)
    }
}

fn node_item(ty: &Type) -> Type {
    match ty {
        Type::List { item, .. } => (**item).clone(),
        other => other.clone(),
    }
}
