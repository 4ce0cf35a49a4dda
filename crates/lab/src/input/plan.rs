//! Which column of a table is which fact.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema};
use jenjang::policy::catalogue::{Blank, Catalogue};
use jenjang::policy::expression::suggest::{nearest, suggestion};
use jenjang::policy::scale::Scale;
use jenjang::policy::types::Type;
use jenjang::policy::value::{FactIndex, Value};

use super::cells::{How, Numbers};
use super::dates::DateForm;
use super::mapping::{Columns, Mapping, can_be_none, item_of, short};
use crate::error::LabError;

/// Where every fact comes from.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) facts: BTreeMap<FactIndex, Bound>,
    /// Columns that are no facts.
    pub(super) others: BTreeMap<Arc<str>, (usize, How)>,
}

/// Where a fact comes from and how it is read.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    pub(super) from: From,
    pub(super) how: How,
}

#[derive(Clone, Debug)]
pub(super) enum From {
    Constant(Value),
    Whole { column: usize, none: Option<usize> },
    Items(Vec<Option<usize>>),
}

impl From {
    pub(super) fn columns(&self) -> Vec<usize> {
        match self {
            From::Constant(_) => Vec::new(),
            From::Whole { column, none } => std::iter::once(*column).chain(*none).collect(),
            From::Items(items) => items.iter().flatten().copied().collect(),
        }
    }
}

/// The column that tells people apart, by whatever name the table has for it.
pub const ID: &str = "id";

/// Finds the columns.
///
/// # Errors
/// [`LabError::Refused`] for a column that a mapping names and the table does not have, and for one that is there twice.
pub(super) fn plan(table: &str, schema: &Schema, text: bool, catalogue: &Catalogue, mapping: Option<&Mapping>) -> Result<Plan, LabError> {
    let search = Search { table, schema };
    let mut facts = BTreeMap::new();
    for (index, fact) in (0..).map(FactIndex).zip(catalogue.facts()) {
        let mut how = how(catalogue, index, mapping);
        how.marks = text;
        let mapped = mapping.and_then(|mapping| mapping.columns.get(&index));
        let from = match mapped {
            Some(Columns::Whole(names)) => Some(search.whole(search.need(names)?)),
            Some(Columns::Items(items)) => {
                let length = items.keys().last().map_or(0, |last| last + 1);
                let mut columns = vec![None; length];
                for (item, names) in items {
                    if let Some(slot) = columns.get_mut(*item) {
                        *slot = Some(search.need(names)?);
                    }
                }
                Some(From::Items(columns))
            }
            None => search.by_name(&fact.name, &fact.ty)?,
        };
        let constant = mapping.and_then(|mapping| mapping.constants.get(&index));
        let from = from.or_else(|| constant.map(|constant| From::Constant(constant.clone())));
        let Some(from) = from else { continue };
        if let Some(codes) = from.columns().first().and_then(|column| schema.fields().get(*column)).and_then(|field| codes_of(field)) {
            how.numbers = translated(&fact.ty, &codes).unwrap_or(how.numbers);
        }
        facts.insert(index, Bound { from, how });
    }
    let others = others(&search, &facts, mapping, text)?;
    Ok(Plan { facts, others })
}

