//! Indicators, their figures, and what needs attention.

use std::sync::Arc;

use jenjang::indicator::{Indicator, ReportingPeriod};
use jenjang::record::Kept;
use jenjang_service::Seen;
use jenjang_service::indicators::{
    CalculateReadings, DefineIndicators, IndicatorView, Outcome, PromiseFigures, PublishStatistics, PublishedTable, ReportReading,
    ReviewPolicy, VerifyReading, attention, calculate, define_as_seen, list_published, promise, publish, read_indicator, read_indicators,
    read_published, read_reviews, report, review, verify,
};
use jenjang_service::permissions::Action;
use serde_json::{Value, json};

use crate::api::call::{Call, REVISIONS, Reply};
use crate::api::operation::{Field, Group, Kind, get, may, must, post, run};
use crate::development::needs;
use crate::error::Failure;
use crate::state::facts;

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

const DEFINE: &[Field] = &[
    must(
        "indicators",
        Kind::Many(&Kind::Any, 500),
        ("indikator sebagaimana `indicators.read` memberikannya", "indicators as `indicators.read` gives them"),
        r#"[{"id": "kompetensi", "name": {"id": "Kompetensi", "en": "Competency"}, "unit": {"id": "%", "en": "%"}, "direction": "up", "period": "quarter", "source": "reported", "achievement": "realised / target * 100", "off-track": "achievement < 80", "places": 1, "tolerance": "0", "due-days": 14, "since": "2027-Q1"}]"#,
    ),
    may(
        "revisions",
        Kind::Map(&REVISIONS),
        (
            "`revision` yang dibaca, menurut id indikator; tanpa ini hanya yang baru disimpan, yang sudah ada dan akan berubah dijawab 409",
            "the `revision` that was read, by id of the indicator; without it only what is new is kept, what is there and would change is answered 409",
        ),
        "{}",
    ),
];

const CALCULATE: &[Field] = &[
    may("indicator", Kind::Id, ("satu indikator; bawaan: semua", "one indicator; all where absent"), "\"jp-rerata\""),
    may("period", Kind::Id, ("masa; bawaan: yang terakhir berakhir", "the period; the last that ended where absent"), "\"2026-Q3\""),
];

const LINE: &[Field] = &[
    must("indicator", Kind::Id, ("indikator", "the indicator"), "\"jp-rerata\""),
    must("period", Kind::Id, ("masa", "the period"), "\"2027-Q4\""),
    must("expected", Kind::Decimal, ("capaian yang dijanjikan", "the figure promised"), "\"25\""),
    must("basis", Kind::One(&["stated", "simulated"]), ("dasarnya", "what it rests on"), "\"stated\""),
];

const VERSION: Field = may(
    "version",
    Kind::Id,
    ("versi; bawaan: yang berlaku", "the version; the one in force where absent"),
    "\"0000000000000000000000000000000000000000000000000000000000000000\"",
);

const PROMISE: &[Field] = &[
    must("policy", Kind::Text(120), ("kebijakan", "the policy"), "\"asn/promotion/regular\""),
    VERSION,
    must(
        "lines",
        Kind::Many(&Kind::Object(LINE), 200),
        ("janji", "what is promised"),
        "[{\"indicator\": \"jp-rerata\", \"period\": \"2027-Q4\", \"expected\": \"25\", \"basis\": \"stated\"}]",
    ),
];

const REVIEW: &[Field] = &[
    must("policy", Kind::Text(120), ("kebijakan", "the policy"), "\"asn/promotion/regular\""),
    VERSION,
    must("recommendation", Kind::One(&["keep", "amend", "repeal"]), ("saran", "the recommendation"), "\"keep\""),
    must("reasons", Kind::Text(8_000), ("alasan", "why"), "\"capaian sesuai janji\""),
];

const REVIEWS: &[Field] =
    &[may("policy", Kind::Text(120), ("satu kebijakan; bawaan: semua", "one policy; all where absent"), "\"asn/promotion/regular\"")];

const PUBLISH: &[Field] = &[
    must("outcome", Kind::One(&["decisions", "learning", "training"]), ("yang dihitung", "what is counted"), "\"decisions\""),
    may("round", Kind::Id, ("putaran, untuk decisions", "the round, for decisions"), "\"kp-reguler-2026-11\""),
    may("period", Kind::Id, ("masa, untuk learning dan training", "the period, for learning and training"), "\"2026-Q3\""),
    may("by", Kind::Many(&Kind::One(&["unit", "sex", "grade-group"]), 3), ("menurut", "by"), "[\"unit\"]"),
    may("unit", Kind::Id, ("unit dan semua di bawahnya", "a unit and all under it"), "\"synthetic-daerah-001\""),
    may("dry-run", Kind::Flag, ("hanya tampilkan, jangan diumumkan", "only show, do not publish"), "true"),
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
        post(
            "indicators.define",
            "/indicators",
            (
                "Simpan indikator, semua atau tidak satu pun; 409 bila orang lain membuat atau mengubahnya sementara itu",
                "Keep indicators, all or none; 409 where somebody else made or changed one meanwhile",
            ),
            run!(define_all),
        )
        .by(Action::ManageIndicator)
        .body(DEFINE)
        .large(),
        post(
            "indicators.calculate",
            "/indicator-calculations",
            ("Hitung dari data tersimpan", "Calculate from stored data"),
            run!(calculated),
        )
        .by(Action::ReportIndicator)
        .body(CALCULATE),
        get("indicators.reviews", "/policy-reviews", ("Janji dan evaluasi kebijakan", "Promises and reviews of policies"), run!(reviews))
            .by(Action::ReadIndicators)
            .query(REVIEWS),
        post("indicators.promise", "/policy-promises", ("Janjikan capaian kebijakan", "Promise figures for a policy"), run!(promised))
            .by(Action::ReviewPolicy)
            .body(PROMISE),
        post("indicators.review", "/policy-reviews", ("Evaluasi kebijakan", "Review a policy"), run!(reviewed))
            .by(Action::ReviewPolicy)
            .body(REVIEW),
        get("indicators.statistics", "/published-statistics", ("Statistik yang diumumkan", "Published statistics"), run!(statistics))
            .by(Action::ReadStatistics)
            .for_everybody()
            .paged(),
        get(
            "indicators.statistic",
            "/published-statistics/{*table}",
            ("Satu tabel yang diumumkan", "One published table"),
            run!(statistic),
        )
        .by(Action::ReadStatistics)
        .for_everybody(),
        post(
            "indicators.publish",
            "/published-statistics",
            ("Umumkan angka dengan kelompok kecil ditutup", "Publish figures, with small groups suppressed"),
            run!(published),
        )
        .by(Action::PublishStatistics)
        .body(PUBLISH),
    ],
};

