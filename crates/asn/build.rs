//! Lists every TOML file under `data/`, so that a file added there is embedded without anybody remembering to name it.

use std::fs;
use std::io::{Error, Result, Write as _};
use std::path::{Path, PathBuf};

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=data");
    let variable = |name: &str| std::env::var_os(name).map(PathBuf::from).ok_or_else(|| Error::other(format!("`{name}` is not set")));
    let data = variable("CARGO_MANIFEST_DIR")?.join("data");
    let mut files = Vec::new();
    collect(&data, &mut files)?;
    let mut sources = Vec::new();
    for file in files {
        let relative = file.strip_prefix(&data).map_err(Error::other)?;
        let parts: Vec<String> = relative.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
        sources.push((parts.join("/"), file));
    }
    sources.sort();
    let mut list = fs::File::create(variable("OUT_DIR")?.join("sources.rs"))?;
    writeln!(list, "&[")?;
    for (path, file) in sources {
        writeln!(list, "    ({path:?}, include_str!({:?})),", file.to_string_lossy())?;
    }
    writeln!(list, "]")
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    Ok(())
}
