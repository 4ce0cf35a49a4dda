//! Career maps: posts, the moves between them, and how a person may come from one to another.
//!
//! A [`pattern`] says, as data, which kinds of posts there are (stages), which moves lead from one to the other, and by which policies of the core
//! each move is guarded; a [`map`] is a pattern with the posts of an organisation. Moves between posts follow from the pattern, so that thousands of
//! posts need not be linked by hand. The [`planner`] carries one person's facts along the moves: what time alone does to them (years in a post, age,
//! credit), what a step changes (the post, what must be shown anew), and asks the policies of every step when it can be taken.
//!
//! Nothing is guessed: a missing fact stays missing and is named, and what a plan takes for granted stands in its list of assumptions.
//!
//! Reading order: [`post`] what a post is, [`moves`] what a move is, [`pattern`] both as data, [`map`] posts under a pattern, [`route`] what a plan says,
//! [`planner`] how it is found.

pub mod map;
pub mod moves;
pub mod pattern;
pub mod planner;
pub mod post;
pub mod route;
mod service;
mod step;
pub mod target;
mod waiting;
mod wording;

pub use map::{CareerMap, MapError};
pub use moves::{Computed, Link, MoveKind, MoveRule, Same, Start};
pub use pattern::{Attribute, CareerPattern, DevelopmentRule, GradeLadder, Growth, Present, Rate, Retirement, Stage};
pub use planner::{CareerError, Planner};
pub use post::Post;
pub use route::{
    Assumption, Development, GradeStep, Impossible, Need, Passed, Plan, Reach, Reachable, Route, Standing, Step, TenureBounds, Wait,
};
pub use target::CareerTarget;
