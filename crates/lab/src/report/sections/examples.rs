//! A few people each way.

use jenjang::legal::Label;
use rust_decimal::Decimal;

use crate::compare::{Because, Example, Examples};
use crate::report::Contents;
use crate::report::document::capital;
use crate::report::numbers::Writer;
use crate::report::page::{Block, Person, Section, Tone};
use crate::report::table::{Cell, Table};

pub(super) fn section(contents: &Contents, writer: Writer) -> Option<Section> {
    let examples = contents.comparison.examples.as_ref()?;
    let mut section = Section::new("contoh", writer.pick("Contoh orang yang terdampak", "Examples of people affected"));
    section.text(writer.pick(
        "Tanpa identitas: ciri yang dilindungi tidak ditampilkan, tanggal hanya sampai bulan, dan data yang dapat menunjuk satu orang dihilangkan.",
        "Without identity: protected facts are not shown, dates by month only, and facts that could single out a person are left away.",
    ));
    let ways = [
        (
            &examples.gained,
            Tone::Gain,
            ("Diuntungkan", "Gains"),
            ("Tidak ada contoh orang yang diuntungkan.", "There is no example of a person who gains."),
        ),
        (
            &examples.lost,
            Tone::Loss,
            ("Dirugikan", "Loses"),
            ("Tidak ada contoh orang yang dirugikan.", "There is no example of a person who loses."),
        ),
    ];
    for (people, tone, name, none) in ways {
        section.heading(match tone {
            Tone::Gain => writer.pick("Yang diuntungkan", "Those who gain"),
            _ => writer.pick("Yang dirugikan", "Those who lose"),
        });
        if people.is_empty() {
            section.text(writer.pick(none.0, none.1));
            continue;
        }
        let name = writer.pick(name.0, name.1);
        let shown =
            people.iter().zip(1u64..).map(|(example, number)| person(example, tone, &format!("{name} {}", writer.count(number)), writer));
        section.blocks.push(Block::People(shown.collect()));
    }
    section.files.push(table(examples));
    Some(section)
}

fn person(example: &Example, tone: Tone, name: &str, writer: Writer) -> Person {
    let mut sentences: Vec<String> = example.because.iter().map(|because| reason(because, tone, writer)).collect();
    let shared = writer.count(example.shared_by);
    let mut shares = writer.say(format!("Sekurang-kurangnya {shared} orang seperti ini."), format!("At least {shared} people like this."));
    if example.left_away > 0 {
        let left = writer.count(example.left_away);
        shares += &writer.say(format!(" {left} data tidak ditampilkan."), format!(" {left} facts are not shown."));
    }
    sentences.push(shares);
    let facts = example.facts.iter().map(|fact| (fact.label.get(writer.0).to_owned(), fact.value.get(writer.0).to_owned()));
    Person { tone, name: name.to_owned(), sentences, facts: facts.collect() }
}

fn reason(because: &Because, tone: Tone, writer: Writer) -> String {
    let start = match tone {
        Tone::Gain => writer.pick("Tadinya terhalang oleh", "Was stopped by"),
        _ => writer.pick("Kini terhalang oleh", "Is now stopped by"),
    };
    let mut sentence = format!("{start}: {} ({})", because.label.get(writer.0), because.reference);
    let unit = because.unit.as_deref();
    let with_unit = |value: &Label| quantity(value.get(writer.0), unit, writer);
    match (&because.found, &because.required) {
        (Some(found), Some(required)) => {
            let (found, required) = (with_unit(found), with_unit(required));
            sentence += &writer.say(format!("; ada {found}, disyaratkan {required}"), format!("; has {found}, {required} is required"));
        }
        (None, Some(required)) => {
            let required = with_unit(required);
            sentence += &writer.say(format!("; disyaratkan {required}"), format!("; {required} is required"));
        }
        _ => {}
    }
    sentence + "."
}

/// A value in words with its unit behind it, where the words do not say it already.
fn quantity(text: &str, unit: Option<&str>, writer: Writer) -> String {
    let Some(unit) = unit else { return text.to_owned() };
    let plural = super::change::written(&jenjang::policy::value::Value::Number(Decimal::TWO), Some(unit));
    let name = plural.get(writer.0).trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == ' ').to_owned();
    let said = name.trim_end_matches('s');
    if name.is_empty() || text.contains(said) { text.to_owned() } else { format!("{text} {name}") }
}

fn table(examples: &Examples) -> Table {
    let columns = [
        ("example", "Contoh", "Example"),
        ("facts", "Data", "Facts"),
        ("because", "Syarat yang menentukan", "Criteria that decided"),
        ("shared-by", "dimiliki sekurang-kurangnya", "shared by at least"),
    ];
    let mut table = Table::new("examples", Label::new("Contoh orang yang terdampak", "Examples of people affected"), &columns);
    for (people, id, en) in [(&examples.gained, "diuntungkan", "gains"), (&examples.lost, "dirugikan", "loses")] {
        for (example, number) in people.iter().zip(1u64..) {
            let both = |text: fn(&Example, jenjang::legal::Language) -> String| {
                Cell::Text(Label::new(text(example, jenjang::legal::Language::Id), text(example, jenjang::legal::Language::En)))
            };
            table.row([
                Cell::Text(Label::new(capital(&format!("{id} {number}")), capital(&format!("{en} {number}")))),
                both(|example, language| {
                    let facts = example.facts.iter().map(|fact| format!("{}: {}", fact.label.get(language), fact.value.get(language)));
                    facts.collect::<Vec<_>>().join("; ")
                }),
                both(|example, language| example.because.iter().map(|because| because.label.get(language)).collect::<Vec<_>>().join("; ")),
                Cell::Count(example.shared_by),
            ]);
        }
    }
    table
}
