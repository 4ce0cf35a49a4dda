//! Opening envelopes, entering money, taking entries back.

use std::sync::Arc;

use jenjang::Decimal;
use jenjang::development::budget::{EntryFault, Envelope, NewEntry, Stage};
use jenjang::legal::Label;
use jenjang::people::id::{EnvelopeId, UnitId};
use jenjang::store::Transaction;

use super::envelope;
use crate::context::{Context, transact};
use crate::error::ServiceError;
use crate::permissions::{Action, Target, authorize};
use crate::records::{self, said};
use crate::trail::{self, Change};

/// An envelope to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenEnvelope {
    /// Its id.
    pub id: EnvelopeId,
    /// Whose money it is.
    pub unit: UnitId,
    /// The programme of the budget.
    pub programme: Arc<str>,
    /// The budget year.
    pub year: i32,
    /// How much, in rupiah.
    pub money: Decimal,
    /// The document that grants it.
    pub document: Arc<str>,
}

/// Opens an envelope.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`] without the unit; `envelope-exists`, `amount-not-positive`, `blank`;
/// [`ServiceError::Store`].
pub async fn open_envelope(context: &Context<'_>, command: &OpenEnvelope) -> Result<(), ServiceError> {
    transact!(context, tx => opened(context, tx, command).await)
}

async fn opened(context: &Context<'_>, tx: &mut dyn Transaction, command: &OpenEnvelope) -> Result<(), ServiceError> {
    authorize(context, tx, Action::ManageBudget, &Target::unit(&command.unit)).await?;
    if crate::people::scope::tree(tx).await?.get(&command.unit).is_none() {
        return Err(ServiceError::not_found(Label::new("unit", "unit"), &command.unit));
    }
    if records::find::<Envelope>(tx, command.id.as_str()).await?.is_some() {
        return Err(ServiceError::refused(
            "envelope-exists",
            Label::new(
                format!("pagu `{}` sudah ada; uang yang ditambah adalah pagu tersendiri", command.id),
                format!("envelope `{}` exists already; more money is an envelope of its own", command.id),
            ),
        ));
    }
    if command.money <= Decimal::ZERO {
        return Err(fault(&EntryFault::NotPositive(command.money)));
    }
    let programme = said(&command.programme, &Label::new("program", "programme"))?;
    let document = said(&command.document, &Label::new("dokumen", "document"))?;
    let opened = Envelope::new(command.id.clone(), command.unit.clone(), programme, command.year, command.money, document);
    records::save(tx, &opened, None).await?;
    let subject = records::subject(tx, None, Some(&opened)).await?;
    trail::record(context, tx, Change::new(Action::ManageBudget, vec![subject])).await
}

/// Money to be entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnterMoney {
    /// In which envelope.
    pub envelope: EnvelopeId,
    /// How far it has gone.
    pub stage: Stage,
    /// What for.
    pub what: Arc<str>,
    /// How much, in rupiah.
    pub amount: Decimal,
    /// The document it rests on.
    pub document: Arc<str>,
    /// The entry of the stage before that it settles.
    pub settles: Option<u32>,
    /// Why more may be committed or spent than there is.
    pub over: Option<Arc<str>>,
}

/// Enters money; the number of the entry.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; `overspent`, `no-such-entry`, `entry-of-another-stage`, `amount-not-positive`, `blank`;
/// [`ServiceError::Store`].
pub async fn enter_money(context: &Context<'_>, command: &EnterMoney) -> Result<u32, ServiceError> {
    transact!(context, tx => entered(context, tx, command).await)
}

async fn entered(context: &Context<'_>, tx: &mut dyn Transaction, command: &EnterMoney) -> Result<u32, ServiceError> {
    let new = NewEntry {
        on: context.clock.today(),
        stage: command.stage,
        what: said(&command.what, &Label::new("keterangan", "description"))?,
        amount: command.amount,
        document: said(&command.document, &Label::new("dokumen", "document"))?,
        settles: command.settles,
        over: command.over.as_deref().map(|why| said(why, &Label::new("alasan", "reason"))).transpose()?,
    };
    changed(context, tx, &command.envelope, |envelope| envelope.enter(new)).await
}

/// An entry to be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakeBack {
    /// Of which envelope.
    pub envelope: EnvelopeId,
    /// Its number.
    pub entry: u32,
    /// How much of it; without it all that is left.
    pub amount: Option<Decimal>,
    /// Why.
    pub why: Arc<str>,
    /// The document it rests on.
    pub document: Arc<str>,
}

/// Takes an entry back by a counter-entry; its number.
///
/// # Errors
/// [`ServiceError::Forbidden`]; [`ServiceError::NotFound`]; `no-such-entry`, `more-than-left-of-entry`, `blank`; [`ServiceError::Store`].
pub async fn take_back(context: &Context<'_>, command: &TakeBack) -> Result<u32, ServiceError> {
    transact!(context, tx => taken_back(context, tx, command).await)
}

async fn taken_back(context: &Context<'_>, tx: &mut dyn Transaction, command: &TakeBack) -> Result<u32, ServiceError> {
    let why = said(&command.why, &Label::new("alasan", "reason"))?;
    let document = said(&command.document, &Label::new("dokumen", "document"))?;
    let (entry, amount, today) = (command.entry, command.amount, context.clock.today());
    changed(context, tx, &command.envelope, |envelope| envelope.take_back(entry, amount, today, why, document)).await
}

async fn changed<T>(
    context: &Context<'_>,
    tx: &mut dyn Transaction,
    id: &EnvelopeId,
    change: impl FnOnce(&mut Envelope) -> Result<T, EntryFault> + Send,
) -> Result<T, ServiceError> {
    let stored = envelope(tx, id).await?;
    authorize(context, tx, Action::ManageBudget, &Target::unit(&stored.value.unit)).await?;
    let mut after = stored.value.clone();
    let done = change(&mut after).map_err(|found| fault(&found))?;
    records::save(tx, &after, Some(stored.revision)).await?;
    let subject = records::subject(tx, Some(&stored.value), Some(&after)).await?;
    trail::record(context, tx, Change::new(Action::ManageBudget, vec![subject])).await?;
    Ok(done)
}

/// A fault of an entry, as a refusal.
pub(super) fn fault(fault: &EntryFault) -> ServiceError {
    ServiceError::refused(fault.code(), fault.message())
}
