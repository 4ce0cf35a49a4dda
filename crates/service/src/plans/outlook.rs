//! Which items of a plan can still be met.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use jenjang::Decimal;
use jenjang::development::catalogue::CourseSession;
use jenjang::development::duty::YearAccount;
use jenjang::development::need::NeedRules;
use jenjang::development::plan::{DevelopmentPlan, Offer, Outlook, Pace, PlanItem, outlook};
use jenjang::people::id::CourseId;
use jenjang::record::RecordFilter;
use jenjang::store::Transaction;
use serde::Serialize;

use crate::error::ServiceError;
use crate::records;

/// Whether an open item can be met by its target date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ItemOutlook {
    /// The item.
    pub number: u32,
    /// What stands in its way, and when it could be done at the earliest.
    #[serde(flatten)]
    pub outlook: Outlook,
}

/// Looks at every open item. Items of one limited form wait for each other, the one due first goes first.
pub(super) async fn of_plan(
    tx: &mut dyn Transaction,
    plan: &DevelopmentPlan,
    rules: &NeedRules,
    account: &YearAccount,
    today: NaiveDate,
) -> Result<Vec<ItemOutlook>, ServiceError> {
    let mut open: Vec<&PlanItem> = plan.items.iter().filter(|item| item.is_open()).collect();
    open.sort_by_key(|item| (item.due, item.number));
    let mut taken: BTreeMap<&Arc<str>, Decimal> = BTreeMap::new();
    let mut found = Vec::with_capacity(open.len());
    for item in open {
        let outlook = match &item.course {
            Some(course) => outlook(item.due, today, Offer::Course(&sessions(tx, course).await?)),
            None => {
                let form = rules.forms.get(&item.form);
                let limit = form.and_then(|form| form.home.limit);
                let amount = item.amount.map(|amount| {
                    let sum = taken.entry(&item.form).or_default();
                    *sum = sum.saturating_add(amount);
                    *sum
                });
                let pace = Pace {
                    least_days: item.amount.and_then(|amount| rules.least_days(&item.form, amount)),
                    amount,
                    limit,
                    rest_of_month: form.map(|form| account.rest_of_month(form)).unwrap_or_default(),
                };
                outlook(item.due, today, Offer::Free(pace))
            }
        };
        found.push(ItemOutlook { number: item.number, outlook });
    }
    found.sort_by_key(|item| item.number);
    Ok(found)
}

async fn sessions(tx: &mut dyn Transaction, course: &CourseId) -> Result<Vec<CourseSession>, ServiceError> {
    let found = records::list::<CourseSession>(tx, &RecordFilter::under(course.as_str())).await?;
    Ok(found.into_iter().map(|stored| stored.value).collect())
}
