//! The text of a draft: numbered clauses, each with the rules that carry it.

use std::fmt::Write as _;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::clause::ClauseNumber;
use super::link::PartLink;
use crate::audit::Digest;
use crate::legal::{Label, Language};
use crate::people::id::DraftId;

/// What a clause says. The Indonesian text is the law; the English one helps readers and may be absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClauseText {
    /// Indonesian.
    pub id: Arc<str>,
    /// English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<Arc<str>>,
}

impl ClauseText {
    /// The text in a language; Indonesian where there is no other.
    pub fn get(&self, language: Language) -> &str {
        match (language, &self.en) {
            (Language::En, Some(en)) => en,
            _ => &self.id,
        }
    }
}

/// A numbered clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Clause {
    /// Its number.
    pub number: ClauseNumber,
    /// What it says.
    pub text: ClauseText,
    /// The parts of the policy that carry it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<PartLink>,
    /// Why no rule carries it: a definition, a closing provision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub without_rule: Option<Label>,
}

/// The text of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct DraftText {
    /// Id of the draft.
    pub id: DraftId,
    /// Id of the policy its rules form.
    pub policy: Arc<str>,
    /// Title.
    pub title: Label,
    /// The clauses in their order.
    pub clauses: Vec<Clause>,
}

impl DraftText {
    /// The clause with this number.
    pub fn clause(&self, number: ClauseNumber) -> Option<&Clause> {
        self.clauses.iter().find(|clause| clause.number == number)
    }

    /// SHA-256 over everything the text says, with the version of the policy that carries it: whoever speaks on a version speaks on both.
    ///
    /// Does not count: layout, comments and the name of the file.
    pub fn digest(&self, policy_version: Digest) -> Digest {
        let mut bytes = String::from("jenjang draft 1\n");
        let mut field = |name: &str, text: &str| {
            // lengths keep neighbouring texts apart; writing to a string cannot fail
            let _ = writeln!(bytes, "{name} {}:{text}", text.len());
        };
        field("id", self.id.as_str());
        field("policy", &self.policy);
        field("version", &policy_version.to_string());
        field("title", &self.title.id);
        field("title-en", &self.title.en);
        for clause in &self.clauses {
            field("clause", &clause.number.to_string());
            field("text", &clause.text.id);
            if let Some(en) = &clause.text.en {
                field("text-en", en);
            }
            for rule in &clause.rules {
                field("rule", &rule.to_string());
            }
            if let Some(reason) = &clause.without_rule {
                field("without-rule", &reason.id);
                field("without-rule-en", &reason.en);
            }
        }
        Digest::of(bytes)
    }
}