fn others(
    search: &Search<'_>,
    facts: &BTreeMap<FactIndex, Bound>,
    mapping: Option<&Mapping>,
    text: bool,
) -> Result<BTreeMap<Arc<str>, (usize, How)>, LabError> {
    let fields = search.schema.fields();
    // columns with a name of our own have no other
    let mut named: BTreeMap<Arc<str>, usize> = BTreeMap::new();
    match mapping.and_then(|mapping| mapping.person.as_ref()) {
        Some(person) => _ = named.insert(Arc::from(ID), search.need(std::slice::from_ref(person))?),
        None => named.extend(["person", ID].iter().find_map(|name| search.find(name)).map(|column| (Arc::from(ID), column))),
    }
    for (name, column) in mapping.iter().flat_map(|mapping| &mapping.others) {
        named.insert(Arc::clone(name), search.need(std::slice::from_ref(column))?);
    }
    let taken: BTreeSet<usize> = facts.values().flat_map(|bound| bound.from.columns()).chain(named.values().copied()).collect();
    let mut others = BTreeMap::new();
    let mut add = |name: Arc<str>, column: usize| {
        let ty = fields.get(column).map_or(Type::Text, |field| type_of(field.data_type()));
        let mut how = How::new(&ty);
        how.marks = text && ty != Type::Text;
        others.insert(name, (column, how));
    };
    for (column, field) in fields.iter().enumerate().filter(|(column, _)| !taken.contains(column)) {
        if !field.data_type().is_nested() {
            add(Arc::from(field.name().as_str()), column);
        }
    }
    for (name, column) in named {
        add(name, column);
    }
    Ok(others)
}

/// The type of a column that is no fact.
fn type_of(data_type: &DataType) -> Type {
    match data_type {
        DataType::Boolean => Type::Boolean,
        DataType::Date32 => Type::Date,
        data_type if data_type.is_numeric() => Type::NUMBER,
        _ => Type::Text,
    }
}

/// How the cells of a fact are read.
fn how(catalogue: &Catalogue, index: FactIndex, mapping: Option<&Mapping>) -> How {
    let fact = catalogue.fact(index);
    let mut how = How::new(&fact.ty);
    how.can_be_none = can_be_none(catalogue, index);
    let mut blank = fact.blank;
    if let Some(mapping) = mapping {
        blank = mapping.blanks.get(&index).copied().unwrap_or(blank);
        how.dates = mapping.date_forms.get(&index).unwrap_or(&mapping.dates).clone();
        how.comma = mapping.decimal_comma;
        how.words = mapping.values.get(&index).cloned().unwrap_or_default();
        if let Some(ranks) = mapping.ranks {
            how.numbers = if ranks { Numbers::Ranks } else { Numbers::Codes };
        }
    }
    how.blank = match (mapping.and_then(|mapping| mapping.constants.get(&index)), blank) {
        (Some(constant), _) => constant.clone(),
        (None, Blank::Missing) => Value::Missing,
        (None, Blank::None) => Value::None,
    };
    how
}

/// The codes in order of rank that a file of ours keeps beside a column.
fn codes_of(field: &Field) -> Option<Vec<String>> {
    serde_json::from_str(field.metadata().get("jenjang.codes")?).ok()
}

fn translated(ty: &Type, codes: &[String]) -> Option<Numbers> {
    fn scale(ty: &Type) -> Option<&Arc<Scale>> {
        match ty {
            Type::Choice(scale) => Some(scale),
            Type::List { item, .. } => scale(item),
            _ => None,
        }
    }
    let scale = scale(ty)?;
    Some(Numbers::Translated(codes.iter().map(|code| scale.rank(code).map(i64::from)).collect()))
}

/// Whether cells of an Arrow type can be values of a fact at all.
pub(super) fn can_be(how: &How, data_type: &DataType) -> bool {
    if let DataType::Dictionary(_, values) = data_type {
        return can_be(how, values);
    }
    let text = matches!(data_type, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null);
    let numeric = data_type.is_integer() || matches!(data_type, DataType::Float32 | DataType::Float64 | DataType::Decimal128(..));
    let moment = matches!(data_type, DataType::Date32 | DataType::Date64 | DataType::Timestamp(..));
    let worded = !how.words.is_empty() && (numeric || data_type == &DataType::Boolean);
    text || worded
        || match &how.ty {
            Type::Boolean => data_type == &DataType::Boolean || numeric,
            Type::Number(_) | Type::Months | Type::Days | Type::Choice(_) => numeric,
            Type::Date => moment || numeric && how.dates.contains(&DateForm::Digits),
            Type::Text => numeric || data_type == &DataType::Boolean,
            Type::List { .. } => match data_type {
                DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => {
                    can_be(&how.item(), item.data_type())
                }
                _ => false,
            },
            _ => false,
        }
}

