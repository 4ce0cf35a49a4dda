#![doc = include_str!("../README.md")]

pub mod accounts;
pub mod audit;
pub mod budget;
pub mod catalogue;
pub mod certificates;
pub mod consultation;
pub mod context;
pub mod cycles;
pub mod development;
pub mod effects;
pub mod enrolment;
pub mod error;
pub mod evaluation;
pub mod export_people;
pub mod file;
pub mod indicators;
pub mod mentoring;
mod messages;
pub mod needs;
pub mod people;
pub mod permissions;
pub mod placements;
pub mod plans;
pub mod policies;
pub mod promotion;
pub mod records;
pub mod sessions;
pub mod socialisation;
pub mod studies;
pub mod surveys;
pub mod talent;
pub mod trail;
pub mod under_way;

pub use context::{Actor, Clock, Context, Entropy, FixedClock};
pub use error::ServiceError;
