//! One entry of the audit trail and its text.

use std::fmt::{self, Write};
use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use super::chain::{ChainHead, StoredEntry};
use super::digest::{Digest, SubjectSecret};
use crate::people::id::PersonId;

/// Who or what an entry is about, as `kind:name`: `cycle:2026-1`, or `person:` and a keyed digest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reference(Arc<str>);

impl Reference {
    /// A person, named by a digest nobody can make without the secret.
    pub fn person(secret: &SubjectSecret, id: &PersonId) -> Reference {
        Reference(format!("person:{}", secret.digest(format!("person:{id}"))).into())
    }

    /// Something that is not a person: a policy, a cycle, a round.
    pub fn thing(kind: &str, id: impl fmt::Display) -> Reference {
        Reference(format!("{kind}:{id}").into())
    }

    /// Whoever runs the program on the machine of the store.
    pub fn operator() -> Reference {
        Reference("operator".into())
    }

    /// A rater who stays unnamed.
    pub fn rater() -> Reference {
        Reference("rater".into())
    }

    /// Somebody who answers an anonymous survey.
    pub fn respondent() -> Reference {
        Reference("respondent".into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What changed: digests of the state before and after, keyed where it is a person's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Subject {
    /// Who or what.
    pub of: Reference,
    /// Digest of the state before; none for something new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Digest>,
    /// Digest of the state after; none for something removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Digest>,
}

/// An entry before it joins the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub actor: Reference,
    /// What was done (`round.screen`).
    pub verb: Arc<str>,
    /// To whom or what. One change of many people is one entry with many subjects.
    pub subjects: Vec<Subject>,
    /// Id and version of the policy it was done under.
    pub policy: Option<(Arc<str>, Digest)>,
}

impl Entry {
    /// The entry of an answer: the receipt alone. Of the day only, so that no order of a day's answers stays.
    pub fn answer(day: DateTime<Utc>, cycle: impl fmt::Display, receipt: Digest) -> Entry {
        let at = day.date_naive().and_time(chrono::NaiveTime::MIN).and_utc();
        let subject = Subject { of: Reference::thing("receipt", receipt), before: None, after: None };
        let cycle = Subject { of: Reference::thing("cycle", cycle), before: None, after: None };
        Entry { at, actor: Reference::rater(), verb: "cycle.answer".into(), subjects: vec![cycle, subject], policy: None }
    }

    /// The entry of an answer to an anonymous survey: as [`Entry::answer`], the receipt alone and the day only.
    pub fn response(day: DateTime<Utc>, survey: impl fmt::Display, receipt: Digest) -> Entry {
        let survey = Subject { of: Reference::thing("survey", survey), before: None, after: None };
        let Entry { at, subjects, .. } = Entry::answer(day, "-", receipt);
        let subjects = std::iter::once(survey).chain(subjects.into_iter().skip(1)).collect();
        Entry { at, actor: Reference::respondent(), verb: "survey.answer".into(), subjects, policy: None }
    }

    /// The entry as the next of the chain.
    pub fn follow(&self, head: Option<ChainHead>) -> StoredEntry {
        let sequence = head.map_or(1, |head| head.sequence.saturating_add(1));
        let previous = head.map_or(Digest([0; 32]), |head| head.digest);
        let text = self.text(sequence, previous);
        StoredEntry { sequence, digest: Digest::of(&text), text: text.into() }
    }

    /// RFC 8785: keys in order, no blanks; strings and whole numbers only.
    fn text(&self, sequence: u64, previous: Digest) -> String {
        let mut out = String::with_capacity(256 + 220 * self.subjects.len());
        out.push_str("{\"actor\":");
        quote(&mut out, self.actor.as_str());
        out.push_str(",\"at\":");
        quote(&mut out, &self.at.to_rfc3339_opts(SecondsFormat::Secs, true));
        if let Some((policy, version)) = &self.policy {
            out.push_str(",\"policy\":{\"id\":");
            quote(&mut out, policy);
            // writing to a string does not fail
            let _ = write!(out, ",\"version\":\"{version}\"}}");
        }
        let _ = write!(out, ",\"previous\":\"{previous}\",\"sequence\":{sequence},\"subjects\":[");
        for (place, subject) in self.subjects.iter().enumerate() {
            out.push_str(if place == 0 { "{" } else { ",{" });
            if let Some(after) = subject.after {
                let _ = write!(out, "\"after\":\"{after}\",");
            }
            if let Some(before) = subject.before {
                let _ = write!(out, "\"before\":\"{before}\",");
            }
            out.push_str("\"of\":");
            quote(&mut out, subject.of.as_str());
            out.push('}');
        }
        out.push_str("],\"verb\":");
        quote(&mut out, &self.verb);
        out.push('}');
        out
    }
}

fn quote(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_canonical_json() {
        let at = "2026-04-01T08:00:00Z".parse().unwrap();
        let subjects = vec![
            Subject { of: Reference::thing("policy", "a\"b\n"), before: None, after: Some(Digest([0x11; 32])) },
            Subject { of: Reference::thing("round", "2026-04"), before: Some(Digest([0x22; 32])), after: None },
        ];
        let entry =
            Entry { at, actor: Reference::operator(), verb: "policy.enact".into(), subjects, policy: Some(("p".into(), Digest([3; 32]))) };
        let stored = entry.follow(None);
        let (ones, twos, threes, zeros) = ("11".repeat(32), "22".repeat(32), "03".repeat(32), "0".repeat(64));
        let expected = format!(
            "{{\"actor\":\"operator\",\"at\":\"2026-04-01T08:00:00Z\",\"policy\":{{\"id\":\"p\",\"version\":\"{threes}\"}},\"previous\":\"{zeros}\",\
             \"sequence\":1,\"subjects\":[{{\"after\":\"{ones}\",\"of\":\"policy:a\\\"b\\n\"}},{{\"before\":\"{twos}\",\"of\":\"round:2026-04\"}}],\
             \"verb\":\"policy.enact\"}}"
        );
        assert_eq!(&*stored.text, expected);
        assert_eq!(stored.digest, Digest::of(&expected));
        let next = entry.follow(Some(stored.head()));
        assert!(next.text.contains(&format!("\"previous\":\"{}\",\"sequence\":2,", stored.digest)));
    }

    #[test]
    fn an_answer_leaves_the_receipt_alone() {
        let at = "2026-03-08T11:22:33Z".parse().unwrap();
        let text = Entry::answer(at, "2026-1", Digest([7; 32])).follow(None).text;
        assert!(text.contains("\"actor\":\"rater\",\"at\":\"2026-03-08T00:00:00Z\""), "{text}");
        assert!(!text.contains("before") && !text.contains("after") && !text.contains("person"));
        let text = Entry::response(at, "staff-1", Digest([7; 32])).follow(None).text;
        let subjects =
            format!("\"subjects\":[{{\"of\":\"survey:staff-1\"}},{{\"of\":\"receipt:{}\"}}],\"verb\":\"survey.answer\"}}", "07".repeat(32));
        assert!(text.starts_with("{\"actor\":\"respondent\",\"at\":\"2026-03-08T00:00:00Z\"") && text.ends_with(&subjects), "{text}");
    }
}