/// A name as it is compared: letters and digits, with everything else as one mark between them.
pub(super) fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for c in name.trim().chars() {
        if c.is_alphanumeric() {
            plain.extend(c.to_lowercase());
        } else if !plain.ends_with('.') && !plain.is_empty() {
            plain.push('.');
        }
    }
    plain.truncate(plain.trim_end_matches('.').len());
    plain
}

struct Search<'s> {
    table: &'s str,
    schema: &'s Schema,
}

impl Search<'_> {
    /// The columns with a name, as written or else alike.
    fn all(&self, name: &str) -> Vec<usize> {
        let places = |fits: &dyn Fn(&str) -> bool| -> Vec<usize> {
            self.schema.fields().iter().enumerate().filter(|(_, field)| fits(field.name())).map(|(place, _)| place).collect()
        };
        let exact = places(&|found| found.trim() == name.trim());
        if !exact.is_empty() {
            return exact;
        }
        let wanted = plain(name);
        places(&|found| plain(found) == wanted)
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.all(name).first().copied()
    }

    fn one(&self, name: &str) -> Result<Option<usize>, LabError> {
        match self.all(name).as_slice() {
            [] => Ok(None),
            [column] => Ok(Some(*column)),
            several => {
                let (count, name, table) = (several.len(), short(name), self.table);
                let named = |place: &usize| self.schema.fields().get(*place).map_or_else(String::new, |field| short(field.name()));
                let columns = several.iter().map(|place| format!("`{}` ({})", named(place), place + 1)).collect::<Vec<_>>().join(", ");
                Err(LabError::refused(
                    format!("`{table}` memiliki {count} kolom untuk `{name}`: {columns}; diharapkan satu"),
                    format!("`{table}` has {count} columns for `{name}`: {columns}; expected one"),
                ))
            }
        }
    }

    /// A column that a mapping names.
    fn need(&self, names: &[Arc<str>]) -> Result<usize, LabError> {
        for name in names {
            if let Some(column) = self.one(name)? {
                return Ok(column);
            }
        }
        let name = names.first().map_or("", |name| name);
        Err(absent(self.table, name, self.schema.fields().iter().map(|field| field.name().as_str())))
    }

    fn whole(&self, column: usize) -> From {
        let name = self.schema.fields().get(column).map_or("", |field| field.name());
        From::Whole { column, none: self.find(&format!("{name} is none")).filter(|none| *none != column) }
    }

    /// A fact by its own name: as a whole, or a column for each item.
    fn by_name(&self, name: &str, ty: &Type) -> Result<Option<From>, LabError> {
        if let Some(column) = self.one(name)? {
            return Ok(Some(self.whole(column)));
        }
        if !matches!(ty, Type::List { .. }) {
            return Ok(None);
        }
        let mut columns: Vec<Option<usize>> = Vec::new();
        let start = format!("{}.", plain(name));
        for (place, field) in self.schema.fields().iter().enumerate() {
            let Some(item) = plain(field.name()).strip_prefix(&start).and_then(|number| item_of(ty, number)) else { continue };
            if columns.len() <= item {
                columns.resize(item + 1, None);
            }
            if let Some(slot) = columns.get_mut(item) {
                *slot = Some(place);
            }
        }
        Ok((!columns.is_empty()).then_some(From::Items(columns)))
    }
}

/// A column that is not there: the nearest, and what is there.
pub(super) fn absent<'n>(table: &str, name: &str, there: impl Iterator<Item = &'n str> + Clone) -> LabError {
    let (id, en) = suggestion(nearest(name, there.clone()));
    let mut all: Vec<String> = there.clone().take(60).map(|name| format!("`{}`", short(name))).collect();
    if there.count() > 60 {
        all.push("…".to_owned());
    }
    let (name, all) = (short(name), all.join(", "));
    LabError::refused(
        format!("`{table}` tidak memiliki kolom `{name}`{id}; kolom yang ada: {all}"),
        format!("`{table}` has no column `{name}`{en}; columns there: {all}"),
    )
}
