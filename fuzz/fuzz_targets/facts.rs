//! Reads any text as JSON, JSON lines and CSV of facts; places stay inside the text.
#![no_main]

use std::sync::{Arc, OnceLock};

use jenjang::policy::catalogue::Catalogue;
use jenjang_policy_files::{FactsContext, Library, read_facts_csv, read_facts_json, read_facts_jsonl};
use libfuzzer_sys::fuzz_target;

static CATALOGUE: OnceLock<Arc<Catalogue>> = OnceLock::new();

fn catalogue() -> &'static Arc<Catalogue> {
    CATALOGUE.get_or_init(|| {
        let mut library = Library::default();
        library.add_catalogue("c.toml", include_bytes!("../../crates/policy-files/tests/data/catalogue.toml"));
        Arc::clone(library.catalogue("test").expect("the catalogue of the tests"))
    })
}

fuzz_target!(|text: &str| {
    let context = FactsContext::new("x", catalogue(), None);
    for read in [read_facts_json, read_facts_jsonl, read_facts_csv] {
        for problem in read(&context, text).1 {
            assert!(problem.span.start <= problem.span.end && problem.span.end as usize <= text.len(), "{problem:?}");
        }
    }
});
