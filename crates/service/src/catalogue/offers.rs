//! Sessions that are open to somebody, each with the reasons why it fits.

use std::collections::BTreeMap;

use jenjang::Decimal;
use jenjang::development::catalogue::{Course, CourseSession, LeadsTo, Provider};
use jenjang::development::enrolment::{Enrolment, EnrolmentState};
use jenjang::development::need::{NeedLink, NeedSource, PersonNeeds};
use jenjang::development::plan::DevelopmentPlan;
use jenjang::development::wish::Wish;
use jenjang::legal::Label;
use jenjang::people::id::CourseSessionId;
use jenjang::record::{Kept, RecordFilter};
use jenjang::store::Transaction;
use serde::Serialize;

use crate::context::Context;
use crate::error::ServiceError;
use crate::needs::gather::Gathering;
use crate::needs::{ReadNeeds, needs_of_person};
use crate::permissions::{Action, Target, authorize};
use crate::records;

/// Why a session fits somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "reason")]
pub enum OfferReason {
    /// It leads above the assessed level of a competency that is lacking.
    Gap {
        /// The competency.
        label: Label,
        /// The level assessed.
        actual: Decimal,
        /// The level the post requires.
        required: Decimal,
        /// The level the course leads to.
        level: Decimal,
    },
    /// It is about a competency that a released 360° figure says is weak.
    Feedback {
        /// The competency.
        label: Label,
    },
    /// It stands in the plan of the year.
    Planned {
        /// Number of the item.
        item: u32,
    },
    /// The person wished for it.
    Wished {
        /// In the person's words.
        topic: std::sync::Arc<str>,
    },
    /// Hours are missing this year, and the session gives some.
    Hours {
        /// Hours missing.
        missing: Decimal,
    },
}

impl OfferReason {
    /// What matters most comes first.
    pub fn rank(&self) -> u8 {
        match self {
            OfferReason::Gap { .. } => 0,
            OfferReason::Planned { .. } => 1,
            OfferReason::Feedback { .. } => 2,
            OfferReason::Wished { .. } => 3,
            OfferReason::Hours { .. } => 4,
        }
    }
}

/// A session somebody could take.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The session.
    pub session: CourseSession,
    /// Its course.
    pub course: Course,
    /// Who holds it.
    pub provider: Option<Provider>,
    /// What the form of the course is called.
    pub form: Label,
    /// Learning hours it gives where no limit of a day or month stands in the way; absent where the rules give no conversion.
    pub hours: Option<Decimal>,
    /// Why it fits, what matters most first; empty where nothing that is known speaks for it.
    pub reasons: Vec<OfferReason>,
    /// Where the own enrolment stands.
    pub enrolment: Option<EnrolmentState>,
}

/// What somebody could take, and from when to when it was looked.
#[derive(Clone, Debug)]
pub struct Offers {
    /// Sessions that still take people, those that fit first, then by first day.
    pub open: Vec<Offer>,
}

