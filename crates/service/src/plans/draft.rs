//! Putting items into a plan, and taking them out.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use jenjang::Decimal;
use jenjang::development::catalogue::Course;
use jenjang::development::forms::Forms;
use jenjang::development::need::{NeedLink, NeedSource, PersonNeeds};
use jenjang::development::plan::{DevelopmentPlan, ItemState, PlanItem};
use jenjang::development::wish::Wish;
use jenjang::legal::Label;
use jenjang::people::id::{CourseId, PersonId, PlanId, TextError};
use jenjang::store::Transaction;

use super::{PLAN, find, keep};
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::needs::gather::Gathering;
use crate::needs::{NeedLibrary, needs_of_person};
use crate::permissions::{Action, Target, authorize};
use crate::records;
use crate::seen::Seen;

/// Something to do about a need.
#[derive(Clone, Debug)]
pub struct DraftItem<'a> {
    /// Rules and standards.
    pub library: NeedLibrary<'a>,
    /// Whose plan.
    pub person: PersonId,
    /// Of which year.
    pub year: i32,
    /// The need, as [`read_needs`](crate::needs::read_needs) names it, or the code of the one competency it is about.
    pub need: String,
    /// Code of the form; the course says it where there is one.
    pub form: Option<Arc<str>>,
    /// What it is called; the course says it where there is one.
    pub title: Option<Arc<str>>,
    /// A course of the catalogue.
    pub course: Option<CourseId>,
    /// How much, in the unit of the form; the course says it where there is one.
    pub amount: Option<Decimal>,
    /// The level to be reached; of a competency gap the required level where absent.
    pub target: Option<Decimal>,
    /// By when.
    pub due: NaiveDate,
    /// What was seen of the plan before.
    pub seen: Seen,
}

/// An item to be taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoveItem {
    /// The plan.
    pub plan: PlanId,
    /// The item.
    pub number: u32,
    /// What was seen of the plan before.
    pub seen: Seen,
}

/// Puts an item into the plan of a person and year, which is made where there is none. Agreements given before no longer hold. The plan and the
/// number of the item.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; `need-unknown` for a need the person does not have, `need-ambiguous` for a code of
/// several; `year`, `due` outside the year or in the past; `form-unknown`, `title-missing`, `course-retired`; `course-says` where a course says
/// otherwise; `amount`, `target`; [`ServiceError::Store`], with a conflict where the plan is another than what was seen.
pub async fn draft_item(context: &Context<'_>, command: &DraftItem<'_>) -> Result<(PlanId, u32), ServiceError> {
    transact!(context, tx => draft(context, tx, command).await)
}

async fn draft(context: &Context<'_>, tx: &mut dyn Transaction, command: &DraftItem<'_>) -> Result<(PlanId, u32), ServiceError> {
    authorize(context, tx, Action::WritePlan, &Target::person(&command.person)).await?;
    let today = context.clock.today();
    dates(command, today)?;
    let person = tx.people().find(&command.person).await?;
    let person = person.ok_or_else(|| ServiceError::not_found(Label::new("pegawai", "person"), &command.person))?.value;
    let known = needs_of_person(tx, &command.library, &command.person, today, today).await?;
    let forms = Gathering::on(tx, &command.library, today, today).await?.rules.forms;
    let need = link(tx, command, &known.needs).await?;
    let what = what(tx, command, &forms).await?;
    let target = target(command, &known.needs, &need)?;
    let id = format!("{}-{}", command.person, command.year);
    let id: PlanId = id.parse().map_err(|error: TextError| ServiceError::refused("plan-id", Label::same(error.to_string())))?;
    let stored = records::find::<DevelopmentPlan>(tx, id.as_str()).await?;
    command.seen.still(PLAN, &id, stored.as_ref().map(|stored| stored.revision))?;
    let before = stored.as_ref().map(|stored| (&stored.value, stored.revision));
    let new = || DevelopmentPlan::new(id.clone(), command.person.clone(), person.superior.clone(), command.year);
    let mut after = before.map_or_else(new, |(plan, _)| plan.clone());
    after.superior.clone_from(&person.superior);
    let number = after.add(|number| PlanItem {
        number,
        need,
        form: what.form,
        title: what.title,
        course: command.course.clone(),
        amount: what.amount,
        target,
        due: command.due,
        added: today,
        state: ItemState::Open,
    });
    keep(context, tx, Action::WritePlan, before, &after).await?;
    Ok((id, number))
}

