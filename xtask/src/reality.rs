//! `cargo xtask reality`: puts the same cases to the real programs and writes down what they did, so that tests can hold the
//! engines to it on a machine that has none of them.
//!
//! Each area has a network namespace that is made for it and removed after: its loopback, its ports, its `hosts`.

mod balancer;
mod endings;
mod ends;
mod firewall;
mod forwarded;
mod lab;
mod names;
mod nat;
mod network;
mod pairs;
mod parsing;
mod peers;
mod record;
mod routing;
mod sends;
mod tls;
mod upstream;
mod waf;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use clap::{Args, ValueEnum};

use crate::step::root;
use lab::{Lab, Program};

/// The namespace's name. One left behind by a run that was killed is replaced.
const NAMESPACE: &str = "gauntlet-reality";
/// Names that lead to the namespace's loopback; the resolver's own rows ask for others.
const HOSTS: &str = "127.0.0.1 localhost site.example api.site.example shop.site.example a.b.site.example\n\
                     ::1 localhost site.example\n";

/// What `cargo xtask reality` takes.
#[derive(Args)]
pub struct Arguments {
    /// What to record; all of it when left out
    #[arg(value_enum)]
    areas: Vec<Area>,
    /// Run in the namespace, with this folder for keys and logs
    #[arg(long, hide = true)]
    inside: Option<PathBuf>,
    /// Be one end of the recorded network
    #[arg(long, hide = true)]
    end: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Area {
    /// What curl prints and exits with, for every way in which a request can end
    CurlEndings,
    /// What curl sends for a command line
    CurlSends,
    /// The same for commands that our parser was not written by
    CurlUnseen,
    /// Where nginx, HAProxy and Envoy send a request by its host and path
    Routing,
    /// What they answer, and nginx logs, where the servers behind them fail
    Upstream,
    /// What they make of messages that are odd, large or wrong
    Parsing,
    /// What they pass on of a message that ends in two places, and what a second one behind makes of that
    Pairs,
    /// By which headers they tell the server behind them who called
    Forwarded,
    /// How they end a handshake, what curl says of it, and nginx logs
    Tls,
    /// What they do when only one end speaks the PROXY protocol, and what curl says
    ProxyProtocol,
    /// In which order they choose servers of different weights
    Balancer,
    /// What nftables does with packets under rules in a scenario's terms, and with the packets back
    Firewall,
    /// Which address and port its source NAT gives connections, and when it has none left
    Nat,
    /// Which address curl connects to, with a name server that knows some names
    Names,
    /// How many attacks ModSecurity with the Core Rule Set stops, beside the engine; only counted, and only when named
    Waf,
}

impl Area {
    fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    fn needs(self) -> &'static [Program] {
        use Program::{Conntrack, Curl, Dnsmasq, Envoy, Haproxy, Nft, Nginx, Openssl};
        match self {
            Self::CurlEndings => &[Curl, Nginx, Dnsmasq, Nft, Openssl],
            Self::CurlSends | Self::CurlUnseen => &[Curl, Haproxy, Openssl],
            Self::Routing | Self::Parsing | Self::Pairs | Self::Forwarded => &[Nginx, Haproxy, Envoy],
            Self::Balancer => &[Nginx, Haproxy],
            Self::ProxyProtocol => &[Nginx, Haproxy, Curl, Openssl],
            Self::Names => &[Curl, Dnsmasq],
            Self::Firewall | Self::Nat => &[Nft, Conntrack],
            Self::Waf => &[Nginx],
            Self::Tls => &[Nginx, Haproxy, Envoy, Curl, Openssl],
            Self::Upstream => &[Nginx, Haproxy, Envoy, Nft],
        }
    }

