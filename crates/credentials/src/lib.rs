#![doc = include_str!("../README.md")]

pub mod badge;
pub mod issuer;
pub mod json;
pub mod key;
pub mod proof;
pub mod revocations;
pub mod verify;

pub use badge::Badge;
pub use issuer::{Issuer, TrustedKey};
pub use key::{PublicKey, SecretKey};
pub use revocations::{Revocations, Revoked};
pub use verify::{Finding, Note, Verification, verify};
