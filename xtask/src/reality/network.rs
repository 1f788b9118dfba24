//! A network of three: a client's end, a server's end, and the lab's namespace as the router between them, which holds the rules.
//!
//! Each end is a process that holds its namespace, so nothing is left behind when it ends.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use super::lab::{Lab, Program};

/// The addresses of the router's two sides; each end sends everything there.
const INSIDE: [&str; 2] = ["100.64.0.1", "fd00:1::1"];
const OUTSIDE: [&str; 2] = ["100.64.1.1", "fd00:2::1"];
/// How long a counter may take to rise.
const RISES: Duration = Duration::from_secs(2);

/// A process at one end.
pub struct End {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

/// The network while it is there.
pub struct Network<'a> {
    lab: &'a Lab,
    pub client: End,
    pub server: End,
}

impl End {
    /// Starts one behind an interface of the router.
    fn start(interface: &str, router: [&str; 2], addresses: &[&str]) -> Result<Self> {
        let mut command = Command::new("unshare");
        command.arg("--net").arg(std::env::current_exe()?).args(["reality", "--end"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().context("starting `unshare` of util-linux")?;
        let (to, from) = (child.stdin.take(), child.stdout.take());
        let (to, from) = (to.context("no standard input")?, from.context("no standard output")?);
        let end = Self { child, to, from: BufReader::new(from) };
        end.wait()?;
        let pid = end.child.id();
        let inside = |line: &str| shell(&format!("nsenter --net --target {pid} {line}"));
        let ip = |line: &str| inside(&format!("ip {line}"));
        inside("sysctl --quiet net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0")?;
        shell(&format!("ip link add {interface} type veth peer name uplink netns {pid}"))?;
        for side in router {
            shell(&format!("ip address add {side}/{} dev {interface} nodad", prefix(side, 24, 64)))?;
        }
        shell(&format!("ip link set {interface} up"))?;
        ip("link set lo up")?;
        ip("link set uplink up")?;
        for address in addresses {
            ip(&format!("address add {address}/{} dev uplink nodad", prefix(address, 32, 128)))?;
            shell(&format!("ip route add {address}/{} dev {interface}", prefix(address, 32, 128)))?;
        }
        for side in router {
            ip(&format!("route add {side}/{} dev uplink", prefix(side, 32, 128)))?;
            let family = if side.contains(':') { "-6" } else { "-4" };
            ip(&format!("{family} route add default via {side} dev uplink"))?;
        }
        Ok(end)
    }

    /// Waits until `unshare` has left this namespace.
    fn wait(&self) -> Result<()> {
        let namespace = |pid: &str| std::fs::read_link(Path::new("/proc").join(pid).join("ns/net"));
        let began = Instant::now();
        let (ours, pid) = (namespace("self")?, self.child.id().to_string());
        while namespace(&pid)? == ours {
            ensure!(began.elapsed() < RISES, "`unshare` did not make a namespace");
            thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    /// Tells it to do something, and gives what it says became of it.
    pub fn tell(&mut self, line: &str) -> Result<String> {
        writeln!(self.to, "{line}")?;
        let mut says = String::new();
        ensure!(self.from.read_line(&mut says)? > 0, "the end stopped at `{line}`");
        let says = says.trim();
        ensure!(!says.starts_with("error"), "`{line}`: {says}");
        Ok(says.to_owned())
    }
}

impl Drop for End {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl<'a> Network<'a> {
    /// Connects a client's addresses with a server's, which listens on each in every protocol at these ports.
    pub fn start(lab: &'a Lab, clients: &[&str], servers: &[&str], ports: &[u16]) -> Result<Self> {
        // IPv6 addresses can be used at once, and no ICMP error is held back by a rate limit.
        shell(
            "sysctl --quiet net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 \
             net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0 net.ipv4.icmp_ratelimit=0 \
             net.ipv6.icmp.ratelimit=0",
        )?;
        let client = End::start("inside", INSIDE, clients)?;
        let server = End::start("outside", OUTSIDE, servers)?;
        let mut network = Self { lab, client, server };
        for server in servers {
            for port in ports {
                for protocol in ["TCP", "UDP"] {
                    let address = socket(server, *port);
                    network.server.tell(&format!("listen {protocol} {address}"))?;
                }
            }
        }
        Ok(network)
    }

    /// Replaces the ruleset.
    pub fn rules(&self, rules: &str) -> Result<()> {
        std::fs::write(self.lab.folder.join("network.nft"), format!("flush ruleset\n{rules}"))?;
        self.lab.sure("nft -f network.nft 2>&1")
    }

    /// Forgets every connection.
    pub fn forget(&self) -> Result<()> {
        self.lab.sure("conntrack -F 2>&1")
    }

    /// The names of the counters that have risen, and starts them anew.
    pub fn risen(&self) -> Result<Vec<String>> {
        let mut command = Program::Nft.command()?;
        let out = command.args(["-j", "reset", "counters"]).output()?;
        ensure!(out.status.success(), "nft: {}", String::from_utf8_lossy(&out.stderr));
        let says: Value = serde_json::from_slice(&out.stdout)?;
        let counters = says["nftables"].as_array().into_iter().flatten().map(|one| &one["counter"]);
        let risen = counters.filter(|counter| counter["packets"].as_u64() > Some(0));
        Ok(risen.filter_map(|counter| Some(counter["name"].as_str()?.to_owned())).collect())
    }

    /// The same once one of them has risen, for a packet that nobody answers.
    pub fn risen_at_last(&self) -> Result<Vec<String>> {
        let began = Instant::now();
        loop {
            let risen = self.risen()?;
            if !risen.is_empty() {
                return Ok(risen);
            }
            if began.elapsed() > RISES {
                bail!("no counter rose");
            }
            thread::sleep(Duration::from_millis(5));
        }
    }
}

/// An address and a port as one text.
pub fn socket(address: &str, port: u16) -> String {
    if address.contains(':') { format!("[{address}]:{port}") } else { format!("{address}:{port}") }
}

/// The length of a prefix by an address's family.
fn prefix(address: &str, four: u8, six: u8) -> u8 {
    if address.contains(':') { six } else { four }
}

/// Runs a line that must succeed.
fn shell(line: &str) -> Result<()> {
    let out = Command::new("sh").args(["-c", line]).output()?;
    ensure!(out.status.success(), "`{line}`: {}", String::from_utf8_lossy(&out.stderr).trim());
    Ok(())
}
