//! `consultation open|close|settle|step|sign`: from one state to the next.

use std::collections::BTreeSet;
use std::sync::Arc;

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::consultation::life::Notice;
use jenjang::consultation::submission::Channel;
use jenjang::legal::Language;
use jenjang_service::Seen;
use jenjang_service::consultation::{
    CloseConsultation, OpenConsultation, SettleConsultation, SignDraft, TakeStep, close_consultation, open_consultation,
    settle_consultation, sign_draft, take_step,
};

use super::{about, draft_of, stands, words};
use crate::args::text;
use crate::backend::Session;
use crate::commands::shared;
use crate::library::Library;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn commands(language: Language) -> [Command; 5] {
    let t = |id, en| text(language, id, en);
    let said = |name: &'static str, value: &'static str, id, en| Arg::new(name).long(name).value_name(value).help(t(id, en));
    let channels = words(Channel::ALL, Channel::as_str);
    let notice = match language {
        Language::Id => format!(
            "Pengumuman: saluran, bila perlu kelompoknya, dan cara membaca rancangan, misalnya online:staff,public=\"laman kabupaten\"; dapat diulang; saluran: {channels}"
        ),
        Language::En => format!(
            "A notice: the channel, groups where needed, and how to read the draft, such as online:staff,public=\"page of the district\"; may be repeated; channels: {channels}"
        ),
    };
    [
        about("open", language, t("Buka konsultasi, atau perpanjang", "Open the consultation, or move its last day"))
            .arg(said("until", "DATE", "Hari terakhir", "Last day").required(true))
            .arg(Arg::new("notice").long("notice").value_name("CHANNEL=ACCESS").action(ArgAction::Append).help(notice)),
        about("close", language, t("Tutup konsultasi setelah hari terakhirnya", "Close the consultation after its last day")),
        about(
            "settle",
            language,
            t("Teruskan ke tahap penetapan, setelah semua masukan ditanggapi", "Move on to the steps, once every submission is answered"),
        ),
        about("step", language, t("Selesaikan tahap sekarang, atau kembalikan rancangan", "End the present step, or give the draft back"))
            .arg(Arg::new("step").required(true).value_name("STEP").help(t("Kode tahap", "Code of the step")))
            .arg(
                Arg::new("return")
                    .long("return")
                    .action(ArgAction::SetTrue)
                    .help(t("Kembalikan ke tahap sebelumnya", "Give the draft back to the step before")),
            )
            .arg(said("note", "TEXT", "Catatan; alasan bila dikembalikan", "A note; the reason where it is given back")),
        about(
            "sign",
            language,
            t(
                "Tandatangani rancangan, yang menetapkan kebijakannya; bukan oleh penyusunnya",
                "Sign the draft, which enacts its policy; not by its drafter",
            ),
        )
        .arg(said(
            "effective",
            "DATE",
            "Hari pertama mengikat; bawaan: yang disebut naskahnya",
            "First day it binds; default: what its text says",
        ))
        .arg(said("note", "TEXT", "Nomor peraturan", "Number of the regulation")),
    ]
}

fn notices(matches: &ArgMatches, session: &Session) -> Result<Vec<Notice>, Failure> {
    let mut found = Vec::new();
    for given in matches.get_many::<String>("notice").into_iter().flatten() {
        let wrong = || {
            let channels = words(Channel::ALL, Channel::as_str);
            Failure::said(
                format!("`--notice {given}`: diharapkan SALURAN=CARA-MENGAKSES dengan saluran salah satu dari {channels}"),
                format!("`--notice {given}`: expected CHANNEL=HOW-TO-READ with one of the channels {channels}"),
            )
        };
        let (head, access) = given.split_once('=').ok_or_else(wrong)?;
        let (channel, groups) = head.split_once(':').unwrap_or((head, ""));
        let channel = Channel::ALL.iter().copied().find(|one| one.as_str() == channel).ok_or_else(wrong)?;
        let groups: BTreeSet<Arc<str>> = groups.split(',').map(str::trim).filter(|group| !group.is_empty()).map(Arc::from).collect();
        found.push(Notice { channel, on: session.today(), access: access.into(), groups });
    }
    Ok(found)
}

pub(crate) fn run(name: &str, matches: &ArgMatches, voice: &Voice) -> Result<Answer, Failure> {
    let id = draft_of(matches)?;
    let session = Session::open(matches)?;
    let note = matches.try_get_one::<String>("note").ok().flatten();
    match name {
        "open" => {
            let until = shared::required_date(matches, "until")?;
            let command = OpenConsultation { draft: id, until, notices: notices(matches, &session)? };
            let draft = session.ask(async |context| open_consultation(context, &command).await)?;
            let id = &draft.id;
            stands(
                &draft,
                &format!("Rancangan {id} dibuka untuk masukan sampai {until}."),
                &format!("Draft {id} is open for submissions until {until}."),
                voice,
            )
        }
        "close" => {
            let draft = session.ask(async |context| close_consultation(context, &CloseConsultation { draft: id }).await)?;
            let due = draft.answers_due();
            let (by_id, by_en) = due
                .map_or_else(Default::default, |due| (format!(" Tanggapan paling lambat {due}."), format!(" Answers are due by {due}.")));
            let id = &draft.id;
            stands(
                &draft,
                &format!("Konsultasi rancangan {id} ditutup.{by_id}"),
                &format!("The consultation of draft {id} is closed.{by_en}"),
                voice,
            )
        }
        "settle" => {
            let library = Library::open(&[], voice)?;
            let command = SettleConsultation { shipped: &library.files, draft: &id, seen: Seen::Anything };
            let draft = session.ask(async |context| settle_consultation(context, &command).await)?;
            stands(
                &draft,
                "Semua masukan sudah ditanggapi; kebijakannya diajukan untuk ditetapkan.",
                "Every submission is answered; the policy is handed in to be enacted.",
                voice,
            )
        }
        "step" => {
            let step: Arc<str> = shared::word(matches, "step").into();
            let returned = matches.get_flag("return");
            let command = TakeStep { draft: id, step, returned, note: note.cloned(), seen: Seen::Anything };
            let draft = session.ask(async |context| take_step(context, &command).await)?;
            let step = &command.step;
            if returned {
                stands(
                    &draft,
                    &format!("Rancangan dikembalikan dari tahap {step}."),
                    &format!("The draft is given back from step {step}."),
                    voice,
                )
            } else {
                stands(&draft, &format!("Tahap {step} selesai."), &format!("Step {step} is done."), voice)
            }
        }
        _ => {
            let library = Library::open(&[], voice)?;
            let effective = shared::date(matches, "effective")?;
            let command =
                SignDraft { shipped: &library.files, draft: &id, effective, note: note.map(String::as_str), seen: Seen::Anything };
            let draft = session.ask(async |context| sign_draft(context, &command).await)?;
            let Some(signature) = &draft.signed else {
                return Err(Failure::said("rancangan belum ditandatangani", "the draft is not signed"));
            };
            let (version, from) = (super::short(&signature.policy_version), signature.effective);
            let policy = draft.current().map(|version| version.text.policy.to_string()).unwrap_or_default();
            stands(
                &draft,
                &format!("Rancangan {} ditandatangani: {policy} versi {version} ditetapkan, mengikat sejak {from}.", draft.id),
                &format!("Draft {} is signed: {policy} version {version} is enacted, binds from {from}.", draft.id),
                voice,
            )
        }
    }
}
