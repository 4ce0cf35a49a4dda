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
    ("appeal-resolved", "keberatan Anda diputus", "your appeal is resolved", "/career"),
    ("answer-due", "Anda diminta menilai rekan", "you are asked to rate colleagues", "/evaluations"),
    ("result-released", "hasil penilaian Anda dapat dibaca", "your evaluation can be read", "/evaluations"),
    ("policy-enacted", "sebuah kebijakan ditetapkan", "a policy is enacted", "/policies"),
    ("consultation-opened", "sebuah rancangan menunggu masukan", "a draft waits for opinions", "/voice"),
    ("submission-answered", "masukan Anda ditanggapi", "your submission is answered", "/voice"),
    ("survey-opened", "sebuah survei dibuka", "a survey is open", "/voice"),
    ("question-answered", "pertanyaan Anda dijawab", "your question is answered", "/voice"),
    ("socialisation-reminder", "sebuah kebijakan menunggu Anda pahami", "a policy waits to be understood by you", "/voice"),
    ("certificate-issued", "sertifikat Anda terbit", "a certificate of yours is issued", "/development"),
    ("enrolment-requested", "seorang bawahan mendaftar pelatihan", "somebody of your staff asks to enrol", "/development"),
    ("enrolment-approved", "pendaftaran Anda disetujui", "your enrolment is approved", "/development"),
    ("enrolment-refused", "pendaftaran Anda tidak disetujui", "your enrolment is not approved", "/development"),
    ("enrolment-withdrawn", "sebuah pendaftaran dibatalkan", "an enrolment is withdrawn", "/development"),
    ("seat-given", "Anda mendapat kursi pelatihan", "you have a seat in a session", "/development"),
    ("session-changed", "jadwal pelatihan Anda berubah", "a session of yours has changed", "/development"),
    ("session-cancelled", "jadwal pelatihan Anda dibatalkan", "a session of yours is cancelled", "/development"),
];

/// An event in words, with the address where one reads more.
pub(crate) fn of(message: &Message) -> News {
    let body: Value = serde_json::from_str(&message.body).unwrap_or(Value::Null);
    let known = TOPICS.iter().find(|(topic, ..)| *topic == &*message.topic);
    let (id, en, address) = known.map_or(("ada kabar", "there is news", "/"), |(_, id, en, address)| (*id, *en, *address));
    let address = match (&*message.topic, body["decision"].as_str(), body["policy"].as_str()) {
        ("decision-published", Some(decision), _) if is_plain(decision) => format!("/decisions/{decision}"),
        ("policy-enacted", _, Some(policy)) if is_plain(policy) => format!("/policies/{policy}"),
        _ => address.to_owned(),
    };
    News { words: Label::new(id, en), address }
}

/// Whether an id may stand in an address as it is.
fn is_plain(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'/' | b'.'))
        && !text.starts_with('/')
}
