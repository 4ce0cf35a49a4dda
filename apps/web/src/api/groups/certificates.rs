//! Certificates: whose, how they stand, and whether one that is shown is real.

use jenjang_credentials::verify;
use jenjang_service::certificates::{
    RevokeCertificate, issuer_document, known_revocations, list_certificates, read_certificate, recipient_code, revoke_certificate,
};
use jenjang_service::permissions::Action;
use jenjang_service::verification::{Verified, verify_code};
use serde_json::{Value, json};

use crate::api::call::{Call, Reply};
use crate::api::operation::{Field, Group, Kind, get, must, post, run};
use crate::error::Failure;

const FILE: &[Field] = &[must(
    "certificate",
    Kind::Any,
    ("berkas sertifikat sebagai objek JSON", "the certificate file as a JSON object"),
    "{\"@context\": []}",
)];

const REVOKE: &[Field] = &[
    must("reason", Kind::Id, ("alasan: kode", "the reason: a code"), "\"issued-in-error\""),
    must("note", Kind::Text(2_000), ("keterangan", "a note"), "\"salah nama\""),
];

pub(crate) const GROUP: Group = Group {
    code: "certificates",
    words: ("Sertifikat", "Certificates"),
    operations: &[
        get("certificates.list", "/people/{person}/certificates", ("Sertifikat seseorang", "Somebody's certificates"), run!(list))
            .by(Action::ReadCertificates)
            .paged(),
        get(
            "certificates.read",
            "/certificates/{certificate}",
            ("Satu sertifikat dan kedudukannya", "One certificate and how it stands"),
            run!(read),
        )
        .by(Action::ReadCertificates),
        get("certificates.code", "/me/recipient-code", ("Kode penerima saya", "My recipient code"), run!(code))
            .by(Action::ReadCertificates),
        post("certificates.revoke", "/certificates/{certificate}/revoke", ("Cabut sertifikat", "Revoke a certificate"), run!(revoke))
            .by(Action::RevokeCertificate)
            .body(REVOKE)
            .guards("certificates.read"),
        get(
            "certificates.verify-code",
            "/verify/{code}",
            ("Apa yang ada di balik kode pada sertifikat atau keputusan", "What stands behind the code on a certificate or decision"),
            run!(check_code),
        )
        .by(Action::VerifyCode)
        .for_everybody(),
        post(
            "certificates.verify",
            "/verify-certificate",
            ("Apakah berkas sertifikat ini asli dan berlaku", "Whether this certificate file is real and holds"),
            run!(check),
        )
        .for_everybody()
        .body(FILE)
        .unkept(),
    ],
};

async fn list(call: Call) -> Result<Reply, Failure> {
    let found = list_certificates(&call.context(), &call.path("person")?).await?;
    call.page_of(found, |one| one.certificate.id.as_str().to_owned())
}

async fn read(call: Call) -> Result<Reply, Failure> {
    Reply::ok(read_certificate(&call.context(), &call.path("certificate")?).await?)
}

async fn code(call: Call) -> Result<Reply, Failure> {
    Reply::ok(json!({ "code": recipient_code(&call.context(), &call.me()?).await? }))
}

async fn revoke(call: Call) -> Result<Reply, Failure> {
    let command = RevokeCertificate { id: call.path("certificate")?, reason: call.read("reason")?, note: call.said("note").into() };
    Reply::ok(revoke_certificate(&call.context(), &command).await?)
}

async fn check_code(call: Call) -> Result<Reply, Failure> {
    match verify_code(&call.context(), call.word("code")).await?.ok_or_else(Failure::not_found)? {
        Verified::Certificate(one) => {
            let revoked = one.revoked.as_ref().map(|(on, reason)| json!({ "on": on, "reason": reason }));
            let title = one.says.as_ref().map(|badge| badge.achievement.name.clone());
            Reply::ok(json!({
                "kind": "certificate", "number": one.number, "standing": one.standing, "first": one.first, "last": one.last,
                "revoked": revoked, "title": title, "digest": one.digest, "renewed": one.renewed,
            }))
        }
        Verified::Decision(one) => Reply::ok(json!({
            "kind": "decision", "policy": one.policy, "version": one.version, "as-of": one.as_of, "decided-on": one.decided_on,
            "outcome": one.outcome, "replaces": one.replaces,
        })),
    }
}

async fn check(call: Call) -> Result<Reply, Failure> {
    let file = call.given.get("certificate").map(Value::to_string).unwrap_or_default();
    // an agency without a key has issued nothing
    let trusted: Vec<_> = issuer_document(&call.context()).await.ok().into_iter().collect();
    let revocations = known_revocations(&call.context()).await.ok();
    let found = verify(&file, &trusted, revocations.as_ref(), call.app.now());
    let findings: Vec<Value> = found.findings.iter().map(|finding| json!(finding.message())).collect();
    let title = found.badge.as_ref().map(|badge| badge.achievement.name.clone());
    Reply::ok(json!({ "valid": found.is_valid(), "findings": findings, "title": title, "digest": found.digest }))
}
