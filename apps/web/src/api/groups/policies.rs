//! Policies: in force, in plain words with their source, their versions, and their way from proposal to enactment.

use jenjang::audit::Digest;
use jenjang::people::View;
use jenjang::policy::document::Status;
use jenjang::policy::explain::Explainer;
use jenjang_service::permissions::Action;
use jenjang_service::policies::{
    EnactPolicy, ProposePolicy, SubmitPolicy, WithdrawPolicy, enact_policy, list_policies, propose_policy, read_policies, submit_policy,
    withdraw_policy,
};
use serde_json::{Value, json};

use crate::api::call::{Call, Reply};
use crate::api::operation::{Field, Group, Kind, get, may, must, post, run};
use crate::error::Failure;
use crate::public::policies::unknown;

const DAY: &[Field] = &[may("on", Kind::Day, ("hari; bawaan: hari ini", "the day; today where absent"), "\"2027-04-01\"")];

const ONE: &[Field] = &[
    must("id", Kind::Text(120), ("kebijakan", "the policy"), "\"asn/promotion/regular\""),
    may("on", Kind::Day, ("hari; bawaan: hari ini", "the day; today where absent"), "\"2027-04-01\""),
    may("history", Kind::Flag, ("dengan setiap nilai yang pernah berlaku", "with every value it ever had"), "true"),
];

const VERSIONS: &[Field] = &[may("policy", Kind::Text(120), ("satu kebijakan saja", "one policy alone"), "\"asn/promotion/regular\"")];

const PROPOSE: &[Field] = &[
    must("file", Kind::Text(200), ("nama berkas", "name of the file"), "\"regular.toml\""),
    must(
        "text",
        Kind::Text(60_000),
        ("naskah dalam format kebijakan", "the text in the policy format"),
        "\"[policy]\\nid = \\\"asn/promotion/regular\\\"\"",
    ),
    may("purpose", Kind::Text(2_000), ("tujuan perubahan", "what the change is for"), "\"menurut PP 1/2027\""),
    may("effective", Kind::Day, ("mulai berlaku", "in force from"), "\"2027-04-01\""),
];

const VERSION: &[Field] = &[
    must("policy", Kind::Text(120), ("kebijakan", "the policy"), "\"asn/promotion/regular\""),
    must(
        "version",
        Kind::Text(64),
        ("versi, sidik SHA-256", "the version, a SHA-256"),
        "\"0000000000000000000000000000000000000000000000000000000000000000\"",
    ),
];

const ENACT: &[Field] = &[VERSION[0], VERSION[1], may("effective", Kind::Day, ("mulai berlaku", "in force from"), "\"2027-04-01\"")];

const WITHDRAW: &[Field] = &[VERSION[0], VERSION[1], must("reason", Kind::Text(2_000), ("alasan", "why"), "\"diganti rancangan lain\"")];

pub(crate) const GROUP: Group = Group {
    code: "policies",
    words: ("Kebijakan: yang berlaku, dalam kata-kata, versinya", "Policies: in force, in words, their versions"),
    operations: &[
        get("policies.list", "/policies", ("Kebijakan yang berlaku pada suatu hari", "The policies in force on a day"), run!(list))
            .by(Action::ReadPolicies)
            .for_everybody()
            .query(DAY)
            .paged(),
        get(
            "policies.read",
            "/policy",
            ("Satu kebijakan dalam bahasa sehari-hari, dengan naskahnya", "One policy in plain words, with its source"),
            run!(read),
        )
        .by(Action::ReadPolicies)
        .for_everybody()
        .query(ONE),
        get(
            "policies.versions",
            "/policy-versions",
            ("Versi yang diusulkan dan ditetapkan", "Versions proposed and enacted"),
            run!(versions),
        )
        .by(Action::ReadPolicies)
        .for_everybody()
        .query(VERSIONS)
        .paged(),
        post("policies.propose", "/policy-versions", ("Usulkan versi baru", "Propose a version"), run!(propose))
            .by(Action::ProposePolicy)
            .body(PROPOSE),
        post("policies.submit", "/policy-versions/submit", ("Ajukan rancangan untuk ditetapkan", "Hand in a draft"), run!(submit))
            .by(Action::SubmitPolicy)
            .body(VERSION),
        post(
            "policies.enact",
            "/policy-versions/enact",
            ("Tetapkan, oleh orang lain daripada pengusul", "Enact, by somebody else than the proposer"),
            run!(enact),
        )
        .by(Action::EnactPolicy)
        .body(ENACT),
        post("policies.withdraw", "/policy-versions/withdraw", ("Tarik rancangan", "Withdraw a draft"), run!(withdraw))
            .by(Action::WithdrawPolicy)
            .body(WITHDRAW),
    ],
};

