//! A small service with a small rule, for counting by hand.

pub(crate) mod service;

use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::decide::{PolicyOnDate, prepare};
use jenjang::policy::model::{Policy, PolicySet};
use jenjang::policy::scale::Choice;
use jenjang::policy::types::Type;
use jenjang::policy::value::Value;
use jenjang_lab::column::Column;
use jenjang_lab::population::InMemory;
use jenjang_lab::segment::Segment;
use jenjang_policy_files::load;

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) struct Small {
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) set: PolicySet,
}

impl Small {
    pub(crate) fn new() -> Small {
        Small::with(&[])
    }

    /// With further policies.
    pub(crate) fn with(more: &[(&str, &str)]) -> Small {
        let catalogue: &[u8] = include_bytes!("catalogue.toml");
        let mut policies: Vec<(&str, &[u8])> = vec![
            ("promotion.toml", include_bytes!("promotion.toml")),
            ("quick.toml", include_bytes!("quick.toml")),
            ("merit.toml", include_bytes!("merit.toml")),
        ];
        policies.extend(more.iter().map(|(name, text)| (*name, text.as_bytes())));
        let library = load([("catalogue.toml", catalogue)], policies);
        assert!(library.is_sound(), "{}", jenjang_tests::list(&library.diagnostics));
        Small { catalogue: Arc::clone(&library.catalogues[0]), set: library.set }
    }

    pub(crate) fn policy(&self, id: &str) -> &Arc<Policy> {
        self.set.get(id).unwrap()
    }

    #[allow(dead_code, reason = "each test program uses its part")]
    pub(crate) fn on(&self, id: &str, date: &str) -> Arc<PolicyOnDate> {
        Arc::new(prepare(&self.set, self.policy(id), day(date), day(date)).unwrap())
    }

    /// The value of a fact from text: `-` for missing, `null` for none, items of lists apart by blanks.
    pub(crate) fn value(&self, ty: &Type, text: &str) -> Value {
        match (ty, text) {
            (_, "-") => Value::Missing,
            (_, "null") => Value::None,
            (Type::List { item, .. }, text) => Value::List(text.split_whitespace().map(|part| self.value(item, part)).collect()),
            (Type::Choice(scale), text) => Value::Choice(Choice::parse(scale, text).unwrap()),
            (Type::Date, text) => Value::Date(day(text)),
            (Type::Number(_), text) => Value::Number(text.parse().unwrap()),
            (Type::Boolean, text) => Value::Boolean(text == "true"),
            _ => Value::Text(text.into()),
        }
    }

    /// People from rows under a head of facts; a name with `@` is a column that is no fact. One segment for each list of rows.
    pub(crate) fn people(&self, head: &[&str], parts: &[Vec<Vec<String>>]) -> InMemory {
        let segments = parts.iter().map(|rows| {
            let mut segment = Segment::new(&self.catalogue, rows.len());
            for (at, name) in head.iter().enumerate() {
                if let Some(other) = name.strip_prefix('@') {
                    let values = rows.iter().map(|row| self.value(&Type::Text, &row[at]));
                    segment.set_other(other, Column::of(&Type::Text, values));
                } else {
                    let fact = self.catalogue.find(name).unwrap();
                    let ty = self.catalogue.fact(fact).ty.clone();
                    segment.set(fact, Column::of(&ty, rows.iter().map(|row| self.value(&ty, &row[at]))));
                }
            }
            segment
        });
        InMemory::new(&self.catalogue, segments.collect())
    }

    /// People from rows of text, cells apart by `|`.
    #[allow(dead_code, reason = "each test program uses its part")]
    pub(crate) fn table(&self, head: &[&str], rows: &[&str]) -> InMemory {
        let rows = rows.iter().map(|row| row.split('|').map(|cell| cell.trim().to_owned()).collect()).collect();
        self.people(head, &[rows])
    }
}
