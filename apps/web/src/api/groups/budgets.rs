//! Money for development: envelopes, the plan that spends it best, what came of it; effects of training.

use std::collections::BTreeSet;

use jenjang::people::id::{BudgetPlanId, CompetencyCode, EnvelopeId, UnitId};
use jenjang_service::budget::{
    EnterMoney, FloorsAsked, OpenEnvelope, PlanBudget, ReadOutcome, SettleSession, TakeBack, adopt_plan, enter_money, list_envelopes,
    open_envelope, plan_budget, read_envelope, read_outcome, read_plan, settle_session, take_back, withdraw_plan,
};
use jenjang_service::effects::{About, EffectQuery, effect_report};
use jenjang_service::permissions::Action;
use serde_json::json;

use crate::api::call::{Call, Reply};
use crate::api::operation::{Field, Group, Kind, get, may, must, post, run};
use crate::development::needs;
use crate::error::Failure;

const YEAR: Kind = Kind::Whole(2000, 2200);

const OF_YEAR: &[Field] = &[may("year", YEAR, ("tahun; bawaan: semua", "the year; all where absent"), "2027")];

const ENVELOPE: &[Field] = &[
    must("id", Kind::Id, ("id pagu", "id of the envelope"), "\"pagu-2027\""),
    must("unit", Kind::Id, ("unit pemilik", "the unit it is for"), "\"synthetic-daerah-001\""),
    must("programme", Kind::Text(200), ("program", "the programme"), "\"Pengembangan kompetensi\""),
    must("year", YEAR, ("tahun", "the year"), "2027"),
    must("money", Kind::Decimal, ("rupiah", "rupiah"), "\"500000000\""),
    must("document", Kind::Text(200), ("dokumen", "the document"), "\"DPA-1/2027\""),
];

const ENTER: &[Field] = &[
    must("stage", Kind::One(&["planned", "committed", "spent"]), ("tahap", "the stage"), "\"committed\""),
    must("what", Kind::Text(500), ("untuk apa", "what for"), "\"kontrak pelatihan\""),
    must("amount", Kind::Decimal, ("rupiah", "rupiah"), "\"25000000\""),
    must("document", Kind::Text(200), ("dokumen", "the document"), "\"SPK-4/2027\""),
    may("settles", Kind::Whole(1, 1_000_000), ("nomor catatan yang diselesaikan", "number of the entry that it settles"), "1"),
    may("over", Kind::Text(2_000), ("alasan bila melampaui pagu", "why, where it is more than there is"), "\"persetujuan kepala badan\""),
];

const TAKE_BACK: &[Field] = &[
    must("entry", Kind::Whole(1, 1_000_000), ("nomor catatan", "number of the entry"), "1"),
    may("amount", Kind::Decimal, ("rupiah; bawaan: seluruhnya", "rupiah; all of it where absent"), "\"5000000\""),
    must("reason", Kind::Text(2_000), ("alasan", "why"), "\"salah catat\""),
    must("document", Kind::Text(200), ("dokumen", "the document"), "\"BA-2/2027\""),
];

const PLAN: &[Field] = &[
    must("envelope", Kind::Id, ("pagu", "the envelope"), "\"pagu-2027\""),
    may(
        "keep",
        Kind::Id,
        ("simpan dengan id ini; bawaan: hanya dihitung", "keep it under this id; computed only where absent"),
        "\"rencana-2027\"",
    ),
    may("unit", Kind::Id, ("unit lain daripada pemilik pagu", "a unit other than the envelope's"), "\"synthetic-daerah-001\""),
    may("year", YEAR, ("tahun lain daripada tahun pagu", "a year other than the envelope's"), "2027"),
    may("money", Kind::Decimal, ("rupiah lain daripada sisa pagu", "other than what is left of the envelope"), "\"100000000\""),
    may("strategic", Kind::Many(&Kind::Id, 200), ("kompetensi strategis", "strategic competencies"), "[\"M.03\"]"),
    may("sessions-each", Kind::Whole(1, 50), ("jadwal paling banyak setiap orang", "the most sessions of a person"), "2"),
];

const SETTLE: &[Field] = &[
    must("session", Kind::Id, ("jadwal", "the session"), "\"pelatihan-1-2027\""),
    may("amount", Kind::Decimal, ("biaya sebenarnya; bawaan: yang direncanakan", "what it cost; as planned where absent"), "\"20000000\""),
    must("document", Kind::Text(200), ("dokumen", "the document"), "\"SP2D-9/2027\""),
    may("over", Kind::Text(2_000), ("alasan bila melampaui pagu", "why, where it is more than there is"), "\"harga naik\""),
];

