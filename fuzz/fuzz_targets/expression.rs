//! Reads, types and evaluates any text as an expression over one variable of each kind; places stay inside the text.
#![no_main]

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use jenjang::policy::expression::literal::parse_value;
use jenjang::policy::expression::standalone::{Variable, standalone};
use jenjang::policy::scale::Scale;
use jenjang::policy::types::Type;
use jenjang_policy_files::Library;
use libfuzzer_sys::fuzz_target;

type World = (Vec<Variable>, BTreeMap<Arc<str>, Arc<Scale>>);

static WORLD: OnceLock<World> = OnceLock::new();

fn world() -> &'static World {
    WORLD.get_or_init(|| {
        let mut library = Library::default();
        library.add_catalogue("c.toml", include_bytes!("../../crates/policy-files/tests/data/catalogue.toml"));
        let catalogue = library.catalogue("test").expect("the catalogue of the tests");
        let level = catalogue.scale("level").expect("a scale of the tests");
        let labels = Type::list(Type::Choice(Arc::clone(catalogue.scale("label").expect("a scale of the tests"))));
        let given = [
            ("grade", "b", Type::Choice(Arc::clone(level))),
            ("grade.since", "2020-02-29", Type::Date),
            ("score", "12.5", Type::NUMBER),
            ("waiting", "P1Y6M", Type::Months),
            ("leave", "P30D", Type::Days),
            ("suspended", "false", Type::Boolean),
            ("note", "text", Type::Text),
            ("rating", "[good, ?, poor]", labels),
            ("sanction", "null", Type::Choice(Arc::clone(level))),
        ];
        let variables = given.into_iter().map(|(name, text, ty)| Variable {
            name: name.into(),
            value: parse_value(text, &ty).expect("a value of its type"),
            ty,
        });
        let scales = catalogue.scales().map(|scale| (Arc::clone(&scale.name), Arc::clone(scale))).collect();
        (variables.collect(), scales)
    })
}

fuzz_target!(|text: &str| {
    let (variables, scales) = world();
    let as_of = jenjang::policy::expression::literal::parse_date("2026-04-01");
    let problems = match standalone(text, variables, scales, as_of) {
        Ok(evaluated) => {
            // a value can always be shown
            let _ = evaluated.value.to_string();
            evaluated.warnings
        }
        Err(problems) => {
            assert!(!problems.is_empty(), "refused without a reason");
            problems
        }
    };
    for problem in problems {
        assert!(problem.span.start <= problem.span.end && problem.span.end as usize <= text.len(), "{problem:?}");
    }
});
