//! A framework as the text of a file.

use std::fmt::Write as _;

use jenjang::competency::{Framework, Scope};
use jenjang::legal::{Label, LegalReference};
use jenjang::period::DateRounding;

/// The text of a framework file; [`super::read_framework`] reads it back to an equal framework.
pub fn write_framework(framework: &Framework) -> String {
    let draft = framework.as_draft();
    let mut out = String::from("[framework]\n");
    line(&mut out, "id", &quoted(draft.id.as_str()));
    line(&mut out, "version", &quoted(&draft.version));
    line(&mut out, "title", &label(&draft.title));
    let ends = [("from", draft.effective.from), ("to", draft.effective.to)];
    let ends = ends.into_iter().filter_map(|(key, day)| Some(format!("{key} = {}", day?))).collect::<Vec<_>>().join(", ");
    line(&mut out, "effective", &if ends.is_empty() { "{}".to_owned() } else { format!("{{ {ends} }}") });
    source(&mut out, &draft.source);
    scope(&mut out, &draft.scope);
    if let Some(note) = &draft.note {
        line(&mut out, "note", &label(note));
    }
    let rules = &draft.assessment;
    if let Some(source_of_rules) = &rules.source {
        out.push_str("\n[assessment]\n");
        if let Some(months) = rules.valid_months {
            line(&mut out, "valid-months", &months.to_string());
        }
        line(&mut out, "date-rounding", &quoted(rounding(rules.date_rounding)));
        line(&mut out, "accredited-only", &rules.accredited_only.to_string());
        line(&mut out, "same-tier", &rules.same_tier.to_string());
        source(&mut out, source_of_rules);
    }
    for meaning in &draft.levels {
        out.push_str("\n[[levels]]\n");
        line(&mut out, "level", &meaning.level.to_string());
        line(&mut out, "label", &label(&meaning.label));
        line(&mut out, "description", &label(&meaning.description));
    }
    for group in &draft.groups {
        out.push_str("\n[[groups]]\n");
        line(&mut out, "code", &quoted(&group.code));
        line(&mut out, "label", &label(&group.label));
    }
    for affair in &draft.affairs {
        out.push_str("\n[[affairs]]\n");
        line(&mut out, "code", &quoted(&affair.code));
        line(&mut out, "label", &label(&affair.label));
    }
    for competency in &draft.competencies {
        out.push_str("\n[[competencies]]\n");
        line(&mut out, "code", &quoted(competency.code.as_str()));
        line(&mut out, "group", &quoted(&competency.group));
        line(&mut out, "label", &label(&competency.label));
        line(&mut out, "definition", &label(&competency.definition));
        if let Some(own) = &competency.scope {
            scope(&mut out, own);
        }
        if let Some(own) = &competency.source {
            source(&mut out, own);
        }
        for level in &competency.levels {
            out.push_str("\n[[competencies.levels]]\n");
            line(&mut out, "level", &level.level.to_string());
            line(&mut out, "description", &label(&level.description));
            if !level.indicators.is_empty() {
                let indicators: String = level.indicators.iter().map(|indicator| format!("  {},\n", label(indicator))).collect();
                line(&mut out, "indicators", &format!("[\n{indicators}]"));
            }
        }
    }
    out
}

fn line(out: &mut String, key: &str, value: &str) {
    let _ = writeln!(out, "{key:<11} = {value}");
}

fn source(out: &mut String, source: &LegalReference) {
    line(out, "reference", &quoted(&source.citation));
    line(out, "certainty", &quoted(source.certainty.as_str()));
}

fn scope(out: &mut String, scope: &Scope) {
    match scope {
        Scope::Everywhere => {}
        Scope::Affair(code) => line(out, "affair", &quoted(code)),
        Scope::Post(post) => line(out, "post", &quoted(post.as_str())),
    }
}

fn rounding(rounding: DateRounding) -> &'static str {
    match rounding {
        DateRounding::LastDayOfMonth => "last-day-of-month",
        DateRounding::FirstDayOfNextMonth => "first-day-of-next-month",
    }
}

fn label(label: &Label) -> String {
    format!("{{ id = {}, en = {} }}", quoted(&label.id), quoted(&label.en))
}

/// A TOML string on one line.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
