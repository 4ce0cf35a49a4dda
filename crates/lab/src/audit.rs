//! Fairness over a population: every step of a policy by group, what stands in for a protected fact, and what changing it alone would do.

mod result;

pub use result::{
    AttributeAudit, Compared, CriterionFlips, FairnessAudit, Figure, FlipTest, Flips, Found, GroupFound, Measure, Multiplicity, Proxy,
    StepAudit, StepKind, StratumRatio, WithoutGap, WordedStep,
};
