//! The routes of the pages, as the sources declare them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Methods of the routes in the sources, by route.
pub(crate) fn routes() -> BTreeMap<String, BTreeSet<&'static str>> {
    let mut routes: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            for declared in source.split(".route(").skip(1) {
                let Some(declared) = declared.trim_start().strip_prefix('"') else { continue };
                let (route, handlers) = declared.split_once('"').unwrap();
                let handlers = handlers.split([';', '}']).next().unwrap();
                let methods = routes.entry(route.to_owned()).or_default();
                for method in ["get", "post"] {
                    if handlers.replace("routing::", " ").contains(&format!(" {method}(")) || handlers.contains(&format!(".{method}(")) {
                        methods.insert(if method == "get" { "GET" } else { "POST" });
                    }
                }
                assert!(!methods.is_empty(), "{route} in {} has neither get nor post", path.display());
            }
        }
    }
    routes
}
