//! Cohort projection: what a rule does to the same people over years of rounds, retirements, vacancies and recruitment.

mod result;
mod rules;

pub use result::{Course, Flow, GradeFlow, GroupFlow, PolicyName, Projection, ProjectionYear, View, Waiting};
pub use rules::{
    Becomes, Bucket, Draw, Effect, Leaving, Month, ProjectionRules, Ranking, Recruitment, Retirement, TieBreakBy, Vacancy, Yearly,
};
