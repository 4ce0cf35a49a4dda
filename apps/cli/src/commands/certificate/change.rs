//! `certificate revoke|renew`.

use clap::{Arg, ArgMatches, Command};
use jenjang::certificate::RevocationReason;
use jenjang::legal::Language;
use jenjang_service::certificates::{RenewCertificate, RevokeCertificate, renew_certificate, revoke_certificate};
use serde_json::json;

use super::{certificate, certificate_of, issue, key, output};
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::commands::shared;
use crate::output::{Answer, Failure, Voice};

pub(super) fn commands(language: Language) -> [Command; 2] {
    let t = |id, en| text(language, id, en);
    let reasons: Vec<String> =
        RevocationReason::ALL.iter().map(|reason| format!("{} ({})", reason.as_str(), reason.label().get(language))).collect();
    [
        Command::new("revoke")
            .about(t("Cabut sertifikat, sebagai pengelola kepegawaian (--as)", "Take a certificate back, as an HR officer (--as)"))
            .after_help(format!(
                "{}: {}.\n{}",
                t("Alasan", "Reasons"),
                reasons.join(", "),
                t(
                    "Kode alasan terlihat umum dalam daftar pencabutan; catatan (--note) hanya di sini. Terbitkan daftarnya dengan `certificate revocations`.",
                    "The code of the reason is public in the list of revoked certificates; the note (--note) stays here. Publish the list with `certificate revocations`.",
                )
            ))
            .arg(certificate(language))
            .arg(
                Arg::new("reason")
                    .long("reason")
                    .required(true)
                    .value_name("CODE")
                    .value_parser(RevocationReason::ALL.map(RevocationReason::as_str))
                    .hide_possible_values(true)
                    .help(t("Kode alasan", "Code of the reason")),
            )
            .arg(Arg::new("note").long("note").required(true).value_name("TEXT").help(t("Catatan untuk arsip sendiri", "A note for the own files")))
            .args(arguments(language)),
        Command::new("renew")
            .about(t("Perbarui sertifikat: yang baru menunjuk yang lama", "Renew a certificate: the new one points at the old"))
            .arg(certificate(language))
            .arg(Arg::new("id").long("id").value_name("CERTIFICATE").help(t("Id sertifikat baru; bawaan: acak", "Id of the new certificate; default: random")))
            .arg(Arg::new("evidence").long("evidence").value_name("TEXT").help(t("Dasar pembaruan; bawaan: dasar yang lama", "What the renewal rests on; default: as before")))
            .args(issue::days(language))
            .arg(output(language))
            .arg(key::argument(language))
            .args(arguments(language)),
    ]
}

pub(super) fn run(name: &str, matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let id = certificate_of(matches)?;
    if name == "renew" {
        let key = key::open(matches, session)?;
        let given = |name: &str| matches.get_one::<String>(name).map(|text| text.as_str());
        let command = RenewCertificate {
            id,
            new_id: given("id").map(shared::id).transpose()?,
            evidence: given("evidence").map(Into::into),
            first: shared::date(matches, "from")?,
            last: shared::date(matches, "until")?,
            key: &key,
        };
        let renewed = session.ask(async |context| renew_certificate(context, &command).await)?;
        return issue::tell(matches, &renewed, voice);
    }
    let code = shared::word(matches, "reason");
    let reason = RevocationReason::ALL.into_iter().find(|reason| reason.as_str() == code).unwrap_or(RevocationReason::IssuedInError);
    let command = RevokeCertificate { id, reason, note: shared::word(matches, "note").into() };
    let revoked = session.ask(async |context| revoke_certificate(context, &command).await)?;
    if voice.is_json() {
        voice.json_pretty(&json!({ "schema": "jenjang/certificate/1", "certificate": revoked }))?;
        return Ok(Answer::Positive);
    }
    voice.line(match voice.language {
        Language::Id => format!("Sertifikat {} dicabut: {}. Terbitkan daftar pencabutan yang baru.", revoked.id, reason.label().id),
        Language::En => {
            format!("Certificate {} is revoked: {}. Publish the new list of revoked certificates.", revoked.id, reason.label().en)
        }
    });
    Ok(Answer::Positive)
}
