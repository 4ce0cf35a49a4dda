//! What events are called, and where one reads more.

use jenjang::access::Message;
use jenjang::legal::Label;
use serde_json::Value;

/// An event in words.
pub(crate) struct News {
    pub(crate) words: Label,
    pub(crate) address: String,
}

/// The kinds of events: code, Indonesian, English, where one reads more.
pub(crate) const TOPICS: &[(&str, &str, &str, &str)] = &[
    ("round-opened", "putaran kenaikan pangkat dibuka", "a round of promotion is open", "/rounds"),
    ("round-published", "hasil sebuah putaran diumumkan", "the result of a round is published", "/results"),
    ("decision-published", "keputusan tentang Anda diumumkan", "a decision about you is published", "/"),
    ("appeal-resolved", "keberatan Anda diputus", "your appeal is resolved", "/career/appeals"),
    ("answer-due", "Anda diminta menilai rekan", "you are asked to rate colleagues", "/evaluations"),
    ("result-released", "hasil penilaian Anda dapat dibaca", "your evaluation can be read", "/career/report"),
    ("policy-enacted", "sebuah kebijakan ditetapkan", "a policy is enacted", "/policies"),
    ("consultation-opened", "sebuah rancangan menunggu masukan", "a draft waits for opinions", "/voice"),
    ("submission-answered", "masukan Anda ditanggapi", "your submission is answered", "/voice"),
    ("survey-opened", "sebuah survei dibuka", "a survey is open", "/voice"),
    ("question-answered", "pertanyaan Anda dijawab", "your question is answered", "/voice"),
    ("socialisation-reminder", "sebuah kebijakan menunggu Anda pahami", "a policy waits to be understood by you", "/voice"),
    ("certificate-issued", "sertifikat Anda terbit", "a certificate of yours is issued", "/development/certificates"),
    ("enrolment-requested", "seorang bawahan mendaftar pelatihan", "somebody of your staff asks to enrol", "/development/approvals"),
    ("enrolment-approved", "pendaftaran Anda disetujui", "your enrolment is approved", "/development/enrolments"),
    ("enrolment-refused", "pendaftaran Anda tidak disetujui", "your enrolment is not approved", "/development/enrolments"),
    ("enrolment-withdrawn", "sebuah pendaftaran dibatalkan", "an enrolment is withdrawn", "/development/enrolments"),
    ("seat-given", "Anda mendapat kursi pelatihan", "you have a seat in a session", "/development/enrolments"),
    ("session-changed", "jadwal pelatihan Anda berubah", "a session of yours has changed", "/development/enrolments"),
    ("session-cancelled", "jadwal pelatihan Anda dibatalkan", "a session of yours is cancelled", "/development/enrolments"),
];

/// The page of the very thing an event is about, where it has one: kind, what in the body says which thing, how the address begins.
const EXACT: &[(&str, &str, &str)] = &[
    ("round-published", "round", "/results/"),
    ("decision-published", "decision", "/decisions/"),
    ("appeal-resolved", "appeal", "/career/appeals#a-"),
    ("policy-enacted", "policy", "/policies/"),
    ("consultation-opened", "draft", "/voice/consultations/"),
    ("submission-answered", "draft", "/voice/consultations/"),
    ("survey-opened", "survey", "/voice/surveys/"),
    ("question-answered", "socialisation", "/voice/policies/"),
    ("socialisation-reminder", "socialisation", "/voice/policies/"),
    ("certificate-issued", "certificate", "/development/certificates/"),
];

/// An event in words, with the address where one reads more.
pub(crate) fn of(message: &Message) -> News {
    let body: Value = serde_json::from_str(&message.body).unwrap_or(Value::Null);
    let known = TOPICS.iter().find(|(topic, ..)| *topic == &*message.topic);
    let (id, en, address) = known.map_or(("ada kabar", "there is news", "/"), |(_, id, en, address)| (*id, *en, *address));
    let exact = EXACT.iter().find(|(topic, ..)| *topic == &*message.topic).and_then(|(_, field, beginning)| {
        let id = body[*field].as_str().filter(|id| is_plain(id))?;
        Some(format!("{beginning}{id}"))
    });
    let address = exact.unwrap_or_else(|| address.to_owned());
    News { words: Label::new(id, en), address }
}

/// Whether an id may stand in an address as it is.
fn is_plain(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'/' | b'.'))
        && !text.starts_with('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What each kind tells, and where it leads; a kind that is not here fails.
    const LEADS: &[(&str, &str, &str)] = &[
        ("round-published", r#"{"round":"r-1","edition":1}"#, "/results/r-1"),
        ("decision-published", r#"{"round":"r-1","decision":"d1"}"#, "/decisions/d1"),
        ("appeal-resolved", r#"{"appeal":"a1"}"#, "/career/appeals#a-a1"),
        ("answer-due", r#"{"cycle":"c-1"}"#, "/evaluations"),
        ("result-released", r#"{"cycle":"c-1"}"#, "/career/report"),
        ("policy-enacted", r#"{"policy":"asn/x","version":"0"}"#, "/policies/asn/x"),
        ("consultation-opened", r#"{"draft":"d"}"#, "/voice/consultations/d"),
        ("submission-answered", r#"{"submission":"s","draft":"d"}"#, "/voice/consultations/d"),
        ("survey-opened", r#"{"survey":"s"}"#, "/voice/surveys/s"),
        ("question-answered", r#"{"question":"q","socialisation":"s"}"#, "/voice/policies/s"),
        ("socialisation-reminder", r#"{"socialisation":"s"}"#, "/voice/policies/s"),
        ("certificate-issued", r#"{"certificate":"c1"}"#, "/development/certificates/c1"),
        ("enrolment-requested", r#"{"enrolment":"e/1"}"#, "/development/approvals"),
        ("enrolment-approved", r#"{"enrolment":"e/1"}"#, "/development/enrolments"),
        ("enrolment-refused", r#"{"enrolment":"e/1"}"#, "/development/enrolments"),
        ("enrolment-withdrawn", r#"{"enrolment":"e/1"}"#, "/development/enrolments"),
        ("seat-given", r#"{"session":"s"}"#, "/development/enrolments"),
        ("session-changed", r#"{"session":"s"}"#, "/development/enrolments"),
        ("session-cancelled", r#"{"session":"s"}"#, "/development/enrolments"),
    ];

    fn address(topic: &str, body: &str) -> String {
        let at = chrono::DateTime::default();
        of(&Message { id: "1".into(), topic: topic.into(), recipient: None, body: body.into(), at }).address
    }

    #[test]
    fn every_kind_leads_to_its_page() {
        for (topic, ..) in TOPICS.iter().filter(|(topic, ..)| *topic != "round-opened") {
            let (_, body, expected) = LEADS.iter().find(|(known, ..)| known == topic).unwrap_or_else(|| panic!("where does {topic} lead?"));
            assert_eq!(address(topic, body), *expected, "{topic}");
        }
        assert_eq!(LEADS.len() + 1, TOPICS.len());
        // what an older program told says less: the list it stands in
        assert_eq!(address("question-answered", r#"{"question":"q"}"#), "/voice");
        assert_eq!(address("certificate-issued", r#"{"certificate":"//elsewhere"}"#), "/development/certificates");
    }
}
