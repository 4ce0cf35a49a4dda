//! The engines: one run for many policies.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use jenjang_lab::sql::Dialect;
use serde_json::{Value as Json, json};

use crate::wanted::plain;

/// A table to make and fill, and the SELECT over it. The table is called `people` while it is there.
#[derive(Clone)]
pub(crate) struct Job {
    pub(crate) name: String,
    pub(crate) schema: String,
    pub(crate) inserts: Vec<String>,
    pub(crate) csv: String,
    pub(crate) select: String,
}

/// The rows an engine gives, each cell as text, ordered by id; a sentence where the engine refuses.
pub(crate) type Rows = Result<Vec<Vec<Option<String>>>, String>;

/// Where the files of a run lie.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sql").join(format!("{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// What PostgreSQL says; nothing where there is none.
pub(crate) fn postgres(name: &str, jobs: &[Job]) -> Option<Vec<Rows>> {
    let server = jenjang_test_postgres::server()?;
    let database = server.database();
    let folder = folder(name);
    let file = folder.join("run.sql");
    let mut script = String::new();
    for job in jobs {
        script += &format!("\\echo @@ {}\nDROP TABLE IF EXISTS people;\n{};\n", job.name, job.schema);
        for insert in &job.inserts {
            script += &format!("{insert};\n");
        }
        // a line of comment ends with its line
        script += &format!(
            "CREATE TEMP TABLE answers AS {}\n;\n\\copy (SELECT * FROM answers ORDER BY CAST(id AS INTEGER)) TO STDOUT\nDROP TABLE answers;\n",
            job.select
        );
    }
    fs::write(&file, script).unwrap();
    let printed = database.psql_file(&file);
    fs::remove_dir_all(folder).unwrap();
    let cell = |cell: &str| match cell {
        "\\N" => None,
        cell => Some(plain(&cell.replace("\\\\", "\\"))),
    };
    let mut answers: Vec<Rows> = Vec::new();
    for line in printed.lines() {
        match (line.strip_prefix("@@ "), answers.last_mut()) {
            (Some(_), _) => answers.push(Ok(Vec::new())),
            (None, Some(Ok(rows))) => rows.push(line.split('\t').map(cell).collect()),
            _ => panic!("unexpected: {line}"),
        }
    }
    Some(answers)
}

/// The interpreter of an environment with what `requirements.txt` names, or why there is none.
fn python() -> Result<PathBuf, String> {
    let wanted = fs::read_to_string(source("requirements.txt")).unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sql-engines");
    let (interpreter, done) = (folder.join("bin/python"), folder.join("installed.txt"));
    if fs::read_to_string(&done).is_ok_and(|installed| installed == wanted) {
        return Ok(interpreter);
    }
    let _ = writeln!(std::io::stderr(), "installing {} below {}", wanted.trim(), folder.display());
    let run = |command: &mut Command, what: &str| match command.output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(format!("{what}: {}", String::from_utf8_lossy(&output.stderr).lines().last().unwrap_or_default())),
        Err(error) => Err(format!("{what}: {error}")),
    };
    let _ = fs::remove_dir_all(&folder);
    run(Command::new("python3").args(["-m", "venv"]).arg(&folder), "no Python environment")?;
    let install =
        ["-m", "pip", "install", "--quiet", "--no-cache-dir", "--disable-pip-version-check", "--timeout", "10", "--retries", "1", "-r"];
    run(Command::new(&interpreter).args(install).arg(source("requirements.txt")), "DuckDB cannot be installed")?;
    fs::write(done, wanted).unwrap();
    Ok(interpreter)
}

fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sql").join(name)
}

/// Jobs as a file another process reads, each with the rows it must come to.
pub(crate) fn write_jobs<'j>(jobs: impl Iterator<Item = (&'j Job, &'j Vec<Vec<Option<String>>>)>, file: &Path) {
    let mut text = String::new();
    for (job, rows) in jobs {
        let rows: Vec<Vec<Option<String>>> = rows.iter().map(|row| row.iter().map(|cell| cell.as_deref().map(plain)).collect()).collect();
        text += &json!({ "name": job.name, "schema": job.schema, "csv": job.csv, "select": job.select, "rows": rows }).to_string();
        text.push('\n');
    }
    fs::write(file, text).unwrap();
}

/// What DuckDB says; nothing, with the reason on standard error, where it cannot be had.
pub(crate) fn duckdb(name: &str, jobs: &[Job]) -> Option<Vec<Rows>> {
    let python = match python() {
        Ok(python) => python,
        Err(reason) => {
            let _ = writeln!(std::io::stderr(), "SKIPPED: {reason}");
            return None;
        }
    };
    let folder = folder(name);
    let file = folder.join("jobs.jsonl");
    let none = Vec::new();
    write_jobs(jobs.iter().map(|job| (job, &none)), &file);
    let output = Command::new(python).arg(source("with_duckdb.py")).arg(&file).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    fs::remove_dir_all(folder).unwrap();
    Some(String::from_utf8(output.stdout).unwrap().lines().map(read_answer).collect())
}

/// A line of answers: `{"rows": [[…]]}` or `{"error": "…"}`.
pub(crate) fn read_answer(line: &str) -> Rows {
    let answer: Json = serde_json::from_str(line).unwrap();
    if let Some(error) = answer["error"].as_str() {
        return Err(error.to_owned());
    }
    let cell = |cell: &Json| cell.as_str().map(plain);
    Ok(answer["rows"].as_array().unwrap().iter().map(|row| row.as_array().unwrap().iter().map(cell).collect()).collect())
}

/// What an engine says of some jobs.
pub(crate) fn run(dialect: Dialect, name: &str, jobs: &[Job]) -> Option<Vec<Rows>> {
    match dialect {
        Dialect::Postgres => postgres(name, jobs),
        Dialect::DuckDb => duckdb(name, jobs),
        Dialect::Spark => None,
    }
}
