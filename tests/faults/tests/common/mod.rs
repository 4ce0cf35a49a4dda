//! Places for stores, and workers on them.

#![allow(dead_code, clippy::unwrap_used, clippy::panic, reason = "helpers of tests: each file uses some of them")]

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use jenjang::store::{Store, StoreError};
use jenjang_faults::{Found, Place, check};

/// Says something past the harness of tests.
pub(crate) fn say(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "{line}");
}

pub(crate) fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(work)
}

/// A directory that goes when it is dropped.
pub(crate) struct Directory(PathBuf);

impl Directory {
    pub(crate) fn new() -> Directory {
        static COUNTER: AtomicU64 = AtomicU64::new(0);
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("jenjang-faults-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Directory(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A worker, and what it says.
pub(crate) struct Worker {
    pub(crate) child: Child,
    lines: Receiver<String>,
    pub(crate) said: Said,
}

/// What a worker said.
#[derive(Clone, Debug, Default)]
pub(crate) struct Said {
    /// Digests by number of the entries whose commits returned.
    pub(crate) acknowledged: BTreeMap<u64, String>,
    /// What it had begun last and not yet ended.
    pub(crate) doing: Option<String>,
    /// The error it ended with: kind and sentence.
    pub(crate) error: Option<(String, String)>,
}

impl Said {
    fn hear(&mut self, line: &str) {
        let words: Vec<&str> = line.splitn(3, ' ').collect();
        match words.as_slice() {
            ["begin", doing] => self.doing = Some((*doing).to_owned()),
            ["ack", number, digest] if digest.len() == 64 => {
                let twice = self.acknowledged.insert(number.parse().unwrap(), (*digest).to_owned());
                assert!(twice.is_none(), "entry {number} acknowledged twice");
                self.doing = None;
            }
            ["error", kind, sentence] => self.error = Some(((*kind).to_owned(), (*sentence).to_owned())),
            _ => panic!("a worker said `{line}`"),
        }
    }
}

impl Worker {
    /// Starts one.
    pub(crate) fn start(place: &Place, seed: u64, count: u64) -> Worker {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jenjang-fault-worker"));
        command.args(place.arguments()).args([seed.to_string(), count.to_string()]);
        Worker::of(command)
    }

    /// From a command that runs one.
    pub(crate) fn of(mut command: Command) -> Worker {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let (sender, lines) = channel();
        let out = child.stdout.take().unwrap();
        std::thread::spawn(move || {
            let mut out = BufReader::new(out);
            let mut line = String::new();
            while out.by_ref().read_line(&mut line).is_ok_and(|read| read > 0) {
                // a line cut short by the end of the worker says nothing
                if let Some(whole) = line.strip_suffix('\n') {
                    let _ = sender.send(whole.to_owned());
                }
                line.clear();
            }
        });
        Worker { child, lines, said: Said::default() }
    }

    /// Listens until something was acknowledged or the worker ended.
    pub(crate) fn wait_for_work(&mut self) {
        while self.said.acknowledged.is_empty() {
            match self.lines.recv_timeout(Duration::from_secs(120)) {
                Ok(line) => self.said.hear(&line),
                Err(_) => break,
            }
        }
    }

    /// Kills it with SIGKILL and hears what it had said.
    pub(crate) fn kill(mut self) -> Said {
        self.child.kill().unwrap();
        self.end()
    }

    /// Waits until it ends and hears what it had said.
    pub(crate) fn end(mut self) -> Said {
        self.child.wait().unwrap();
        while let Ok(line) = self.lines.recv_timeout(Duration::from_secs(20)) {
            self.said.hear(&line);
        }
        self.said
    }
}

/// What the store holds. A server whose process was killed takes a moment to come back; and a moment seen just before a cut may be one whose key is
/// destroyed by now, so that only a later one can be read.
pub(crate) fn look(store: &dyn Store) -> Found {
    let mut last = None;
    for _ in 0..100 {
        match wait(check(store)) {
            Ok(found) => return found,
            Err(error @ (StoreError::Unavailable(_) | StoreError::KeyMissing { .. })) => last = Some(error),
            Err(error) => panic!("{error:?}"),
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("the store could not be read for ten seconds: {last:?}");
}

/// That the store holds everything acknowledged and nothing half-done; at most `more` entries were kept without being acknowledged.
pub(crate) fn check_whole(store: &dyn Store, said: &[&Said], before: u64, more: u64, when: &str) -> Found {
    let found = look(store);
    assert!(found.faults.is_empty(), "{when}:\n  {}", found.faults.join("\n  "));
    let mut acknowledged = before;
    for (number, digest) in said.iter().flat_map(|said| &said.acknowledged) {
        let kept = usize::try_from(*number - 1).ok().and_then(|place| found.entries.get(place));
        assert_eq!(
            kept.map(|entry| entry.digest.to_string()).as_ref(),
            Some(digest),
            "{when}: entry {number} was acknowledged and is not there"
        );
        acknowledged += 1;
    }
    let kept = found.entries.len() as u64;
    assert!(kept <= acknowledged + more, "{when}: {kept} entries are kept, {acknowledged} were acknowledged");
    found
}
