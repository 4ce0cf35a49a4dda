//! A table of outcomes of the round that is published, by groups of grades, for everybody to read.

use jenjang::indicator::Dimension;
use jenjang::legal::Label;
use jenjang_service::ServiceError;
use jenjang_service::indicators::{Outcome, PublishStatistics, publish};

use super::super::{HR, TOP, id, said};
use super::{Ground, actor};
use crate::state::facts;

pub(super) async fn fill(ground: &Ground<'_>) -> Result<(), Label> {
    let hr = actor(HR)?;
    let command = PublishStatistics {
        outcome: Outcome::Decisions(id(&format!("kp-reguler-{}", ground.month.format("%Y-%m")))?),
        by: vec![Dimension::GradeGroup],
        unit: Some(id(TOP)?),
        dry_run: false,
        shipped: ground.shipped,
        gatherer: &facts,
    };
    match publish(&ground.as_actor(&hr), &command).await {
        // a small demonstration has too few people for a table: then there is none
        Ok(_) | Err(ServiceError::Refused { .. }) => Ok(()),
        Err(error) => Err(said(error)),
    }
}
