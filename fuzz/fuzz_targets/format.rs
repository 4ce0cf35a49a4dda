//! Formats any text: what is formatted once does not change a second time, and stays readable.
#![no_main]

use jenjang_policy_files::format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(once) = format("x.toml", bytes) {
        match format("x.toml", once.as_bytes()) {
            Ok(twice) => assert_eq!(once, twice),
            // indentation may carry a file over the size limit, nothing else may be refused
            Err(problems) => assert!(problems.iter().all(|p| p.code == "file-too-large"), "{problems:?}\n{once}"),
        }
    }
});