/// Takes an open item out of a plan. Agreements given before no longer hold.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; `no-such-item`, `item-closed`; [`ServiceError::Store`], with a conflict where the plan is
/// another than what was seen.
pub async fn remove_item(context: &Context<'_>, command: &RemoveItem) -> Result<(), ServiceError> {
    transact!(context, tx => remove(context, tx, command).await)
}

async fn remove(context: &Context<'_>, tx: &mut dyn Transaction, command: &RemoveItem) -> Result<(), ServiceError> {
    let stored = find(tx, &command.plan).await?;
    authorize(context, tx, Action::WritePlan, &Target::person(&stored.value.person)).await?;
    command.seen.still(PLAN, &command.plan, Some(stored.revision))?;
    let mut after = stored.value.clone();
    after.remove(command.number)?;
    keep(context, tx, Action::WritePlan, Some((&stored.value, stored.revision)), &after).await
}

fn dates(command: &DraftItem<'_>, today: NaiveDate) -> Result<(), ServiceError> {
    let (year, due) = (command.year, command.due);
    if due.year() != year {
        return Err(ServiceError::refused(
            "due",
            Label::new(
                format!("tanggal target {due}, diharapkan dalam tahun rencana {year}"),
                format!("the target date is {due}, expected a day of the plan's year {year}"),
            ),
        ));
    }
    if due < today {
        return Err(ServiceError::refused(
            "due",
            Label::new(
                format!("tanggal target {due} sudah lewat, diharapkan hari ini ({today}) atau sesudahnya"),
                format!("the target date {due} is past, expected today ({today}) or later"),
            ),
        ));
    }
    Ok(())
}

/// The need that is meant: one the person has, or an own wish.
async fn link(tx: &mut dyn Transaction, command: &DraftItem<'_>, needs: &PersonNeeds) -> Result<NeedLink, ServiceError> {
    let given = command.need.trim();
    if let Ok(link) = given.parse::<NeedLink>() {
        if let NeedLink::Wish { wish } = &link {
            let found = records::find::<Wish>(tx, wish).await?;
            return match found.filter(|found| found.value.person == command.person) {
                Some(_) => Ok(link),
                None => Err(unknown(given, needs)),
            };
        }
        return if needs.find(&link).is_some() { Ok(link) } else { Err(unknown(given, needs)) };
    }
    let about: Vec<NeedLink> = needs
        .needs
        .iter()
        .filter(|need| need.competency().is_some_and(|code| code.as_str().eq_ignore_ascii_case(given)))
        .map(jenjang::development::need::Need::link)
        .collect();
    match about.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(unknown(given, needs)),
        several => {
            let links = several.iter().map(|link| format!("`{link}`")).collect::<Vec<_>>().join(", ");
            Err(ServiceError::refused(
                "need-ambiguous",
                Label::new(
                    format!("`{given}` menyebut beberapa kebutuhan, sebutkan salah satu: {links}"),
                    format!("`{given}` names several needs, say which: {links}"),
                ),
            ))
        }
    }
}

