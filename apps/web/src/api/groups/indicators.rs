//! Indicators, their figures, and what needs attention.

use jenjang_service::indicators::{ReportReading, VerifyReading, attention, read_indicator, read_indicators, report, verify};
use jenjang_service::permissions::Action;
use serde_json::{Value, json};

use crate::api::call::{Call, Reply};
use crate::api::operation::{Field, Group, Kind, get, may, must, post, run};
use crate::error::Failure;

const REPORT: &[Field] = &[
    must("period", Kind::Id, ("masa pelaporan", "the period"), "\"2027-Q1\""),
    must("value", Kind::Decimal, ("capaian", "the figure"), "\"82.5\""),
    may("inputs", Kind::Map(&Kind::Decimal), ("bahan hitungan", "what it was computed from"), "{\"people\": \"120\"}"),
    must("evidence", Kind::Text(2_000), ("bukti", "the evidence"), "\"laporan triwulan\""),
    may(
        "correction",
        Kind::Text(2_000),
        ("mengapa capaian sebelumnya diperbaiki", "why the figure before is corrected"),
        "\"salah ketik\"",
    ),
];

const VERIFY: &[Field] = &[
    must("period", Kind::Id, ("masa pelaporan", "the period"), "\"2027-Q1\""),
    may(
        "refused",
        Kind::Text(2_000),
        ("alasan menolak; tanpa ini diterima", "why it is refused; accepted where absent"),
        "\"tanpa bukti\"",
    ),
];

pub(crate) const GROUP: Group = Group {
    code: "indicators",
    words: ("Indikator", "Indicators"),
    operations: &[
        get("indicators.list", "/indicators", ("Indikator dengan capaiannya", "Indicators with their figures"), run!(list))
            .by(Action::ReadIndicators)
            .paged(),
        get(
            "indicators.read",
            "/indicators/{indicator}",
            ("Satu indikator dengan capaiannya", "One indicator with its figures"),
            run!(read),
        )
        .by(Action::ReadIndicators),
        post("indicators.report", "/indicators/{indicator}/readings", ("Laporkan capaian", "Report a figure"), run!(report_reading))
            .by(Action::ReportIndicator)
            .body(REPORT)
            .guards("indicators.read"),
        post(
            "indicators.verify",
            "/indicators/{indicator}/verify",
            ("Periksa capaian, oleh orang lain daripada pelapor", "Verify a figure, by somebody else than the reporter"),
            run!(check),
        )
        .by(Action::VerifyIndicator)
        .body(VERIFY)
        .guards("indicators.read"),
        get(
            "indicators.attention",
            "/attention",
            ("Yang memerlukan perhatian: peringatan dan evaluasi kebijakan", "What needs attention: alerts and reviews of policies"),
            run!(alerts),
        )
        .by(Action::ReadIndicators),
    ],
};

async fn list(call: Call) -> Result<Reply, Failure> {
    let found = read_indicators(&call.context()).await?;
    let shown = found.into_iter().map(|one| json!({ "indicator": one.indicator, "readings": one.readings })).collect();
    call.page_of(shown, |one: &Value| one["indicator"]["id"].as_str().unwrap_or_default().to_owned())
}

async fn read(call: Call) -> Result<Reply, Failure> {
    let found = read_indicator(&call.context(), &call.path("indicator")?).await?;
    Reply::ok(json!({ "indicator": found.indicator, "readings": found.readings }))
}

async fn report_reading(call: Call) -> Result<Reply, Failure> {
    let command = ReportReading {
        indicator: call.path("indicator")?,
        period: call.id("period")?,
        value: call.decimal("value").unwrap_or_default(),
        inputs: call.read::<Option<_>>("inputs")?.unwrap_or_default(),
        evidence: call.said("evidence").to_owned(),
        correction: call.text("correction").map(str::to_owned),
    };
    Reply::created(report(&call.context(), &command).await?)
}

async fn check(call: Call) -> Result<Reply, Failure> {
    let command =
        VerifyReading { indicator: call.path("indicator")?, period: call.id("period")?, refused: call.text("refused").map(str::to_owned) };
    Reply::ok(verify(&call.context(), &command).await?)
}

async fn alerts(call: Call) -> Result<Reply, Failure> {
    let found = attention(&call.context(), &call.app.shipped).await?;
    let reviews: Vec<Value> = found
        .reviews
        .iter()
        .map(|one| json!({ "policy": one.policy, "version": one.version, "since": one.since, "due": one.due, "reviewed-before": one.reviewed_before }))
        .collect();
    Reply::ok(json!({ "alerts": found.alerts, "reviews": reviews }))
}