const REASON: &[Field] = &[must("reason", Kind::Text(2_000), ("alasan", "why"), "\"pagu dipotong\"")];

const OUTCOME: &[Field] = &[
    must("unit", Kind::Id, ("unit dan semua di bawahnya", "a unit and all under it"), "\"synthetic-daerah-001\""),
    must("year", YEAR, ("tahun", "the year"), "2026"),
];

const EFFECT: &[Field] = &[
    may("course", Kind::Id, ("satu pelatihan", "one course"), "\"pelatihan-1\""),
    may("provider", Kind::Id, ("atau semua pelatihan penyelenggara", "or all courses of a provider"), "\"penyelenggara-1\""),
    may("programme", Kind::Text(200), ("atau semua pelatihan sebuah bidang", "or all courses of a field"), "\"data\""),
    may("from", Kind::Day, ("jadwal sejak", "sessions from"), "\"2026-01-01\""),
    may("to", Kind::Day, ("jadwal sampai", "sessions until"), "\"2026-12-31\""),
];

pub(crate) const GROUP: Group = Group {
    code: "budgets",
    words: ("Anggaran dan dampak pelatihan", "Budgets and effects of training"),
    operations: &[
        get("budgets.envelopes", "/envelopes", ("Pagu dengan sisanya", "Envelopes with what is left"), run!(envelopes))
            .by(Action::ReadBudget)
            .query(OF_YEAR)
            .paged(),
        post("budgets.open", "/envelopes", ("Buka pagu", "Open an envelope"), run!(open)).by(Action::ManageBudget).body(ENVELOPE),
        get("budgets.envelope", "/envelopes/{envelope}", ("Satu pagu dengan catatannya", "One envelope with its entries"), run!(envelope))
            .by(Action::ReadBudget),
        post("budgets.enter", "/envelopes/{envelope}/entries", ("Catat uang", "Enter money"), run!(enter))
            .by(Action::ManageBudget)
            .body(ENTER)
            .guards("budgets.envelope"),
        post("budgets.take-back", "/envelopes/{envelope}/take-back", ("Tarik catatan", "Take an entry back"), run!(take))
            .by(Action::ManageBudget)
            .body(TAKE_BACK)
            .guards("budgets.envelope"),
        post(
            "budgets.plan",
            "/budget-plans",
            ("Hitung rencana yang paling banyak menutup kesenjangan", "Compute the plan that closes the most gaps"),
            run!(plan),
        )
        .by(Action::PlanBudget)
        .body(PLAN),
        get("budgets.read", "/budget-plans/{budget}", ("Satu rencana dengan barisnya", "One plan with its lines"), run!(read))
            .by(Action::ReadBudget),
        post(
            "budgets.adopt",
            "/budget-plans/{budget}/adopt",
            ("Tetapkan: kursi diberikan, uang diikat", "Adopt: seats are given, money committed"),
            run!(adopt),
        )
        .by(Action::AdoptBudget)
        .guards("budgets.read"),
        post("budgets.withdraw", "/budget-plans/{budget}/withdraw", ("Tarik rencana", "Withdraw a plan"), run!(withdraw))
            .by(Action::PlanBudget)
            .body(REASON)
            .guards("budgets.read"),
        post("budgets.settle", "/budget-plans/{budget}/settle", ("Bukukan biaya sebenarnya", "Settle what a session cost"), run!(settle))
            .by(Action::ManageBudget)
            .body(SETTLE)
            .guards("budgets.read"),
        get(
            "budgets.outcome",
            "/budget-outcome",
            ("Apa hasil uang setahun, dan bagaimana terbagi", "What a year's money brought, and how it was shared"),
            run!(outcome),
        )
        .by(Action::ReadBudget)
        .query(OUTCOME),
        get(
            "budgets.effects",
            "/training-effects",
            (
                "Dampak pelatihan menurut empat tingkat, dengan yang belum diketahui",
                "Effects of training on four levels, with what is not known",
            ),
            run!(effects),
        )
        .by(Action::ReadEffect)
        .query(EFFECT),
    ],
};

async fn envelopes(call: Call) -> Result<Reply, Failure> {
    let found = list_envelopes(&call.context(), call.read("year")?).await?;
    call.page_of(found, |one| one.envelope.id.as_str().to_owned())
}

async fn open(call: Call) -> Result<Reply, Failure> {
    let command = OpenEnvelope {
        id: call.id("id")?,
        unit: call.id("unit")?,
        programme: call.said("programme").into(),
        year: call.read("year")?,
        money: call.decimal("money").unwrap_or_default(),
        document: call.said("document").into(),
    };
    open_envelope(&call.context(), &command).await?;
    Reply::created(read_envelope(&call.context(), &command.id).await?)
}

