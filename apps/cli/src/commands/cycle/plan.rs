//! `cycle plan`.

use clap::{Arg, ArgAction, ArgMatches, Command};
use jenjang::legal::{Label, Language};
use jenjang_service::Seen;
use jenjang_service::cycles::{CycleText, PlanCycle, plan};
use serde_json::json;

use super::{about, cycle_of};
use crate::args::text;
use crate::backend::Session;
use crate::commands::shared;
use crate::library::read_file;
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    let t = |id, en| text(language, id, en);
    about("plan", language, t("Rencanakan periode untuk sebuah unit dan semua di bawahnya", "Plan a cycle for a unit and all under it"))
        .after_help(t(
            "Oleh pengelola kepegawaian unit. Siapa menilai siapa diambil dari data pegawai hari ini: unit, atasan, jenis jabatan.\nContoh: jenjang cycle plan 2026-1 --unit dinas-a --as 199001012015031900",
            "By an HR officer of the unit. Who may rate whom is taken from the people as they are today: unit, superior, kind of position.\nExample: jenjang cycle plan 2026-1 --unit unit-a --as 199001012015031900",
        ))
        .arg(Arg::new("unit").long("unit").required(true).value_name("UNIT").help(t("Unit kerja", "The unit")))
        .arg(Arg::new("title").long("title").value_name("TEXT").help(t("Judul; bawaan: id periode", "Title; default: the id of the cycle")))
        .arg(Arg::new("scheme").long("scheme").value_name("ID|FILE").default_value("asn/360/default").help(t(
            "Skema menurut id, atau berkas TOML sendiri; bawaan: asn/360/default",
            "A scheme by id, or a TOML file of your own; default: asn/360/default",
        )))
        .arg(Arg::new("instrument").long("instrument").value_name("ID|FILE").help(t(
            "Instrumen menurut id, atau berkas TOML sendiri; bawaan: instrumen skema",
            "An instrument by id, or a TOML file of your own; default: that of the scheme",
        )))
        .arg(Arg::new("again").long("again").action(ArgAction::SetTrue).help(t(
            "Rencanakan ulang periode yang sudah direncanakan, selama belum ada penilai yang ditunjuk",
            "Plan a planned cycle anew, as long as no raters are named",
        )))
}

pub(crate) fn run(matches: &ArgMatches, session: &Session, voice: &Voice) -> Result<Answer, Failure> {
    let cycle = cycle_of(matches)?;
    let library = jenjang_asn::evaluation();
    let named = shared::word(matches, "scheme");
    let scheme = text_of(named, jenjang_asn::scheme_texts().find(|(_, text)| names(text, named)))?;
    let instrument = match matches.get_one::<String>("instrument") {
        Some(named) => text_of(named, jenjang_asn::instrument_texts().find(|(_, text)| names(text, named)))?,
        None => {
            let mut read = jenjang_asn::evaluation();
            let known = library.scheme(named).map(|scheme| scheme.parts().instrument.clone());
            let wanted =
                known.or_else(|| read.add_scheme(&scheme.file, scheme.text.as_bytes()).map(|scheme| scheme.parts().instrument.clone()));
            let wanted = wanted.unwrap_or_default();
            text_of(&wanted, jenjang_asn::instrument_texts().find(|(_, text)| names(text, &wanted)))?
        }
    };
    let title = matches.get_one::<String>("title").cloned().unwrap_or_else(|| cycle.to_string());
    let command = PlanCycle {
        cycle: cycle.clone(),
        title: Label::new(title.clone(), title),
        unit: shared::id(shared::word(matches, "unit"))?,
        scheme,
        instrument,
        chart: None,
        seen: if matches.get_flag("again") { Seen::Anything } else { Seen::Nothing },
    };
    let planned = session.ask(async |context| plan(context, &command).await)?;
    for warning in &planned.warnings {
        voice.note(voice.label(&warning.message));
    }
    if voice.is_json() {
        voice.json(&json!({ "schema": "jenjang/cycle-planned/1", "cycle": cycle, "members": planned.members, "without-position": planned.without_position }))?;
        return Ok(Answer::Positive);
    }
    voice.line(match voice.language {
        Language::Id => format!(
            "Periode {cycle} direncanakan untuk {} orang. Berikutnya: `jenjang cycle nominate {cycle} --seed {cycle}`.",
            planned.members
        ),
        Language::En => {
            format!("Cycle {cycle} is planned for {} people. Next: `jenjang cycle nominate {cycle} --seed {cycle}`.", planned.members)
        }
    });
    if !planned.without_position.is_empty() {
        let count = planned.without_position.len();
        voice.line(match voice.language {
            Language::Id => format!("{count} orang tidak diketahui jabatannya hari ini, sehingga bukan rekan siapa pun."),
            Language::En => format!("The position of {count} people today is not known, so that they are nobody's peers."),
        });
    }
    Ok(Answer::Positive)
}

/// Whether a shipped text is the one of this id.
fn names(text: &str, id: &str) -> bool {
    let own = text.lines().find_map(|line| line.trim_start().strip_prefix("id")?.trim_start().strip_prefix('=').map(str::trim));
    own.is_some_and(|own| own.split('"').nth(1) == Some(id))
}

fn text_of(named: &str, shipped: Option<(&'static str, &'static str)>) -> Result<CycleText, Failure> {
    if let Some((file, text)) = shipped {
        return Ok(CycleText { file: file.into(), text: text.into() });
    }
    let bytes = read_file(named)?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::said(format!("`{named}` bukan teks UTF-8"), format!("`{named}` is not UTF-8 text")))?;
    Ok(CycleText { file: named.into(), text: text.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_texts_are_found_by_their_id() {
        let library = jenjang_asn::evaluation();
        for scheme in &library.schemes {
            assert!(jenjang_asn::scheme_texts().any(|(_, text)| names(text, &scheme.parts().id)), "{}", scheme.parts().id);
        }
        for instrument in &library.instruments {
            assert!(jenjang_asn::instrument_texts().any(|(_, text)| names(text, &instrument.parts().id)), "{}", instrument.parts().id);
        }
    }
}