async fn list(call: Call) -> Result<Reply, Failure> {
    let today = call.app.today();
    let on = call.day("on").unwrap_or(today);
    let library = read_policies(&call.context(), &call.app.shipped, View { as_of: on, known_at: today }).await?;
    let in_force = library.set.iter().filter(|policy| policy.effective.contains(on) && policy.status == Status::Enacted);
    let found: Vec<Value> = in_force
        .map(|policy| {
            let basis = policy.reference.as_ref();
            json!({ "id": policy.id, "title": policy.title, "summary": policy.summary, "version": policy.version, "reference": basis })
        })
        .collect();
    call.page_of(found, |policy| policy["id"].as_str().unwrap_or_default().to_owned())
}

async fn read(call: Call) -> Result<Reply, Failure> {
    let today = call.app.today();
    let on = call.day("on").unwrap_or(today);
    let library = read_policies(&call.context(), &call.app.shipped, View { as_of: on, known_at: today }).await?;
    let id = call.said("id");
    let policy = library.set.get(id).ok_or_else(|| unknown(id, library.set.iter().map(|policy| &*policy.id)))?;
    let day = Some(on).filter(|_| !call.flag("history"));
    let text = Explainer::new(policy, call.language).with_policies(&library.set).on(day).policy();
    let source = library.sources.get(&policy.file);
    Reply::ok(json!({
        "id": policy.id, "title": policy.title, "version": policy.version, "on": on, "in-force": policy.effective.contains(on),
        "language": crate::language::code(call.language), "text": text, "source": source,
    }))
}

async fn versions(call: Call) -> Result<Reply, Failure> {
    let found = list_policies(&call.context(), call.text("policy")).await?;
    let found = found.into_iter().map(|one| json!({ "version": one.version, "in-force": one.in_force })).collect();
    call.page_of(found, |one: &Value| {
        format!("{}/{}", one["version"]["policy"].as_str().unwrap_or_default(), one["version"]["version"].as_str().unwrap_or_default())
    })
}

fn version(call: &Call) -> Result<Digest, Failure> {
    call.said("version").parse().map_err(|_| call.wrong("version", "64 angka heksadesimal", "64 hexadecimal digits"))
}

async fn propose(call: Call) -> Result<Reply, Failure> {
    let command = ProposePolicy {
        shipped: &call.app.shipped,
        file: call.said("file"),
        text: call.said("text"),
        purpose: call.text("purpose"),
        effective: call.day("effective"),
    };
    let proposed = propose_policy(&call.context(), command).await?;
    let remarks: Vec<Value> = proposed.remarks.iter().map(|remark| json!({ "code": remark.code, "message": remark.message })).collect();
    Reply::created(json!({ "version": proposed.version, "remarks": remarks }))
}

async fn submit(call: Call) -> Result<Reply, Failure> {
    let command = SubmitPolicy { shipped: &call.app.shipped, policy: call.said("policy"), version: version(&call)? };
    Reply::ok(submit_policy(&call.context(), command).await?)
}

async fn enact(call: Call) -> Result<Reply, Failure> {
    let command =
        EnactPolicy { shipped: &call.app.shipped, policy: call.said("policy"), version: version(&call)?, effective: call.day("effective") };
    Reply::ok(enact_policy(&call.context(), command).await?)
}

async fn withdraw(call: Call) -> Result<Reply, Failure> {
    let command = WithdrawPolicy { policy: call.said("policy"), version: version(&call)?, reason: call.said("reason") };
    Reply::ok(withdraw_policy(&call.context(), command).await?)
}