    fn record(self, lab: &Lab) -> Result<()> {
        if self == Self::Waf {
            return waf::count(lab);
        }
        let mut recording = record::Recording::new(&self.name(), lab, self.needs())?;
        match self {
            Self::CurlEndings => endings::record(lab, &mut recording),
            Self::CurlSends => sends::record(lab, &mut recording, "sends.cases"),
            Self::CurlUnseen => sends::record(lab, &mut recording, "unseen.cases"),
            Self::Routing => routing::record(lab, &mut recording),
            Self::Upstream => upstream::record(lab, &mut recording),
            Self::Parsing => parsing::record(lab, &mut recording),
            Self::Pairs => pairs::record(lab, &mut recording),
            Self::Forwarded => forwarded::record(lab, &mut recording),
            Self::Tls => tls::record(lab, &mut recording),
            Self::ProxyProtocol => tls::proxy_protocol(lab, &mut recording),
            Self::Balancer => balancer::record(lab, &mut recording),
            Self::Firewall => firewall::record(lab, &mut recording),
            Self::Nat => nat::record(lab, &mut recording),
            Self::Names => names::record(lab, &mut recording),
            Self::Waf => Ok(()),
        }?;
        recording.write()
    }
}

/// Records the areas asked for.
///
/// # Errors
/// Where a program is missing (all that are, each with the command that installs it), or a row can't be recorded.
pub fn run(arguments: &Arguments) -> Result<()> {
    if arguments.end {
        return ends::run();
    }
    let mut all = Area::value_variants().to_vec();
    all.retain(|area| *area != Area::Waf);
    let areas = if arguments.areas.is_empty() { &all } else { &arguments.areas };
    if let Some(folder) = &arguments.inside {
        let lab = Lab::new(folder)?;
        for area in areas {
            eprintln!("== recording {}", area.name());
            area.record(&lab).with_context(|| format!("recording {}", area.name()))?;
        }
        return Ok(());
    }
    let needed: BTreeSet<Program> =
        areas.iter().flat_map(|area| area.needs()).copied().chain([Program::Ip]).collect();
    let missing: Vec<String> = needed.iter().filter_map(|program| program.missing()).collect();
    ensure!(missing.is_empty(), "missing:\n{}", missing.join("\n"));
    let folder = root().join("target/reality");
    for area in areas {
        // Each its own: what listens for one is in no other's way.
        let _namespace = Namespace::made(&folder)?;
        let mut inside = Command::new("ip");
        inside.args(["netns", "exec", NAMESPACE]).arg(std::env::current_exe()?).arg("reality");
        inside.arg("--inside").arg(&folder).arg(area.name());
        ensure!(inside.status()?.success(), "the recording failed; logs are in {}", folder.display());
    }
    Ok(())
}

/// The namespace while it is there.
struct Namespace;

impl Namespace {
    fn made(folder: &Path) -> Result<Self> {
        let files = Path::new("/etc/netns").join(NAMESPACE);
        remove(&files);
        std::fs::create_dir_all(folder)?;
        // `ip netns exec` puts these over those of /etc, for what it starts alone.
        std::fs::create_dir_all(&files).context("making a network namespace takes root")?;
        std::fs::write(files.join("hosts"), HOSTS)?;
        std::fs::write(files.join("resolv.conf"), "nameserver 127.0.0.1\noptions timeout:1 attempts:2\n")?;
        for words in [["netns", "add", NAMESPACE].as_slice(), &["-n", NAMESPACE, "link", "set", "lo", "up"]] {
            let out = Command::new("ip").args(words).output()?;
            if !out.status.success() {
                remove(&files);
                bail!("`ip {}`: {}", words.join(" "), String::from_utf8_lossy(&out.stderr).trim());
            }
        }
        Ok(Self)
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        remove(&Path::new("/etc/netns").join(NAMESPACE));
    }
}

/// Removes the namespace and its files. It may not be there, which is no failure.
fn remove(files: &Path) {
    let _ = Command::new("ip").args(["netns", "delete", NAMESPACE]).output();
    let _ = std::fs::remove_dir_all(files);
    // Where it holds no other namespace's.
    let _ = files.parent().map(std::fs::remove_dir);
}
