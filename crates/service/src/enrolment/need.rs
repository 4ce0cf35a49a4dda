//! How much of somebody's needs a course closes, for waiting lists that take the largest need first.

use jenjang::Decimal;
use jenjang::development::catalogue::{Course, CourseSession, WaitingOrder};
use jenjang::people::id::PersonId;
use jenjang::store::Transaction;

use crate::context::Context;
use crate::error::ServiceError;
use crate::needs::{NeedLibrary, needs_of_person};

/// The levels the course would raise the person by towards what the post requires; nothing where the waiting list does not ask for needs.
pub(super) async fn need_closed(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    library: &NeedLibrary<'_>,
    person: &PersonId,
    (session, course): (&CourseSession, &Course),
) -> Result<Decimal, ServiceError> {
    if session.order != WaitingOrder::LargestNeed || course.leads_to.is_empty() {
        return Ok(Decimal::ZERO);
    }
    let today = context.clock.today();
    let known = needs_of_person(tx, library, person, today, today).await?;
    Ok(course.leads_to.iter().map(|to| known.needs.closed_by(&to.framework, &to.competency, to.level)).sum())
}
