//! The demonstration, served by this process, and the program that steers the browser.

#[cfg(feature = "oidc")]
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use jenjang::legal::Language;
use jenjang_web::config::{self, Parsed};

#[cfg(feature = "oidc")]
use crate::provider::Provider;

/// How long either may take to start.
const PATIENCE: Duration = Duration::from_secs(120);

/// `chromedriver`; ends with this.
pub(crate) struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    /// None where there is no such program.
    pub(crate) fn start() -> Option<Driver> {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new("chromedriver");
        let process = command.arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
        let driver = Driver { process, port };
        let deadline = std::time::Instant::now() + PATIENCE;
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(std::time::Instant::now() < deadline, "chromedriver does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        Some(driver)
    }

    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Serves the demonstration as the program would, and gives its address.
pub(crate) fn site() -> String {
    let line = served(["--demo", "--listen", "127.0.0.1:0", "--staff", "200"].map(str::to_owned).to_vec());
    let from = line.find("http://").unwrap();
    line[from..].split_whitespace().next().unwrap().to_owned()
}

/// Serves the people of the demonstration as an agency would, signed in by a provider: the address and the provider.
#[cfg(feature = "oidc")]
pub(crate) fn provided() -> Option<(String, Provider)> {
    let listen = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let provider = Provider::started(&format!("http://{listen}"), false)?;
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser-provided");
    // of the run before
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("district.db").to_str().unwrap().to_owned();
    // the demonstration fills the file and ends
    let mut demonstration = Command::new(env!("CARGO_BIN_EXE_jenjang-web"));
    demonstration.args(["--demo", "--listen", "127.0.0.1:0", "--staff", "60", "--database", &file]).stdout(Stdio::piped());
    let mut filling = demonstration.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(filling.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains("http://"), "the demonstration opens: {line}");
    filling.kill().unwrap();
    filling.wait().unwrap();
    let mut words = ["--database", &file, "--oidc-claim", "sub", "--oidc-match", "id", "--listen"].map(str::to_owned).to_vec();
    words.push(listen.to_string());
    words.extend(provider.arguments());
    served(words);
    Some((format!("http://{listen}"), provider))
}

/// Serves what the arguments ask for; what it says once it listens.
fn served(words: Vec<String>) -> String {
    let (found, address) = mpsc::channel();
    std::thread::spawn(move || {
        let words = std::iter::once("jenjang-web".to_owned()).chain(words);
        let Parsed::Run(config) = config::parse(words.map(Into::into).collect(), Language::En) else { panic!("the arguments are sound") };
        let said = jenjang_web::run(*config, Language::En, |line| {
            let _ = found.send(line.to_owned());
        });
        panic!("the server ended: {:?}", said.map_err(|label| label.en));
    });
    address.recv_timeout(PATIENCE).expect("the server opens")
}
