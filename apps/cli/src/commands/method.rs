//! `method run|list`: the formulas of the libraries by name, so that others can bring their own lines.

use std::io::BufRead;

use clap::{ArgMatches, Command};
use jenjang::legal::{Label, Language};
use serde_json::{Map, Value as Json};

use crate::args::text;
use crate::methods::{self, Inputs, TOPICS};
use crate::output::{Answer, Failure, Voice};

pub(crate) fn command(language: Language) -> Command {
    Command::new("method")
        .about(text(language, "Hitung dengan rumus bernama", "Compute with a named formula"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("run")
                .about(text(
                    language,
                    "Baca JSON lines {\"id\", \"method\", \"inputs\"} dari masukan standar dan jawab {\"id\", \"outputs\"}",
                    "Read JSON lines {\"id\", \"method\", \"inputs\"} from standard input and answer {\"id\", \"outputs\"}",
                ))
                .after_help(text(
                    language,
                    "Nilai yang tidak terdefinisi dijawab null, sebabnya ada di \"reasons\"; baris yang salah dijawab {\"id\", \"error\"}. Kode keluar 1 bila ada baris yang salah.",
                    "A value that is not defined is null, its reason is under \"reasons\"; a wrong line is answered {\"id\", \"error\"}. Exit code 1 when a line is wrong.",
                )),
        )
        .subcommand(Command::new("list").about(text(
            language,
            "Daftar rumus: nama, arti, masukan",
            "List the formulas: name, meaning, inputs",
        )))
}

pub(crate) fn run(matches: &ArgMatches, language: Language) -> Result<Answer, Failure> {
    match matches.subcommand() {
        Some(("run", matches)) => lines(&Voice::of(matches, language)),
        Some((_, matches)) => list(&Voice::of(matches, language)),
        None => Err(Failure::said("perintah belum disebut", "no command given")),
    }
}

fn list(voice: &Voice) -> Result<Answer, Failure> {
    for topic in TOPICS {
        let all = topic.methods.iter().copied().flatten();
        if voice.is_json() {
            for method in all {
                voice.json(&serde_json::json!({
                    "schema": "jenjang/method/1",
                    "topic": topic.name,
                    "method": method.name,
                    "meaning": { "id": method.id, "en": method.en },
                    "formula": method.formula,
                    "inputs": method.inputs,
                }))?;
            }
            continue;
        }
        voice.line(format!("{} ({})", voice.t(topic.id, topic.en), topic.name));
        for method in all {
            voice.line(format!("  {}  {}", method.name, voice.t(method.id, method.en)));
            voice.line(format!("      {}", method.formula));
            voice.line(format!("      {}: {}", voice.t("masukan", "inputs"), method.inputs));
        }
        voice.line("");
    }
    Ok(Answer::Positive)
}

fn lines(voice: &Voice) -> Result<Answer, Failure> {
    let mut all_fine = true;
    for line in std::io::stdin().lock().split(b'\n') {
        let line = line
            .map_err(|e| Failure::said(format!("masukan standar tidak dapat dibaca: {e}"), format!("cannot read standard input: {e}")))?;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let (id, result) = answer(&line);
        let mut reply = Map::new();
        reply.insert("id".to_owned(), id);
        match result {
            Ok(mut outputs) => {
                say_reasons(&mut outputs, voice);
                reply.insert("outputs".to_owned(), Json::Object(outputs))
            }
            Err(problem) => {
                all_fine = false;
                reply.insert("error".to_owned(), Json::String(voice.label(&problem).to_owned()))
            }
        };
        voice.json(&reply)?;
    }
    Ok(Answer::positive_if(all_fine))
}

/// Reasons come in both languages and are told in the one of the reader.
fn say_reasons(outputs: &mut Map<String, Json>, voice: &Voice) {
    if let Some(reasons) = outputs.get_mut("reasons").and_then(Json::as_object_mut) {
        for reason in reasons.values_mut() {
            if let Some(said) = reason.get(voice.t("id", "en")).cloned() {
                *reason = said;
            }
        }
    }
}

/// The id as it came, and the outputs or what is wrong with the line.
fn answer(line: &[u8]) -> (Json, Result<Map<String, Json>, Label>) {
    let request: Map<String, Json> = match serde_json::from_slice(line) {
        Ok(request) => request,
        Err(e) => {
            let problem = Label::new(
                format!("baris ini bukan objek JSON: {e}, diharapkan {{\"id\", \"method\", \"inputs\"}}"),
                format!("this line is not a JSON object: {e}, expected {{\"id\", \"method\", \"inputs\"}}"),
            );
            return (Json::Null, Err(problem));
        }
    };
    let id = request.get("id").cloned().unwrap_or(Json::Null);
    let request = Inputs::new(&request);
    let result = request.text("method").and_then(|name| {
        let method = methods::find(name).ok_or_else(|| unknown(name))?;
        (method.run)(&Inputs::new(request.object("inputs")?))
    });
    (id, result)
}

fn unknown(name: &str) -> Label {
    let all = TOPICS.iter().flat_map(|topic| topic.methods.iter().copied().flatten()).map(|method| method.name);
    let nearest = jenjang::policy::expression::suggest::nearest(name, all);
    let (id, en) = nearest.map_or_else(Default::default, |near| (format!("; mungkin `{near}`"), format!("; did you mean `{near}`")));
    Label::new(
        format!("rumus `{name}` tidak dikenal, lihat `jenjang method list`{id}"),
        format!("unknown method `{name}`, see `jenjang method list`{en}"),
    )
}
