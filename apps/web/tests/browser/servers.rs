//! The demonstration, served by this process, and the program that steers the browser.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use jenjang::legal::Language;
use jenjang_web::config::{self, Parsed};

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
    let (found, address) = mpsc::channel();
    std::thread::spawn(move || {
        let words = ["jenjang-web", "--demo", "--listen", "127.0.0.1:0", "--staff", "200"];
        let Parsed::Run(config) = config::parse(words.map(Into::into).to_vec(), Language::En) else { panic!("the arguments are sound") };
        let said = jenjang_web::run(*config, Language::En, |line| {
            let _ = found.send(line.to_owned());
        });
        panic!("the server ended: {:?}", said.map_err(|label| label.en));
    });
    let line = address.recv_timeout(PATIENCE).expect("the demonstration opens");
    let from = line.find("http://").unwrap();
    line[from..].split_whitespace().next().unwrap().to_owned()
}
