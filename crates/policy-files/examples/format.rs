//! Prints a file in canonical layout: `cargo run -p jenjang-policy-files --example format FILE`.
fn main() {
    for file in std::env::args().skip(1) {
        match std::fs::read(&file).map(|bytes| jenjang_policy_files::format(&file, &bytes)) {
            Ok(Ok(text)) => print!("{text}"),
            other => println!("{other:?}"),
        }
    }
}