/// Sessions that take people today, for one person.
///
/// # Errors
/// [`ServiceError::Forbidden`]; as [`needs_of_person`](crate::needs::needs_of_person).
pub async fn read_offers(context: &Context<'_>, command: &ReadNeeds<'_>) -> Result<Offers, ServiceError> {
    let mut held = context.store.read().await?;
    let tx = held.as_mut();
    let person = &command.person;
    authorize(context, tx, Action::ReadNeeds, &Target::person(person)).await?;
    let today = context.clock.today();
    let needs = needs_of_person(tx, &command.library, person, today, today).await?.needs;
    let forms = Gathering::on(tx, &command.library, today, today).await?.rules.forms;
    let courses: BTreeMap<_, Course> = all::<Course>(tx).await?.into_iter().map(|course| (course.id.clone(), course)).collect();
    let providers: BTreeMap<_, Provider> = all::<Provider>(tx).await?.into_iter().map(|found| (found.id.clone(), found)).collect();
    let own = records::list::<Enrolment>(tx, &RecordFilter::about(person)).await?;
    let own: BTreeMap<CourseSessionId, EnrolmentState> = own.into_iter().map(|stored| (stored.value.session, stored.value.state)).collect();
    let plans = records::list::<DevelopmentPlan>(tx, &RecordFilter::about(person)).await?;
    let wishes = records::list::<Wish>(tx, &RecordFilter::about(person)).await?;
    let wishes: Vec<Wish> = wishes.into_iter().map(|stored| stored.value).filter(|wish| wish.mentoring.is_none()).collect();
    let mut open: Vec<Offer> = Vec::new();
    for session in all::<CourseSession>(tx).await? {
        let Some(course) = courses.get(&session.course).filter(|course| !course.retired) else { continue };
        if session.cancelled.is_some() || today > session.enrol_until {
            continue;
        }
        let form = forms.get(&course.form);
        let rule = form.map(|form| form.rule(course.abroad));
        let hours = rule.filter(|rule| rule.limit.is_none()).and_then(|rule| rule.hours_per_unit?.checked_mul(course.amount));
        let mut reasons: Vec<OfferReason> = course.leads_to.iter().filter_map(|to| of_need(&needs, to)).collect();
        let items = plans.iter().filter(|plan| plan.value.year == chrono::Datelike::year(&today)).flat_map(|plan| &plan.value.items);
        let planned = items.filter(|item| item.is_open() && item.course.as_ref() == Some(&course.id));
        reasons.extend(planned.map(|item| OfferReason::Planned { item: item.number }));
        reasons.extend(wishes.iter().filter(|wish| is_wished(wish, course)).map(|wish| OfferReason::Wished { topic: wish.topic.clone() }));
        let missing = needs.missing_hours();
        if missing > Decimal::ZERO && chrono::Datelike::year(&session.last) == chrono::Datelike::year(&today) {
            reasons.push(OfferReason::Hours { missing });
        }
        reasons.sort_by_key(OfferReason::rank);
        open.push(Offer {
            provider: providers.get(&course.provider).cloned(),
            form: form.map_or_else(|| Label::same(&*course.form), |form| form.label.clone()),
            hours,
            reasons,
            enrolment: own.get(&session.id).cloned(),
            course: course.clone(),
            session,
        });
    }
    let rank = |offer: &Offer| offer.reasons.first().map_or(u8::MAX, OfferReason::rank);
    open.sort_by(|a, b| (rank(a), a.session.first, &a.session.id).cmp(&(rank(b), b.session.first, &b.session.id)));
    Ok(Offers { open })
}

/// What a course that leads to a competency does about a need.
fn of_need(needs: &PersonNeeds, to: &LeadsTo) -> Option<OfferReason> {
    let link = NeedLink::Gap { framework: to.framework.clone(), competency: to.competency.clone() };
    if let Some(NeedSource::Gap { label, required, actual, .. }) = needs.find(&link).map(|need| &need.source)
        && needs.closed_by(&to.framework, &to.competency, to.level) > Decimal::ZERO
    {
        return Some(OfferReason::Gap { label: label.clone(), actual: *actual, required: *required, level: to.level });
    }
    needs.needs.iter().find_map(|need| match &need.source {
        NeedSource::Feedback { dimension, label, .. } if *dimension == to.competency => {
            Some(OfferReason::Feedback { label: label.clone() })
        }
        _ => None,
    })
}

fn is_wished(wish: &Wish, course: &Course) -> bool {
    let by_competency = wish.competency.as_ref().is_some_and(|wanted| course.leads_to.iter().any(|to| to.competency == *wanted));
    by_competency || wish.course.as_ref() == Some(&course.id)
}

async fn all<T: Kept>(tx: &mut dyn Transaction) -> Result<Vec<T>, ServiceError> {
    Ok(records::list(tx, &RecordFilter::all()).await?.into_iter().map(|stored| stored.value).collect())
}
