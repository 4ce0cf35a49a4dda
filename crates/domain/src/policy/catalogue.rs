//! The fact catalogue: every fact a policy may read, as data.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::diagnostic::{Span, Spanned};
use super::expression::node::Node;
use super::scale::Scale;
use super::types::Type;
use super::value::FactIndex;
use crate::legal::Label;

/// Where the law means it so: which way of a fact is better for the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// More never makes a person worse off.
    MoreIsBetter,
    /// Less never makes a person worse off.
    LessIsBetter,
}

/// A ground on which nobody may be treated differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProtectedGround {
    /// Sex.
    Sex,
    /// Religion.
    Religion,
    /// Ethnicity.
    Ethnicity,
    /// Origin.
    Origin,
    /// Marital status.
    MaritalStatus,
    /// Disability.
    Disability,
    /// Political background.
    PoliticalBackground,
    /// Age; lawful only as a limit stated by law.
    Age,
}

/// What a blank in a source means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Blank {
    /// Nobody told us.
    #[default]
    Missing,
    /// Known not to exist.
    None,
}

/// One fact.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Name in expressions and data (`grade.since`).
    pub name: Arc<str>,
    /// Type of its value.
    pub ty: Type,
    /// What people read.
    pub label: Label,
    /// The register it comes from.
    pub source: Label,
    /// Who can supply it when it is missing.
    pub supplier: Label,
    /// Declared least and greatest number.
    pub range: Option<(Decimal, Decimal)>,
    /// Which way is better, where the law means it so.
    pub direction: Option<Direction>,
    /// What a blank means.
    pub blank: Blank,
    /// Whether it can be known not to exist.
    pub can_be_none: bool,
    /// The protected ground, if it is one.
    pub protected: Option<ProtectedGround>,
    /// The expression it follows from when it is not given itself, as written.
    pub derive_source: Option<Spanned<String>>,
    /// The same, typed. Filled by [`Catalogue::new`]'s caller through the expression checker.
    pub derive: Option<Node>,
    /// Where it is declared.
    pub span: Span,
}

/// A set of facts and scales that policies are written against.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// Name policies refer to (`asn`).
    pub id: Arc<str>,
    /// What people read.
    pub title: Label,
    /// File it was read from.
    pub file: Arc<str>,
    scales: BTreeMap<Arc<str>, Arc<Scale>>,
    facts: Vec<Fact>,
    by_name: BTreeMap<Arc<str>, FactIndex>,
}

impl Catalogue {
    /// A catalogue of these scales and facts, in this order. Later facts with a name already taken are dropped; the reader reports them.
    pub fn new(id: Arc<str>, title: Label, file: Arc<str>, scales: Vec<Arc<Scale>>, facts: Vec<Fact>) -> Catalogue {
        let mut kept: Vec<Fact> = Vec::with_capacity(facts.len());
        let mut by_name = BTreeMap::new();
        for fact in facts {
            if let (Ok(place), false) = (u16::try_from(kept.len()), by_name.contains_key(&fact.name)) {
                by_name.insert(Arc::clone(&fact.name), FactIndex(place));
                kept.push(fact);
            }
        }
        let scales = scales.into_iter().map(|s| (Arc::clone(&s.name), s)).collect();
        Catalogue { id, title, file, scales, facts: kept, by_name }
    }

    /// All facts in declared order.
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// All scales by name.
    pub fn scales(&self) -> impl Iterator<Item = &Arc<Scale>> {
        self.scales.values()
    }

    /// The scale with this name.
    pub fn scale(&self, name: &str) -> Option<&Arc<Scale>> {
        self.scales.get(name)
    }

    /// The place of the fact with this name.
    pub fn find(&self, name: &str) -> Option<FactIndex> {
        self.by_name.get(name).copied()
    }

    /// The fact at a place of this catalogue.
    pub fn fact(&self, index: FactIndex) -> &Fact {
        &self.facts[index.get()]
    }

    /// Sets the typed form of a derived fact; used by the catalogue's checker once names can be resolved.
    pub fn set_derivation(&mut self, index: FactIndex, node: Node) {
        if let Some(fact) = self.facts.get_mut(index.get()) {
            fact.derive = Some(node);
        }
    }
}
