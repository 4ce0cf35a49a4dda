//! The OpenID provider as a process of its own, on loopback.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

/// The folder with `node_modules`, which `tests/run` fills.
fn modules() -> PathBuf {
    let told = std::env::var_os("JENJANG_TEST_OIDC_PROVIDER").map(PathBuf::from);
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../oidc-provider");
    told.unwrap_or(target)
}

/// The provider; stopped when dropped.
pub(crate) struct Provider {
    port: u16,
    /// Where people think our server is.
    public: String,
    /// With what it says, which it must be able to say.
    process: Option<(Child, BufReader<ChildStdout>)>,
    ask_for_claims: bool,
}

impl Provider {
    /// Says why there is none, past what catches the output of tests.
    pub(crate) fn new(public: &str, ask_for_claims: bool) -> Option<Provider> {
        let missing = if !modules().join("node_modules/oidc-provider").is_dir() {
            Some(format!("npm `oidc-provider` is not installed in {}; `tests/run` installs it", modules().display()))
        } else if Command::new("node").arg("--version").output().is_err() {
            Some("there is no `node`".to_owned())
        } else {
            None
        };
        if let Some(reason) = missing {
            let _ = writeln!(std::io::stderr(), "SKIPPED: signing in by a real provider: {reason}");
            assert!(std::env::var_os("JENJANG_TEST_NO_SKIP").is_none(), "{reason}");
            return None;
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Some(Provider { port, public: public.to_owned(), process: None, ask_for_claims })
    }

    pub(crate) fn start(&mut self) {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/provider/provider.mjs");
        let mut child = Command::new("node")
            .arg(script)
            .arg(modules())
            .arg(self.port.to_string())
            .arg(&self.public)
            .env("ASK_FOR_CLAIMS", if self.ask_for_claims { "yes" } else { "no" })
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        said.read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n", "the provider starts");
        self.process = Some((child, said));
    }

    pub(crate) fn stop(&mut self) {
        if let Some((mut child, _)) = self.process.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    pub(crate) fn started(public: &str, ask_for_claims: bool) -> Option<Provider> {
        let mut provider = Provider::new(public, ask_for_claims)?;
        provider.start();
        Some(provider)
    }

    /// Its address.
    pub(crate) fn issuer(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What our server is told to have people signed in there.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let secret = std::env::temp_dir().join(format!("jenjang-oidc-secret-{}", std::process::id()));
        std::fs::write(&secret, "rahasia-uji\n").unwrap();
        let issuer = self.issuer();
        let secret = secret.to_str().unwrap();
        let words = ["--public-url", &self.public, "--oidc-issuer", &issuer, "--oidc-client", "jenjang", "--oidc-secret-file", secret];
        words.map(str::to_owned).to_vec()
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.stop();
    }
}
