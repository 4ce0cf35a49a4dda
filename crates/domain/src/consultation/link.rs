//! Links from a clause to the parts of a policy that carry it, and the parts a policy has.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::legal::Label;
use crate::policy::diagnostic::Span;
use crate::policy::model::Policy;

/// A part of a policy as its file and `policy diff` name it: `criteria.too-few-hours`, `parameters.minimum-hours`, `tables.hours`, `cases.NAME`,
/// `points`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartLink {
    section: &'static str,
    name: Option<Arc<str>>,
}

/// Sections whose parts have names.
const NAMED: [&str; 9] = ["criteria", "parameters", "tables", "bands", "groups", "components", "definitions", "scales", "cases"];
/// Sections that are one part.
const SINGLE: [&str; 5] = ["score", "tie-breaks", "points", "classification", "periods"];

/// A text that is not a link.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{found}` is not a part of a policy, expected a section and a name such as `criteria.too-few-hours`, `parameters.minimum-hours`, `tables.hours`, `cases.NAME`, or `points`"
)]
pub struct PartLinkError {
    /// What was found.
    pub found: String,
}

impl PartLinkError {
    /// The sentence in both languages.
    pub fn label(&self) -> Label {
        Label::new(
            format!(
                "`{}` bukan bagian kebijakan, diharapkan bagian dan namanya seperti `criteria.too-few-hours`, `parameters.minimum-hours`, `tables.hours`, `cases.NAMA`, atau `points`",
                self.found
            ),
            self.to_string(),
        )
    }
}

impl PartLink {
    fn named(section: &'static str, name: &Arc<str>) -> PartLink {
        PartLink { section, name: Some(Arc::clone(name)) }
    }

    fn single(section: &'static str) -> PartLink {
        PartLink { section, name: None }
    }

    /// The section of the policy file.
    pub fn section(&self) -> &'static str {
        self.section
    }

    /// The name within the section; none for a section that is one part.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Whether a path of `policy diff` lies in this part: `parameters.hours.values[2026-01-01]` in `parameters.hours`.
    pub fn holds(&self, path: &str) -> bool {
        path.strip_prefix(&self.to_string()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    }
}

impl fmt::Display for PartLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{}.{name}", self.section),
            None => f.write_str(self.section),
        }
    }
}

impl FromStr for PartLink {
    type Err = PartLinkError;

    fn from_str(text: &str) -> Result<PartLink, PartLinkError> {
        let fault = || PartLinkError { found: text.chars().take(60).collect() };
        match text.split_once('.') {
            Some((section, name)) if !name.trim().is_empty() => {
                let section = NAMED.into_iter().find(|known| *known == section).ok_or_else(fault)?;
                Ok(PartLink { section, name: Some(name.into()) })
            }
            _ => SINGLE.into_iter().find(|known| *known == text).map(PartLink::single).ok_or_else(fault),
        }
    }
}

impl Serialize for PartLink {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartLink {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PartLink, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A part of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyPart {
    /// How it is linked.
    pub link: PartLink,
    /// What people read.
    pub label: Label,
    /// Where it stands in the policy file; the head of the file where its place is not kept.
    pub span: Span,
    /// Whether it decides something by itself, so that a clause has to say it. Definitions and scales are said by what uses them; cases are tests.
    pub decides: bool,
}

/// The parts of a policy, in the order of its file.
pub fn parts(policy: &Policy) -> Vec<PolicyPart> {
    let part = |link: PartLink, label: &Label, span: Span, decides: bool| PolicyPart { link, label: label.clone(), span, decides };
    let single = |section: &'static str, id: &str, en: &str, span: Span| part(PartLink::single(section), &Label::new(id, en), span, true);
    let nowhere = Span::default();
    let mut found: Vec<PolicyPart> = Vec::new();
    found.extend(policy.parameters.iter().map(|p| part(PartLink::named("parameters", &p.name), &p.label, p.span, true)));
    found.extend(policy.definitions.iter().map(|d| part(PartLink::named("definitions", &d.name), &d.label, nowhere, false)));
    found.extend(policy.scales.values().map(|s| part(PartLink::named("scales", &s.name), &s.label, nowhere, false)));
    for table in &policy.tables {
        let section = if table.bands.is_some() { "bands" } else { "tables" };
        found.push(part(PartLink::named(section, &table.name), &table.label, table.span, true));
    }
    found.extend(policy.criteria.iter().map(|c| part(PartLink::named("criteria", &c.code), &c.label, c.span, true)));
    found.extend(policy.groups.iter().map(|g| part(PartLink::named("groups", &g.code), &g.label, g.span, true)));
    found.extend(policy.components.iter().map(|c| part(PartLink::named("components", &c.code), &c.label, c.span, true)));
    found.extend(policy.score.iter().map(|score| single("score", "nilai akhir", "total score", score.span)));
    if !policy.tie_breaks.is_empty() {
        found.push(single("tie-breaks", "urutan jika nilai sama", "order where scores are equal", nowhere));
    }
    found.extend(policy.points.iter().map(|_| single("points", "rumus", "formula", nowhere)));
    found.extend(policy.classification.iter().map(|_| single("classification", "penggolongan", "classification", nowhere)));
    found.extend(
        policy.periods.iter().map(|_| single("periods", "periode berlakunya keputusan", "days a decision may take effect", nowhere)),
    );
    found.extend(policy.cases.iter().map(|case| {
        let label = Label::same(Arc::clone(&case.name));
        part(PartLink::named("cases", &case.name), &label, case.span, false)
    }));
    found
}
