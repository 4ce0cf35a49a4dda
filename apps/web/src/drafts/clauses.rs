//! Clauses to begin with: one for every rule of a policy, in the words of the rule, for people to write out.

use jenjang::consultation::link::parts;
use jenjang::legal::{Label, Language};
use jenjang::people::id::DraftId;
use jenjang::policy::explain;
use jenjang::policy::model::Policy;
use jenjang::policy::types::Type;

use crate::format;

/// A text between quotation marks, as TOML reads it.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            letter if letter.is_control() => quoted.push(' '),
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// The draft file of a policy: an article for every part that decides something, and one for the rest.
pub(crate) fn begin(draft: &DraftId, policy: &Policy) -> String {
    let title = &policy.title;
    let mut text = format!(
        "[draft]\nid     = {}\npolicy = {}\ntitle  = {{ id = {}, en = {} }}\n",
        quoted(draft.as_str()),
        quoted(&policy.id),
        quoted(&title.id),
        quoted(&title.en)
    );
    let mut number = 0;
    for part in parts(policy).into_iter().filter(|part| part.decides) {
        number += 1;
        let said = words(policy, part.link.section(), part.link.name(), &part.label);
        text.push_str(&format!(
            "\n[[clauses]]\nnumber  = \"{number}\"\ntext    = {}\ntext-en = {}\nrules   = [{}]\n",
            quoted(&said.id),
            quoted(&said.en),
            quoted(&part.link.to_string())
        ));
    }
    number += 1;
    text.push_str(&format!(
        "\n[[clauses]]\nnumber       = \"{number}\"\ntext         = \"Peraturan ini mulai berlaku pada tanggal diundangkan.\"\ntext-en      = \"This regulation comes into force on the day it is promulgated.\"\nwithout-rule = {{ id = \"ketentuan penutup\", en = \"closing provision\" }}\n"
    ));
    text
}

/// What a clause says to begin with: of a criterion what it checks, of a parameter its last value, of anything else its label.
fn words(policy: &Policy, section: &str, name: Option<&str>, label: &Label) -> Label {
    let criterion = policy.criteria.iter().find(|criterion| section == "criteria" && Some(&*criterion.code) == name);
    let parameter = policy.parameters.iter().find(|parameter| section == "parameters" && Some(&*parameter.name) == name);
    let said = |language: Language| {
        if let Some(check) = criterion.and_then(|criterion| criterion.check.as_ref()) {
            return format::sentence(check.get(language));
        }
        let text = label.get(language);
        let unit = parameter.and_then(|parameter| if let Type::Number(unit) = &parameter.ty { unit.as_ref() } else { None });
        match parameter.and_then(|parameter| parameter.values.last()) {
            Some(last) => format::sentence(&format!("{text}: {}", explain::value(&last.value, unit, language))),
            None => format::sentence(text),
        }
    };
    Label::new(said(Language::Id), said(Language::En))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_to_begin_with_say_every_rule_and_are_read_again() {
        let library = jenjang_asn::library();
        for policy in library.set.iter() {
            let id: DraftId = "contoh".parse().unwrap();
            let text = begin(&id, policy);
            let (document, found) = jenjang_policy_files::read_draft("x", text.as_bytes());
            assert!(found.iter().all(|found| found.severity < jenjang::policy::diagnostic::Severity::Error), "{}: {found:?}", policy.id);
            let missing = jenjang::consultation::coverage::check_coverage(&document.unwrap(), policy);
            let errors = missing.iter().filter(|found| found.severity == jenjang::policy::diagnostic::Severity::Error);
            assert_eq!(errors.count(), 0, "{}: {missing:?}", policy.id);
        }
    }
}