async fn envelope(call: Call) -> Result<Reply, Failure> {
    Reply::ok(read_envelope(&call.context(), &call.path("envelope")?).await?)
}

async fn enter(call: Call) -> Result<Reply, Failure> {
    let envelope: EnvelopeId = call.path("envelope")?;
    let command = EnterMoney {
        envelope: envelope.clone(),
        stage: call.read("stage")?,
        what: call.said("what").into(),
        amount: call.decimal("amount").unwrap_or_default(),
        document: call.said("document").into(),
        settles: call.read("settles")?,
        over: call.text("over").map(Into::into),
    };
    let entry = enter_money(&call.context(), &command).await?;
    Reply::created(json!({ "envelope": envelope, "entry": entry }))
}

async fn take(call: Call) -> Result<Reply, Failure> {
    let envelope: EnvelopeId = call.path("envelope")?;
    let command = TakeBack {
        envelope: envelope.clone(),
        entry: call.read("entry")?,
        amount: call.decimal("amount"),
        why: call.said("reason").into(),
        document: call.said("document").into(),
    };
    let entry = take_back(&call.context(), &command).await?;
    Reply::created(json!({ "envelope": envelope, "entry": entry }))
}

async fn plan(call: Call) -> Result<Reply, Failure> {
    let strategic: BTreeSet<CompetencyCode> = call.read::<Option<_>>("strategic")?.unwrap_or_default();
    let command = PlanBudget {
        needs: needs(&call.app),
        policies: &jenjang_asn::BUDGET_POLICIES,
        id: call.maybe("keep")?,
        envelope: call.id("envelope")?,
        unit: call.maybe("unit")?,
        year: call.read("year")?,
        money: call.decimal("money"),
        strategic,
        floors: FloorsAsked::default(),
        sessions_each: call.read("sessions-each")?,
        effort: Default::default(),
    };
    let made = plan_budget(&call.context(), &command).await?;
    let (people, sessions, candidates) = made.of;
    Reply::ok(json!({
        "kept": command.id, "plan": made.plan, "lines": made.lines, "people": people, "sessions": sessions, "candidates": candidates,
    }))
}

async fn read(call: Call) -> Result<Reply, Failure> {
    Reply::ok(read_plan(&call.context(), &call.path("budget")?).await?)
}

async fn adopt(call: Call) -> Result<Reply, Failure> {
    let id: BudgetPlanId = call.path("budget")?;
    let adopted = adopt_plan(&call.context(), &id).await?;
    Reply::ok(json!({ "plan": adopted.plan, "enrolled": adopted.enrolled }))
}

async fn withdraw(call: Call) -> Result<Reply, Failure> {
    let id: BudgetPlanId = call.path("budget")?;
    withdraw_plan(&call.context(), &id, call.said("reason")).await?;
    Reply::ok(json!({ "plan": id, "reason": call.said("reason") }))
}

async fn settle(call: Call) -> Result<Reply, Failure> {
    let command = SettleSession {
        plan: call.path("budget")?,
        session: call.id("session")?,
        amount: call.decimal("amount"),
        document: call.said("document").into(),
        over: call.text("over").map(Into::into),
    };
    let settled = settle_session(&call.context(), &command).await?;
    Reply::ok(json!({ "plan": command.plan, "session": command.session, "spent": settled.spent, "freed": settled.freed }))
}

async fn outcome(call: Call) -> Result<Reply, Failure> {
    let unit: UnitId = call.id("unit")?;
    let command = ReadOutcome { needs: needs(&call.app), unit, year: call.read("year")? };
    Reply::ok(read_outcome(&call.context(), &command).await?)
}

async fn effects(call: Call) -> Result<Reply, Failure> {
    let about = match (call.maybe("course")?, call.maybe("provider")?, call.text("programme")) {
        (Some(course), None, None) => About::Course(course),
        (None, Some(provider), None) => About::Provider(provider),
        (None, None, Some(programme)) => About::Programme(programme.into()),
        _ => {
            let mut failure = call.wrong(
                "course",
                "`course`, `provider` atau `programme`, salah satu",
                "`course`, `provider` or `programme`, one of them",
            );
            failure.fields.iter_mut().for_each(|problem| problem.pointer = "?course".to_owned());
            return Err(failure);
        }
    };
    let query = EffectQuery { about, from: call.day("from"), to: call.day("to"), shipped: &call.app.shipped };
    Reply::ok(effect_report(&call.context(), &query).await?)
}
