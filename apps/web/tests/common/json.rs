//! Operations of the API, as programs ask for them.

use std::collections::BTreeSet;

use jenjang_service::permissions::{Action, Role, allowed};
use serde_json::Value;

use super::{Answer, Visitor, program};

/// An answer as JSON.
pub(crate) fn json_of(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|error| panic!("{error}: {}", answer.body))
}

/// What an operation that reads gives.
pub(crate) fn read(address: &str, visitor: &Visitor) -> Value {
    let answer = program("GET", &format!("/api/v1{address}"), None, visitor, &[]);
    assert_eq!(answer.status.as_u16(), 200, "{address}: {}", answer.body);
    json_of(&answer)
}

/// Sends something to an operation.
pub(crate) fn send(address: &str, body: &Value, visitor: &Visitor) -> Answer {
    program("POST", &format!("/api/v1{address}"), Some(&body.to_string()), visitor, &[])
}

/// Has something done.
pub(crate) fn done(address: &str, body: &Value, visitor: &Visitor) -> Value {
    let answer = send(address, body, visitor);
    assert!(answer.status.is_success(), "{address}: {} {}", answer.status, answer.body);
    json_of(&answer)
}

/// Has something refused with this status and code; what was said.
pub(crate) fn refused(address: &str, body: &Value, visitor: &Visitor, expected: (u16, &str)) -> Value {
    let answer = send(address, body, visitor);
    let said = json_of(&answer);
    assert_eq!((answer.status.as_u16(), said["code"].as_str().unwrap_or_default()), expected, "{address}: {}", answer.body);
    said
}

/// What the document says that an operation asks for.
pub(crate) fn action_of(operation: &Value) -> Option<Action> {
    let code = operation["x-permission"].as_str()?;
    Action::ALL.iter().copied().find(|action| action.code() == code)
}

/// That whoever was answered holds a role the table of permissions names.
pub(crate) fn check_allowed(action: Action, held: &BTreeSet<Role>, answer: &Answer, what: &str) {
    // a list without anything in it tells nobody anything
    let nothing = answer.body == r#"{"items":[],"next":null}"#;
    let may = nothing || allowed(action).iter().any(|role| held.contains(role));
    assert!(may, "{what} is answered and {} does not allow it: {}", action.code(), answer.body);
}
