//! Policies over columns.
//!
//! ```text
//! prepared policies ─┐
//! segment of columns ┴─► plan (operations over registers) ─► blocks of 16,384 people ─► answers
//! ```
//!
//! A plan is made for each segment, because what the columns hold decides how narrow a register may be and which comparisons decide
//! nothing. Every policy of a kernel is in one plan, so that a draft and the rule in force share what they have in common.

use std::sync::Arc;

use jenjang::policy::catalogue::Catalogue;
use jenjang::policy::decide::PolicyOnDate;
use jenjang::policy::expression::node::NodeKind;
use jenjang::policy::value::FactIndex;

use crate::answers::{Answers, Detail};
use crate::segment::Segment;

mod collect;
mod execute;
mod lanes;
mod names;
mod one_by_one;
mod operation;
mod plan;

pub use one_by_one::one_by_one;

/// One or several prepared policies, compiled to run over columns. What they have in common is evaluated once.
#[derive(Clone, Debug)]
pub struct Kernel {
    policies: Vec<Arc<PolicyOnDate>>,
    facts: Vec<FactIndex>,
}

impl Kernel {
    /// Compiles the policies. All read the same catalogue.
    pub fn new(policies: &[Arc<PolicyOnDate>]) -> Kernel {
        let mut facts: Vec<FactIndex> = policies.iter().flat_map(|policy| policy.facts().iter().copied()).collect();
        if let Some(policy) = policies.first() {
            with_sources(&policy.policy().catalogue, &mut facts);
        }
        Kernel { policies: policies.to_vec(), facts }
    }

    /// The policies, in the order given.
    pub fn policies(&self) -> &[Arc<PolicyOnDate>] {
        &self.policies
    }

    /// The facts the policies read, and those they are derived from; ascending.
    pub fn facts(&self) -> &[FactIndex] {
        &self.facts
    }

    /// The answers of each policy, in the order given. Equal to [`one_by_one`] for every policy and everybody.
    pub fn answer(&self, segment: &Segment, detail: Detail) -> Vec<Answers> {
        collect::answers(&self.policies, &self.facts, segment, detail)
    }

    /// Whether every part of every policy has an operation over these columns, so that nobody is decided one by one.
    pub fn is_columnar(&self, segment: &Segment) -> bool {
        collect::is_columnar(&self.policies, &self.facts, segment)
    }
}

/// Adds the facts that derived facts follow from.
fn with_sources(catalogue: &Catalogue, facts: &mut Vec<FactIndex>) {
    let mut place = 0;
    while let Some(fact) = facts.get(place).copied() {
        place += 1;
        if let Some(derivation) = &catalogue.fact(fact).derive {
            derivation.walk(&mut |node| {
                if let NodeKind::Fact(source) = node.kind
                    && !facts.contains(&source)
                {
                    facts.push(source);
                }
            });
        }
    }
    facts.sort_unstable();
    facts.dedup();
}
