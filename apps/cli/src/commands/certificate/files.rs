//! `certificate issuer|revocations`: what is published so that anybody can verify.

use clap::{Arg, ArgMatches, Command};
use jenjang::legal::Language;
use jenjang_service::certificates::{PublishRevocations, issuer_document, publish_revocations};

use super::{key, output, write};
use crate::args::text;
use crate::backend::{Session, arguments};
use crate::output::{Answer, Failure, Voice};

pub(super) fn commands(language: Language) -> [Command; 2] {
    let t = |id, en| text(language, id, en);
    [
        Command::new("issuer")
            .about(t(
                "Berkas penerbit dengan semua kuncinya, untuk yang memeriksa",
                "The issuer's file with all its keys, for whoever verifies",
            ))
            .after_help(t(
                "Bagikan melalui jalan yang dipercaya: siapa yang menukarnya dapat menerbitkan sertifikat sendiri.",
                "Hand it out on a way that is trusted: whoever exchanges it can issue certificates of their own.",
            ))
            .arg(output(language))
            .args(arguments(language)),
        Command::new("revocations")
            .about(t("Daftar pencabutan bertanda tangan, untuk diumumkan", "The signed list of revoked certificates, to be published"))
            .arg(
                Arg::new("next-days")
                    .long("next-days")
                    .value_name("DAYS")
                    .default_value("30")
                    .value_parser(clap::value_parser!(u32).range(1..=3650))
                    .help(t(
                        "Daftar berikutnya terbit paling lambat sekian hari lagi; bawaan: 30",
                        "The next list is due in so many days; default: 30",
                    )),
            )
            .arg(output(language))
            .arg(key::argument(language))
            .args(arguments(language)),
    ]
}

pub(super) fn run(name: &str, matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    if name == "issuer" {
        let issuer = session.ask(async |context| issuer_document(context).await)?;
        if write(matches, format!("{:#}\n", issuer.to_json()).as_bytes())? {
            let keys = issuer.keys.len();
            voice.note(match voice.language {
                Language::Id => format!("Ditulis: {} dengan {keys} kunci.", issuer.name),
                Language::En => format!("Written: {} with {}.", issuer.name, crate::output::plural(keys, "key", "keys")),
            });
        }
        return Ok(Answer::Positive);
    }
    let key = key::open(matches, session)?;
    let next_in_days = matches.get_one::<u32>("next-days").copied().unwrap_or(30);
    let (list, file) = session.ask(async |context| publish_revocations(context, &PublishRevocations { next_in_days, key: &key }).await)?;
    if write(matches, file.as_bytes())? {
        let (count, next) = (list.revoked.len(), list.next.date_naive());
        voice.note(match voice.language {
            Language::Id => format!("Ditulis: {count} sertifikat dicabut; daftar berikutnya paling lambat {next}."),
            Language::En => {
                format!("Written: {} revoked; the next list is due {next}.", crate::output::plural(count, "certificate", "certificates"))
            }
        });
    }
    Ok(Answer::Positive)
}