/// An indicator with the revision that a change of it has to name.
fn shown(found: &IndicatorView) -> Value {
    json!({ "indicator": found.indicator, "revision": found.revision, "readings": found.readings })
}

async fn list(call: Call) -> Result<Reply, Failure> {
    let found = read_indicators(&call.context()).await?;
    call.page_of(found.iter().map(shown).collect(), |one: &Value| one["indicator"]["id"].as_str().unwrap_or_default().to_owned())
}

async fn read(call: Call) -> Result<Reply, Failure> {
    Reply::ok(shown(&read_indicator(&call.context(), &call.path("indicator")?).await?))
}

async fn report_reading(call: Call) -> Result<Reply, Failure> {
    let command = ReportReading {
        indicator: call.path("indicator")?,
        period: call.id("period")?,
        value: call.decimal("value").unwrap_or_default(),
        inputs: call.read::<Option<_>>("inputs")?.unwrap_or_default(),
        evidence: call.said("evidence").to_owned(),
        correction: call.text("correction").map(str::to_owned),
        seen: Seen::Anything,
    };
    Reply::created(report(&call.context(), &command).await?)
}

async fn check(call: Call) -> Result<Reply, Failure> {
    let command = VerifyReading {
        indicator: call.path("indicator")?,
        period: call.id("period")?,
        refused: call.text("refused").map(str::to_owned),
        seen: Seen::Anything,
    };
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

async fn define_all(call: Call) -> Result<Reply, Failure> {
    let indicators: Vec<Indicator> = call.read("indicators")?;
    let seen = call.read::<Option<_>>("revisions")?.unwrap_or_default();
    let done = define_as_seen(&call.context(), &DefineIndicators { indicators }, &seen).await?;
    Reply::ok(json!({ "new": done.new, "changed": done.changed, "as-before": done.as_before }))
}

async fn calculated(call: Call) -> Result<Reply, Failure> {
    let indicator = call.maybe("indicator")?;
    let period: Option<ReportingPeriod> = call.read("period")?;
    let command = CalculateReadings { indicator: indicator.as_ref(), period, library: needs(&call.app), gatherer: &facts };
    let found = calculate(&call.context(), &command).await?;
    let shown: Vec<Value> =
        found.iter().map(|one| json!({ "indicator": one.indicator.id, "reading": one.reading, "new": one.new })).collect();
    Reply::ok(json!({ "readings": shown }))
}

async fn reviews(call: Call) -> Result<Reply, Failure> {
    let policy: Option<Arc<str>> = call.text("policy").map(Into::into);
    let found = read_reviews(&call.context(), policy.as_ref()).await?;
    Reply::ok(json!({ "reviews": found.kept }))
}

async fn promised(call: Call) -> Result<Reply, Failure> {
    let command = PromiseFigures { policy: call.said("policy").into(), version: call.read("version")?, lines: call.read("lines")? };
    Reply::created(promise(&call.context(), &command).await?)
}

async fn reviewed(call: Call) -> Result<Reply, Failure> {
    let command = ReviewPolicy {
        policy: call.said("policy").into(),
        version: call.read("version")?,
        recommendation: call.read("recommendation")?,
        reasons: call.said("reasons").to_owned(),
    };
    Reply::created(review(&call.context(), &command).await?)
}

/// A table with its id and what its unit is called.
fn table(found: &PublishedTable) -> Value {
    json!({ "id": found.table.key(), "table": found.table, "unit": found.unit.as_ref().map(|unit| &unit.name) })
}

async fn statistics(call: Call) -> Result<Reply, Failure> {
    let found = list_published(&call.context()).await?;
    call.page_of(found.iter().map(table).collect(), |one: &Value| one["id"].as_str().unwrap_or_default().to_owned())
}

async fn statistic(call: Call) -> Result<Reply, Failure> {
    Reply::ok(table(&read_published(&call.context(), call.word("table")).await?))
}

async fn published(call: Call) -> Result<Reply, Failure> {
    let period = || call.read::<ReportingPeriod>("period");
    let outcome = match call.said("outcome") {
        "decisions" => Outcome::Decisions(call.id("round")?),
        "learning" => Outcome::Learning(period()?),
        _ => Outcome::Training(period()?),
    };
    let command = PublishStatistics {
        outcome,
        by: call.read::<Option<_>>("by")?.unwrap_or_default(),
        unit: call.maybe("unit")?,
        dry_run: call.flag("dry-run"),
        shipped: &call.app.shipped,
        gatherer: &facts,
    };
    let done = publish(&call.context(), &command).await?;
    Reply::ok(json!({ "dry-run": command.dry_run, "new": done.new, "table": done.table }))
}
