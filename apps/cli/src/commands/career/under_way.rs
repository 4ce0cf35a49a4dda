//! What development of a person is under way, beside the map: from the store, where it is asked for.

use clap::{Arg, ArgAction, ArgMatches};
use jenjang::legal::Language;
use jenjang_service::under_way::{UnderWay as Line, development_under_way};

use crate::args::text;
use crate::backend::{self, Session};
use crate::output::{Failure, Voice};
use crate::table::Table;

/// `--development`, and where the store is.
pub(super) fn arguments(language: Language) -> Vec<Arg> {
    let flag = Arg::new("development").long("development").action(ArgAction::SetTrue).help(text(
        language,
        "Sebut juga pengembangan yang sedang berjalan, dari data (--database); `id` dalam fakta adalah id internal pegawai",
        "Say what development is under way too, from the store (--database); `id` in the facts is the internal id of the person",
    ));
    std::iter::once(flag).chain(backend::arguments(language)).collect()
}

/// The store that was asked for, if it was.
pub(super) struct UnderWay(Option<Session>);

impl UnderWay {
    pub(super) fn of(matches: &ArgMatches) -> Result<UnderWay, Failure> {
        Ok(UnderWay(matches.get_flag("development").then(|| Session::open(matches)).transpose()?))
    }

    /// What is under way; `None` where nobody asked.
    fn lines(&self, id: Option<&str>) -> Result<Option<Vec<Line>>, Failure> {
        let Some(session) = &self.0 else { return Ok(None) };
        let id = id.ok_or_else(|| {
            Failure::said(
                "`--development` memerlukan `id` dalam fakta: id internal pegawai",
                "`--development` needs an `id` in the facts: the internal id of the person",
            )
        })?;
        let person = session.person(id)?;
        session.ask(async |context| development_under_way(context, &person).await).map(Some)
    }

    /// The lines as a member `development` of a JSON answer.
    pub(super) fn add_to(&self, value: &mut serde_json::Value, id: Option<&str>) -> Result<(), Failure> {
        let (Some(lines), Some(members)) = (self.lines(id)?, value.as_object_mut()) else { return Ok(()) };
        let lines = serde_json::to_value(lines).map_err(|error| Failure::said(format!("JSON: {error}"), format!("JSON: {error}")))?;
        members.insert("development".to_owned(), lines);
        Ok(())
    }

    /// The lines under a heading.
    pub(super) fn show(&self, id: Option<&str>, voice: &Voice) -> Result<(), Failure> {
        let Some(lines) = self.lines(id)? else { return Ok(()) };
        voice.line("");
        voice.line(voice.t("Pengembangan yang sedang berjalan", "Development under way"));
        if lines.is_empty() {
            voice.line(voice.t("  tidak ada", "  none"));
            return Ok(());
        }
        let header: &[&str] = if voice.language == Language::Id {
            &["jenis", "kegiatan", "keadaan", "sampai", "menutup kompetensi"]
        } else {
            &["kind", "activity", "state", "until", "closes competency"]
        };
        let mut table = Table::new(header);
        for line in &lines {
            table.row(vec![
                voice.label(&line.kind).to_owned(),
                voice.label(&line.title).to_owned(),
                voice.label(&line.state).to_owned(),
                line.last.map(|day| day.to_string()).unwrap_or_default(),
                line.competencies.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
            ]);
        }
        voice.line(table.render(voice));
        Ok(())
    }
}