fn unknown(given: &str, needs: &PersonNeeds) -> ServiceError {
    let links: Vec<String> = needs.needs.iter().map(|need| format!("`{}`", need.link())).collect();
    let (id, en) = if links.is_empty() {
        (
            "tidak ada kebutuhan terukur; minat disebut `wish:ID`".to_owned(),
            "there is no measured need; a wish is named `wish:ID`".to_owned(),
        )
    } else {
        let links = links.join(", ");
        (format!("kebutuhan pada hari ini: {links}"), format!("the needs of today are {links}"))
    };
    ServiceError::refused(
        "need-unknown",
        Label::new(format!("`{given}` bukan kebutuhan orang ini; {id}"), format!("`{given}` is no need of this person; {en}")),
    )
}

struct What {
    form: Arc<str>,
    title: Arc<str>,
    amount: Option<Decimal>,
}

async fn what(tx: &mut dyn Transaction, command: &DraftItem<'_>, forms: &Forms) -> Result<What, ServiceError> {
    if let Some(id) = &command.course {
        let course = records::require::<Course>(tx, id.as_str()).await?.value;
        if course.retired {
            return Err(ServiceError::refused(
                "course-retired",
                Label::new(
                    format!("pelatihan `{id}` tidak ditawarkan lagi, pilih pelatihan lain"),
                    format!("course `{id}` is no longer offered, choose another one"),
                ),
            ));
        }
        let other_form = command.form.as_ref().is_some_and(|form| !form.eq_ignore_ascii_case(&course.form));
        if other_form || command.amount.is_some_and(|amount| amount != course.amount) {
            let amount = course.amount.normalize();
            return Err(ServiceError::refused(
                "course-says",
                Label::new(
                    format!("pelatihan `{id}` berbentuk {} sebanyak {amount}: hilangkan bentuk dan banyaknya", course.form),
                    format!("course `{id}` is of form {} and amount {amount}: leave form and amount out", course.form),
                ),
            ));
        }
        let title = command.title.clone().unwrap_or(course.title.id);
        return Ok(What { form: course.form, title, amount: Some(course.amount) });
    }
    let form = command.form.as_deref().unwrap_or_default();
    let Some(form) = forms.get(form) else { return Err(crate::development::credit::unknown(form)) };
    let Some(title) = command.title.as_deref().map(str::trim).filter(|title| !title.is_empty()) else {
        return Err(ServiceError::refused(
            "title-missing",
            Label::new("sebutkan pelatihan dari katalog atau nama kegiatannya", "name a course of the catalogue or what it is called"),
        ));
    };
    if let Some(amount) = command.amount.filter(|amount| *amount <= Decimal::ZERO || amount.scale() > 6) {
        return Err(ServiceError::refused(
            "amount",
            Label::new(format!("banyaknya {amount}, diharapkan lebih dari 0"), format!("the amount is {amount}, expected more than 0")),
        ));
    }
    Ok(What { form: Arc::clone(&form.code), title: title.into(), amount: command.amount })
}

/// The level to be reached: between what was assessed and what is required or above, of a gap; nothing otherwise.
fn target(command: &DraftItem<'_>, needs: &PersonNeeds, link: &NeedLink) -> Result<Option<Decimal>, ServiceError> {
    let Some(NeedSource::Gap { framework, required, actual, .. }) = needs.find(link).map(|need| &need.source) else {
        return match command.target {
            None => Ok(None),
            Some(level) => Err(ServiceError::refused(
                "target",
                Label::new(
                    format!("level target {level} hanya berlaku bagi kesenjangan kompetensi, bukan `{link}`"),
                    format!("a target level ({level}) belongs to a competency gap, not to `{link}`"),
                ),
            )),
        };
    };
    let target = command.target.unwrap_or(*required);
    let highest = command.library.competency.framework(framework).map(|framework| Decimal::from(framework.highest_level()));
    if target <= *actual || highest.is_some_and(|highest| target > highest) {
        let highest = highest.unwrap_or(*required);
        return Err(ServiceError::refused(
            "target",
            Label::new(
                format!("level target {target}, diharapkan di atas level sekarang {actual} sampai {highest}"),
                format!("the target level is {target}, expected above the present level {actual} and up to {highest}"),
            ),
        ));
    }
    Ok(Some(target))
}
