//! Indicators, the effect of courses, published statistics.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test: what is absent here ends it")]

#[path = "monitoring/effects.rs"]
mod effects;
#[path = "monitoring/indicators.rs"]
mod indicators;
#[path = "monitoring/statistics.rs"]
mod statistics;
#[path = "monitoring/world.rs"]
mod world;
